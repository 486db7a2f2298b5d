// A server of realtime events and nothing else: everybody's presence at the beginning, then so many changes a second, one
// by one, or so many events of calls.
// Each account (that is each token) has its own extensions and the same changes as every other: one seed.
// `node server.mjs FOLDER` serves FOLDER's pages, the realtime socket at /ws, and at /control what the measurement asks.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';

const folder = process.argv[2];
const EXTENSIONS = 10_000;
const SEED = 20_261_127;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };
const STATUSES = ['available', 'ringing', 'busy', 'away', 'dnd', 'offline'];

/** mulberry32: numbers from 0 to below 1. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Account {
  random = numbers(SEED);
  entries = Array.from({ length: EXTENSIONS }, (_, n) => ({ extension: String(10_000 + n), status: 'offline', name: `Extension ${n}` }));
  /** Changes by extension since it began. */
  changes = new Uint32Array(EXTENSIONS);
  sockets = new Set();
  sent = 0;
  largestBurst = 0;
  #pushing;
  #calls = 0;

  say(message) {
    const text = JSON.stringify({ ...message, timestamp: new Date().toISOString() });
    for (const socket of this.sockets) socket.send(text);
  }

  join(socket) {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.send(JSON.stringify({ type: 'auth_ok' }));
    this.say({ type: 'presence_snapshot', data: { extensions: this.entries } });
  }

  change() {
    const at = Math.floor(this.random() * EXTENSIONS);
    const { extension, name, status: before } = this.entries[at];
    const others = STATUSES.filter((status) => status !== before);
    const status = others[Math.floor(this.random() * others.length)];
    const entry = { extension, status };
    if (status === 'ringing' || status === 'busy') {
      const digits = () => Math.floor(this.random() * 0x1_0000).toString(16).padStart(4, '0');
      entry.callUuid = `${digits()}${digits()}-${digits()}-4${digits().slice(1)}-8${digits().slice(1)}-${digits()}${digits()}${digits()}`;
      entry.caller = `+1786555${String(Math.floor(this.random() * 10_000)).padStart(4, '0')}`;
      entry.direction = this.random() < 0.5 ? 'inbound' : 'outbound';
    }
    this.entries[at] = { ...entry, name };
    this.changes[at] += 1;
    this.sent += 1;
    this.say({ type: 'presence_change', data: entry });
  }

  /** The next event of a call: its start, its answer, its end, then another's. */
  call() {
    const step = this.#calls % 3;
    const callUuid = `0190aa00-1111-7222-8333-${String(Math.floor(this.#calls / 3)).padStart(12, '0')}`;
    const who = { caller: '+17865550100', destination: '1001', direction: 'inbound' };
    this.#calls += 1;
    this.sent += 1;
    this.say(
      [
        { type: 'call_start', data: { callUuid, callerName: 'Alice Liddell', ...who } },
        { type: 'call_answer', data: { callUuid } },
        { type: 'call_end', data: { callUuid, ...who, duration: 42, billsec: 40, hangupCause: 'NORMAL_CLEARING' } },
      ][step],
    );
  }

  /** Spread over time: what a late timer owes comes at once, and is told. */
  push(perSecond, next = () => this.change()) {
    this.stop();
    this.largestBurst = 0;
    const began = performance.now();
    let done = 0;
    this.#pushing = setInterval(() => {
      const owed = Math.floor(((performance.now() - began) * perSecond) / 1000) - done;
      this.largestBurst = Math.max(this.largestBurst, owed);
      for (let n = 0; n < owed; n += 1) next();
      done += owed;
    }, 1);
  }

  stop() {
    clearInterval(this.#pushing);
    return { sent: this.sent, largestBurst: this.largestBurst };
  }
}

const accounts = new Map();
const accountOf = (token) => accounts.get(token) ?? accounts.set(token, new Account()).get(token);

const control = {
  push: (account, query) => (account.push(Number(query.get('rate'))), {}),
  calls: (account, query) => (account.push(Number(query.get('rate')), () => account.call()), {}),
  stop: (account) => account.stop(),
  state: (account) => ({ changes: [...account.changes], entries: account.entries, sockets: account.sockets.size }),
};

const http = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const command = /^\/control\/(\w+)$/.exec(pathname)?.[1];
  try {
    if (command) {
      const answer = control[command](accountOf(searchParams.get('account')), searchParams);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    } else {
      const file = normalize(pathname).replace(/^\/harness\//, '/');
      const body = await readFile(join(folder, file));
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream').end(body);
    }
  } catch {
    response.writeHead(404).end();
  }
});

new WebSocketServer({ server: http, path: '/ws' }).on('connection', (socket) => {
  socket.on('message', (text) => {
    const message = JSON.parse(text);
    if (message.type === 'auth') accountOf(message.token).join(socket);
    if (message.type === 'ping') socket.send('{"type":"pong"}');
  });
});

http.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${http.address().port}`));
