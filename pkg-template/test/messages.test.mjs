// Realtime messages one by one and in floods: what each costs, and what bad ones do.
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { client, login, reply, scripted, scriptedSockets, token, until, CREDENTIALS } from './support.mjs';

const nothing = async () => reply(200, {});

/** A test that fails leaves its connection, and that would keep the process. */
const open = new Set();
afterEach(() => {
  for (const one of open) one.dispose();
  open.clear();
});

/** A client with an open connection to a socket of the test's. */
async function connected(options = {}) {
  const { WebSocket, sockets } = scriptedSockets();
  const c = client(nothing, { WebSocket, token: 'tok', ...options });
  open.add(c);
  c.connectWebSocket();
  await until(() => sockets.length > 0);
  sockets[0].accept();
  assert.equal(c.connectionState, 'open');
  return { c, socket: sockets[0], sockets };
}

const change = (extension, status, more) => ({
  type: 'presence_change',
  timestamp: 't',
  data: { extension, status },
  ...more,
});
const snapshot = (entries, timestamp = 't') => ({ type: 'presence_snapshot', timestamp, data: { extensions: entries } });

/** Events of that client by type, in their order. */
function heard(c) {
  const events = [];
  c.onWsEvent('*', (event) => events.push(event));
  return events;
}

test('messages that are none are counted, and the connection goes on as if they had not come', async () => {
  const lines = [];
  const logger = { debug() {}, info() {}, warn: (line) => lines.push(line), error() {} };
  const { c, socket } = await connected({ logger });
  const events = heard(c);
  const whole = JSON.stringify(change('1001', 'busy'));
  const bad = [
    '', '<html>', 'null', '7', '"call_start"', '[]', '[[[[', '{}', '{"type":7}', '{"type":null}', '{"type":["call_end"]}',
    '{"type":"presence_change"}', '{"type":"presence_change","data":null}', '{"type":"presence_change","data":[1]}',
    '{"type":"presence_change","data":{"extension":1001,"status":"busy"}}',
    '{"type":"presence_change","data":{"extension":"1001","status":"asleep"}}',
    '{"type":"presence_snapshot","data":{"extensions":"all"}}', '{"type":"call_start"', '\u0000', '{"type":"\ud800',
    ...Array.from({ length: whole.length - 1 }, (_, i) => whole.slice(0, i + 1)),
  ];
  for (const text of bad) socket.say(text);
  for (const data of [new Uint8Array([1, 2, 3]).buffer, null, undefined, 7, { type: 'call_start' }]) socket.onmessage({ data });
  assert.deepEqual(events, []);
  assert.deepEqual(Object.keys(c.presence.getSnapshot()), []);
  assert.ok(lines.length >= 5 && lines.length < 10, `${lines.length} lines for ${bad.length} messages`);
  assert.ok(lines.every((line) => !line.includes('1001')));
  socket.say(whole);
  assert.equal(events.length, 1);
  assert.equal(c.connectionState, 'open');
  c.disconnectWebSocket();
});

test('a megabyte is heard, whether it is wide or deep, and what is larger than any event is not looked at', async () => {
  const { c, socket } = await connected();
  const events = heard(c);
  socket.say({ type: 'wide', data: 'é'.repeat(1 << 20) });
  socket.say(`{"type":"deep","data":${'['.repeat(1 << 19)}${']'.repeat(1 << 19)}}`);
  const everybody = Array.from({ length: 10_000 }, (_, i) => ({ extension: `${10_000 + i}`, status: 'busy', name: `Agent number ${i}, sales` }));
  socket.say(snapshot(everybody));
  socket.say({ type: 'huge', data: 'x'.repeat(17 << 20) });
  socket.say({ type: 'call_answer', timestamp: 't', data: { callUuid: 'u' } });
  assert.deepEqual(events.map(({ type }) => type), ['wide', 'deep', 'presence_snapshot', 'call_answer']);
  assert.equal(events[0].data.length, 1 << 20);
  assert.equal(c.presence.get('19999').name, 'Agent number 9999, sales');
  c.disconnectWebSocket();
});

