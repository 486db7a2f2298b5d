// What the tests share: the built package, a scripted `fetch`, a WebSocket server.
import { once } from 'node:events';
import { WebSocketServer } from 'ws';

export const sdk = await import('../out/dist/client.js');

/** Answers of a server, in the order of the requests; each is `[status, body, headers]` or a function of the request. */
export function scripted(...answers) {
  const requests = [];
  const fetch = async (url, init) => {
    const request = { url: url.replace('http://api.test', ''), ...init, json: init.body && JSON.parse(init.body) };
    requests.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const made = typeof answer === 'function' ? await answer(request) : answer;
    if (made instanceof Response || made instanceof Error) {
      if (made instanceof Error) throw made;
      return made;
    }
    return reply(...made);
  };
  return { fetch, requests };
}

export function reply(status, body, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(status === 204 ? null : text, { status, headers: { 'X-Request-Id': 'r-1', ...headers } });
}

export function client(fetch, options = {}) {
  return new sdk.VoIPClient({ apiUrl: 'http://api.test', fetch, ...options });
}

export const failure = (code, message = 'Said so.') => ({ error: { code, message } });

/** A JWT that ends in `seconds`. */
export function token(seconds = 900, more = {}) {
  const now = Math.floor(Date.now() / 1000);
  const claims = Buffer.from(JSON.stringify({ iat: now, exp: now + seconds, ...more })).toString('base64url');
  return `e30.${claims}.sig`;
}

export const login = (over = {}) => [
  200,
  { token: token(), refreshToken: 'r1', expiresAt: new Date(Date.now() + 9e5).toISOString(), user: {}, features: [], ...over },
];

export const CREDENTIALS = { username: '1001', password: 'secret-password', tenantId: 'acme' };

export async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was fulfilled');
}

/** A realtime server whose connections are given out one after another. */
export async function realtimeServer(onAuth = () => ({ type: 'auth_ok' })) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const waiting = [];
  const ready = [];
  const urls = [];
  server.on('connection', (socket, request) => {
    urls.push(request.url);
    const received = [];
    const connection = {
      socket,
      received,
      say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    };
    socket.on('message', (text) => {
      const message = JSON.parse(String(text));
      received.push(message);
      if (message.type === 'auth' && received.length === 1) {
        connection.say(onAuth(message));
        const taker = waiting.shift();
        if (taker) taker(connection);
        else ready.push(connection);
      }
    });
  });
  return {
    url: `ws://127.0.0.1:${server.address().port}/ws`,
    urls,
    server,
    /** The next connection that has sent its token. */
    next: () => (ready.length > 0 ? Promise.resolve(ready.shift()) : new Promise((resolve) => waiting.push(resolve))),
    close: () => {
      for (const socket of server.clients) socket.terminate();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The next event of that name. */
export const event = (client, name) =>
  new Promise((resolve) => {
    const stop = client.onWsEvent(name, (event) => {
      stop();
      resolve(event);
    });
  });

/** A WebSocket class of which the test is the other side: `sockets` are those that were made. */
export function scriptedSockets() {
  const sockets = [];
  class WebSocket {
    sent = [];
    closed = false;
    constructor(url) {
      this.url = url;
      sockets.push(this);
    }
    send(text) {
      this.sent.push(JSON.parse(text));
    }
    close() {
      this.closed = true;
    }
    /** It opens, and the token is good. */
    accept() {
      this.onopen({});
      this.say({ type: 'auth_ok' });
    }
    say(message) {
      this.onmessage({ data: typeof message === 'string' ? message : JSON.stringify(message) });
    }
    /** What was sent of that type. */
    of(type) {
      return this.sent.filter((message) => message.type === type);
    }
  }
  return { WebSocket, sockets };
}

/** Until something is so. */
export async function until(condition) {
  for (const end = performance.now() + 10_000; !condition(); ) {
    if (performance.now() > end) throw new Error(`it did not come to ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
