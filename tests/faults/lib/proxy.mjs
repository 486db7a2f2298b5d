// The network between one phone and its server: a WebSocket proxy that cuts, stalls, delays, throttles and goes deaf,
// that keeps the time of every message, and that can answer in the far end's place.
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { parse, print } from './sip.mjs';

const clock = () => performance.timeOrigin + performance.now();

/** One direction of one connection: messages leave in order, as late as the network's delay and rate ask for. */
class Lane {
  #due = 0;
  #queue = [];
  #timer = null;

  constructor(network, send) {
    this.network = network;
    this.send = send;
  }

  push(data) {
    const { delayMs, bytesPerSecond } = this.network;
    const length = Buffer.byteLength(data);
    const takes = bytesPerSecond > 0 ? (length / bytesPerSecond) * 1000 : 0;
    this.#due = Math.max(this.#due, performance.now()) + takes;
    this.#queue.push({ at: this.#due + delayMs, data });
    this.#arm();
  }

  #arm() {
    if (this.#timer || this.#queue.length === 0 || this.network.stalled) return;
    const wait = this.#queue[0].at - performance.now();
    if (wait <= 0) return this.#flush();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, wait);
  }

  #flush() {
    while (this.#queue.length > 0 && !this.network.stalled && this.#queue[0].at <= performance.now() + 0.5) this.send(this.#queue.shift().data);
    this.#arm();
  }

  resume() {
    this.#arm();
  }
}

/** Starts a proxy in front of `target`, a `ws:` URL. */
export async function startProxy(target) {
  const network = { delayMs: 0, bytesPerSecond: 0, stalled: false, refusing: false };
  const links = new Set();
  const seen = [];
  const waiting = [];
  const lookers = [];

  const wss = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false) });
  const server = createServer((_, response) => response.writeHead(404).end());

  function link(request, socket, head) {
    const up = new WebSocket(target, 'sip');
    up.on('error', () => undefined);
    up.once('close', () => socket.destroy());
    up.once('open', () => {
      if (network.refusing || socket.destroyed) {
        up.terminate();
        return socket.destroy();
      }
      up.removeAllListeners('close');
      wss.handleUpgrade(request, socket, head, (down) => join(down, up));
    });
  }

  function join(down, up) {
    const one = { down, up, deaf: false };
    links.add(one);
    one.toServer = new Lane(network, (data) => up.readyState === WebSocket.OPEN && up.send(data));
    one.toPhone = new Lane(network, (data) => down.readyState === WebSocket.OPEN && down.send(data));
    down.on('message', (data) => void pass(one, 'up', data.toString()));
    up.on('message', (data) => void pass(one, 'down', data.toString()));
    for (const [side, other] of [[down, up], [up, down]]) {
      side.on('error', () => undefined);
      side.on('close', () => {
        // A connection that has gone deaf says nothing of its end either.
        if (one.deaf) return;
        links.delete(one);
        setTimeout(() => other.terminate(), network.delayMs);
      });
    }
  }

  async function pass(one, direction, text) {
    if (one.deaf) return;
    const message = parse(text);
    if (!message) return direction === 'up' ? one.toServer.push(text) : one.toPhone.push(text);
    // A message to the server is seen as it leaves the phone, one to the phone as it arrives there.
    if (direction === 'up') note(direction, message);
    let body = text;
    for (const look of lookers) {
      const verdict = await look(direction, message, one);
      if (verdict === 'drop') return;
      if (verdict === 'changed') body = print(message);
      if (verdict) break;
    }
    (direction === 'up' ? one.toServer : one.toPhone).push(body);
    if (direction === 'down') setTimeout(() => note(direction, message), network.delayMs);
  }

  function note(direction, message) {
    seen.push({ at: clock(), direction, method: message.method, status: message.status, inDialog: message.inDialog, callId: message.get('Call-ID'), authorized: /authorization/i.test(message.lines.join('\n')) });
  }

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    if (network.refusing) return socket.destroy();
    if (network.stalled) return waiting.push(() => link(request, socket, head));
    setTimeout(() => link(request, socket, head), network.delayMs * 2);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    /** Every SIP message with the time at which it passed, milliseconds since the epoch. */
    seen,
    clock,
    /** One more who looks at each message; it may answer `drop`, or `changed` after changing it, and is the last then. */
    intercept(handler) {
      lookers.push(handler);
    },
    /** Each byte takes so much longer, one way. */
    delay(ms) {
      network.delayMs = ms;
    },
    throttle(bytesPerSecond) {
      network.bytesPerSecond = bytesPerSecond;
    },
    /** Connections break and none can be made. */
    cut() {
      network.refusing = true;
      for (const { down, up } of links) {
        down.terminate();
        up.terminate();
      }
      links.clear();
    },
    /** Connections can be made again. Returns the moment. */
    heal() {
      network.refusing = false;
      return clock();
    },
    /** Nothing passes, nothing breaks, until `flow()`. */
    stall() {
      network.stalled = true;
    },
    flow() {
      network.stalled = false;
      for (const one of links) {
        one.toServer.resume();
        one.toPhone.resume();
      }
      for (const connect of waiting.splice(0)) connect();
      return clock();
    },
    /** The connections that are there carry nothing any more and never close; new ones work. Returns the moment. */
    deafen() {
      for (const one of links) {
        one.deaf = true;
        one.down._socket?.pause();
        // The server learns of it as of a network that went away: not at all.
        one.up._socket?.pause();
      }
      return clock();
    },
    /** Sends the phone a message as if it came from the server. */
    inject(text) {
      for (const one of links) if (!one.deaf) one.toPhone.push(text);
    },
    /** When the first REGISTER after `since` was answered with success; null if none was. */
    registeredAfter(since) {
      return seen.find((one) => one.at >= since && one.direction === 'down' && one.method === 'REGISTER' && one.status === 200)?.at ?? null;
    },
    async close() {
      for (const { down, up } of links) {
        down.terminate();
        up.terminate();
      }
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