test('an event that comes twice is heard once, and one that was overtaken changes nothing', async () => {
  const { c, socket, sockets } = await connected();
  const events = heard(c);
  const end = { type: 'call_end', id: 'e7', timestamp: 't', data: { callUuid: 'u', duration: 4 } };
  socket.say(end);
  socket.say(end);
  socket.say({ ...end, id: 'e8' });
  assert.equal(events.length, 2);
  socket.say(change('1001', 'busy', { id: 'e9', timestamp: '2026-03-01T12:00:02.000Z' }));
  socket.say(change('1001', 'ringing', { id: 'e10', timestamp: '2026-03-01T12:00:01.000Z' }));
  assert.equal(c.presence.get('1001').status, 'busy');
  assert.equal(events.length, 3);
  // The server says it all again after the connection was lost.
  socket.onclose({});
  await until(() => sockets.length === 2);
  sockets[1].accept();
  sockets[1].say(end);
  assert.equal(events.length, 3);
  c.disconnectWebSocket();
});

test('what a change says that is not known stays out of the store, and inherited names are none', async () => {
  const { c, socket } = await connected();
  socket.say('{"type":"presence_change","data":{"extension":"__proto__","status":"busy","name":7,"direction":"sideways","x":1,"__proto__":{"caller":"7"}}}');
  assert.deepEqual({ ...c.presence.get('__proto__') }, { extension: '__proto__', status: 'busy' });
  assert.equal(c.presence.get('constructor'), undefined);
  assert.equal({}.status, undefined);
  c.disconnectWebSocket();
});

test('of 10,000 messages a second every call event is heard in its order, and presence is told once a frame', async () => {
  const { c, socket } = await connected();
  const extensions = Array.from({ length: 1000 }, (_, i) => `${1000 + i}`);
  socket.say(snapshot(extensions.map((extension) => ({ extension, status: 'available', name: `Name of ${extension}` }))));
  const calls = [];
  for (const type of ['call_start', 'call_answer', 'call_end']) c.onWsEvent(type, ({ data }) => calls.push(data.callUuid));
  let rounds = 0;
  let rows = 0;
  c.presence.subscribe(() => rounds++);
  for (const extension of extensions) c.presence.subscribe(extension, () => rows++);
  const [MESSAGES, SECONDS] = [10_000, 1];
  const texts = Array.from({ length: MESSAGES }, (_, i) => {
    if (i % 10 === 9) return JSON.stringify({ type: ['call_start', 'call_answer', 'call_end'][i % 3], id: `e${i}`, timestamp: 't', data: { callUuid: `u${i}` } });
    const data = { extension: extensions[(i * 7) % 1000], status: i % 4 ? 'busy' : 'available', callUuid: `u${i}`, caller: '+17865551234' };
    return JSON.stringify({ type: 'presence_change', id: `p${i}`, timestamp: new Date(1.8e12 + i).toISOString(), data });
  });
  const begin = performance.now();
  let spent = 0;
  const used = () => process.cpuUsage().user / 1000;
  // A hundred each ten milliseconds, as a network delivers them, each in a task of its own.
  for (let i = 0; i < MESSAGES; ) {
    const due = Math.min(MESSAGES, Math.ceil(((performance.now() - begin) / 1000 / SECONDS) * MESSAGES));
    const before = used();
    for (; i < due; i++) socket.say(texts[i]);
    spent += used() - before;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const elapsed = performance.now() - begin;
  assert.deepEqual(calls, Array.from({ length: MESSAGES / 10 }, (_, i) => `u${10 * i + 9}`));
  const last = JSON.parse(texts[MESSAGES - 2]).data;
  assert.deepEqual(c.presence.get(last.extension), { ...last, name: `Name of ${last.extension}` });
  await until(() => rounds > 0);
  // A timer may ring up to a millisecond early.
  assert.ok(rounds <= Math.ceil(elapsed / 15) + 1, `${rounds} rounds in ${elapsed} ms`);
  assert.ok(rows < MESSAGES, `${rows} rows told`);
  assert.ok(spent < 500, `${spent} ms of processor time`);
  console.log(`# ${(MESSAGES / elapsed) * 1000 | 0} messages/s: ${((spent / MESSAGES) * 1000).toFixed(1)} µs each, ${rounds} rounds, ${rows} rows told`);
  c.disconnectWebSocket();
});

test('a flood of any length leaves nothing behind', async () => {
  const { c, socket } = await connected();
  const flood = (from, count) => {
    for (let i = from; i < from + count; i++) {
      socket.say(`{"type":"presence_change","id":"${i}","data":{"extension":"${1000 + (i % 500)}","status":"${i % 3 ? 'busy' : 'away'}"}}`);
      if (i % 5 === 0) socket.say(i % 2 ? '{"type":"ping"}' : '{broken');
    }
  };
  const begin = performance.now();
  flood(0, 20_000);
  globalThis.gc?.();
  const before = process.memoryUsage();
  flood(20_000, 80_000);
  globalThis.gc?.();
  const after = process.memoryUsage();
  assert.ok(after.arrayBuffers - before.arrayBuffers < 1 << 20, `WebAssembly memory grew by ${after.arrayBuffers - before.arrayBuffers}`);
  if (globalThis.gc) assert.ok(after.heapUsed - before.heapUsed < 2 << 20, `${after.heapUsed - before.heapUsed}`);
  // A pong a second at most: what the server does not read would pile up.
  const [pongs, seconds] = [socket.of('pong').length, (performance.now() - begin) / 1000];
  assert.ok(pongs <= seconds + 1, `${pongs} pongs in ${seconds} s`);
  c.disconnectWebSocket();
});

test('a host that delivers while it is being asked to send is understood all the same', async () => {
  const { WebSocket, sockets } = scriptedSockets();
  class Hasty extends WebSocket {
    send(text) {
      super.send(text);
      if (this.sent.at(-1).type !== 'auth') return;
      this.say({ type: 'auth_ok' });
      this.say(change('1001', 'busy'));
    }
  }
  const c = client(nothing, { WebSocket: Hasty, token: 'tok' });
  const events = heard(c);
  c.connectWebSocket();
  await until(() => sockets.length > 0);
  sockets[0].onopen({});
  await until(() => events.length > 0);
  assert.equal(c.connectionState, 'open');
  assert.equal(c.presence.get('1001').status, 'busy');
  c.disconnectWebSocket();
});

test('a connection that is half open is found after 40 seconds, however much came before', async () => {
  const { c, socket, sockets } = await connectedInTime();
  try {
    for (let second = 0; second < 24; second++) {
      mock.timers.tick(1000);
      socket.say({ type: 'call_hold', timestamp: 't', data: { callUuid: 'u' } });
    }
    mock.timers.tick(1000);
    assert.equal(socket.of('ping').length, 1);
    socket.say({ type: 'pong' });
    mock.timers.tick(25_000);
    assert.equal(socket.of('ping').length, 2);
    mock.timers.tick(14_999);
    assert.equal(c.connectionState, 'open');
    mock.timers.tick(1);
    assert.deepEqual([c.connectionState, socket.closed], ['reconnecting', true]);
    mock.timers.tick(1000);
    assert.equal(sockets.length, 2);
    sockets[1].accept();
    assert.equal(c.connectionState, 'open');
    // The old socket, should it wake up, has nothing more to say.
    assert.equal(socket.onmessage, null);
  } finally {
    c.disconnectWebSocket();
    mock.timers.reset();
  }
});

/** The same with a clock that stands still until the test moves it. */
async function connectedInTime(options) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1.8e12 });
  return connected(options);
}

test('a token that is about to end is refreshed, and the open connection goes on with the new one', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1.8e12 });
  try {
    let logins = 0;
    const { fetch, requests } = scripted(() => login({ token: token(900, { n: ++logins }), expiresAt: new Date(Date.now() + 900_000).toISOString() }));
    const { WebSocket, sockets } = scriptedSockets();
    const c = client(fetch, { WebSocket });
    await c.login(CREDENTIALS);
    c.connectWebSocket();
    await until(() => sockets.length > 0);
    sockets[0].accept();
    const first = sockets[0].sent[0].token;
    for (let minute = 0; minute < 15 && requests.length < 2; minute++) {
      sockets[0].say({ type: 'ping' });
      for (let i = 0; i < 4; i++) {
        mock.timers.tick(15_000);
        sockets[0].say({ type: 'pong' });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => sockets[0].of('auth').length === 2);
    assert.notEqual(sockets[0].of('auth')[1].token, first);
    sockets[0].say({ type: 'auth_ok' });
    assert.deepEqual([c.connectionState, sockets.length], ['open', 1]);
    c.disconnectWebSocket();
    c.dispose();
  } finally {
    mock.timers.reset();
  }
});

const expired = { type: 'auth_error', data: { code: 'token_expired', message: 'The token has ended.' } };

test('a token that ends on an open connection is refreshed, and the connection made again with the new one', async () => {
  let logins = 0;
  const { fetch } = scripted(() => login({ token: token(900, { n: ++logins }) }));
  const { WebSocket, sockets } = scriptedSockets();
  const c = client(fetch, { WebSocket });
  await c.login(CREDENTIALS);
  const states = [];
  c.onWsEvent('connection', ({ data }) => states.push(data.state));
  c.connectWebSocket();
  await until(() => sockets.length > 0);
  sockets[0].accept();
  sockets[0].say(expired);
  await until(() => sockets.length === 2);
  sockets[1].accept();
  assert.notEqual(sockets[0].sent[0].token, sockets[1].sent[0].token);
  assert.deepEqual([logins, sockets[0].closed], [2, true]);
  assert.deepEqual(states, ['connecting', 'open', 'reconnecting', 'open']);
  c.disconnectWebSocket();
});

test('a token that ends on an open connection and cannot be refreshed closes it with the reason', async () => {
  const { c, socket, sockets } = await connected({ token: token(900) });
  const closed = [];
  c.onWsEvent('closed', ({ data }) => closed.push(data));
  socket.say(expired);
  await until(() => closed.length > 0);
  assert.deepEqual(closed, [{ state: 'closed', code: 'token_expired' }]);
  assert.deepEqual([sockets.length, socket.closed], [1, true]);
});

test('a queue in numbers and a message that was left are events with the data of their REST answers', async () => {
  const { c, socket } = await connected();
  const told = [];
  c.onWsEvent('queue_update', ({ data }) => told.push(data.queueId, data.agents.available));
  c.onWsEvent('voicemail_new', ({ data }) => told.push(data.id, data.duration));
  socket.say({ type: 'queue_update', id: 'a', timestamp: 't', data: { queueId: 'q', agents: { available: 3 } } });
  socket.say({ type: 'voicemail_new', id: 'b', timestamp: 't', data: { id: 'v', duration: 12 } });
  assert.deepEqual(told, ['q', 3, 'v', 12]);
  c.disconnectWebSocket();
});

test('listeners that throw cost nobody else an event, and one that was ended within the event is not called', async () => {
  const { c, socket } = await connected();
  const { queueMicrotask } = globalThis;
  const reported = [];
  globalThis.queueMicrotask = (rethrow) => {
    try {
      rethrow();
    } catch (error) {
      reported.push(error.message);
    }
  };
  try {
    const heardBy = [];
    const fails = (name) => () => {
      throw new Error(name);
    };
    c.onWsEvent('presence_change', fails('one'));
    c.onWsEvent('*', fails('all'));
    c.presence.subscribe('1001', fails('row'));
    c.presence.subscribe(fails('everybody'));
    c.presence.subscribe('1001', () => heardBy.push('row'));
    c.onWsEvent('presence_change', () => stop());
    const stop = c.onWsEvent('presence_change', () => heardBy.push('ended'));
    c.onWsEvent('presence_change', () => heardBy.push('one'));
    c.onWsEvent('*', () => heardBy.push('all'));
    socket.say(change('1001', 'busy'));
    assert.deepEqual(heardBy, ['row', 'one', 'all']);
    assert.deepEqual(reported, ['row', 'everybody', 'one', 'all']);
  } finally {
    globalThis.queueMicrotask = queueMicrotask;
  }
  c.disconnectWebSocket();
});
