import assert from 'node:assert/strict';
import { test } from 'node:test';

import { WebSocket } from 'ws';

import { client, event, login, realtimeServer, rejection, reply, scripted, token, CREDENTIALS, failure } from './support.mjs';

const nothing = async () => reply(200, {});

async function connected(options = {}, onAuth) {
  const server = await realtimeServer(onAuth);
  const c = client(nothing, { wsUrl: server.url, WebSocket, token: 'tok', ...options });
  const open = event(c, 'open');
  c.connectWebSocket();
  const connection = await server.next();
  await open;
  const close = async () => {
    c.disconnectWebSocket();
    await server.close();
  };
  return { c, server, connection, close };
}

const snapshot = (...extensions) => ({ type: 'presence_snapshot', timestamp: 't', data: { extensions } });

test('the token is the first message and not in the URL', async () => {
  const { connection, server, close } = await connected();
  assert.deepEqual(connection.received[0], { type: 'auth', token: 'tok' });
  assert.deepEqual(server.urls, ['/ws']);
  await close();
});

test('a client that is disposed of while it loads logs nothing', async () => {
  const lines = [];
  const states = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (line) => lines.push(line) };
  const c = client(nothing, { wsUrl: 'ws://127.0.0.1:1', WebSocket, logger });
  c.onWsEvent('connection', ({ data }) => states.push(data.state));
  c.connectWebSocket();
  const asked = rejection(c.me());
  c.dispose();
  // Who asked beside the connection hears of it after the connection does.
  assert.equal((await asked).code, 'disposed');
  await new Promise(setImmediate);
  assert.deepEqual([states, lines], [['connecting', 'closed'], []]);
});

test('events reach their listeners and "*", unknown ones too, as they came', async () => {
  const { c, connection, close } = await connected();
  const all = [];
  c.onWsEvent('*', (e) => all.push(e));
  const start = event(c, 'call_start');
  const odd = event(c, 'from_the_future');
  const call = { type: 'call_start', timestamp: 't', data: { callUuid: 'u', caller: '1', destination: '2', direction: 'inbound' } };
  connection.say(call);
  connection.say({ type: 'from_the_future', deep: { x: [1] } });
  assert.deepEqual(await start, call);
  assert.deepEqual(await odd, { type: 'from_the_future', deep: { x: [1] } });
  assert.deepEqual(all.map((e) => e.type), ['call_start', 'from_the_future']);
  await close();
});

test('a message that is no JSON is logged and the connection goes on', async () => {
  const lines = [];
  const logger = { debug() {}, info() {}, warn: (line) => lines.push(line), error() {} };
  const { c, connection, close } = await connected({ logger });
  const later = event(c, 'call_answer');
  connection.say('<html>');
  connection.socket.send(Buffer.from([1, 2, 3]));
  connection.say({ type: 'call_answer', timestamp: 't', data: { callUuid: 'u' } });
  await later;
  assert.equal(lines.length, 2);
  assert.equal(c.connectionState, 'open');
  await close();
});

test('a listener is ended by what onWsEvent returns and by offWsEvent', async () => {
  const { c, connection, close } = await connected();
  let heard = 0;
  const listener = () => heard++;
  const stop = c.onWsEvent('a', listener);
  c.onWsEvent('b', listener);
  stop();
  c.offWsEvent('b', listener);
  const last = event(c, 'c');
  for (const type of ['a', 'b', 'c']) connection.say({ type });
  await last;
  assert.equal(heard, 0);
  await close();
});

test('a listener that throws stops nobody else and is reported', async () => {
  const { c, connection, close } = await connected();
  // Where an uncaught error comes from; the test runner keeps the event itself.
  const { queueMicrotask } = globalThis;
  const reported = new Promise((resolve) => {
    globalThis.queueMicrotask = (rethrow) => {
      try {
        rethrow();
      } catch (error) {
        resolve(error);
      }
    };
  });
  c.onWsEvent('x', () => {
    throw new Error('of the application');
  });
  const other = event(c, 'x');
  connection.say({ type: 'x' });
  await other;
  assert.equal((await reported).message, 'of the application');
  globalThis.queueMicrotask = queueMicrotask;
  await close();
});

test('every method may be called inside a listener', async () => {
  const { c, connection, close } = await connected();
  const failures = [];
  const done = new Promise((resolve) => {
    c.onWsEvent('x', () => {
      try {
        void c.token;
        c.presence.get('1001');
        c.connectWebSocket();
        c.me().catch((e) => failures.push(e));
        c.onWsEvent('y', () => {});
        c.setToken('other');
        c.disconnectWebSocket();
        c.connectWebSocket();
        c.disconnectWebSocket();
        c.dispose();
      } catch (e) {
        failures.push(e);
      }
      resolve();
    });
  });
  connection.say({ type: 'x' });
  await done;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(failures, []);
  assert.equal(c.connectionState, 'closed');
  await close();
});

test('presence is synchronous, immutable, and changes identity only with the data', async () => {
  const { c, connection, close } = await connected();
  let all = 0;
  let one = 0;
  c.presence.subscribe(() => all++);
  const stop = c.presence.subscribe('1001', () => one++);
  assert.equal(c.presence.get('1001'), undefined);
  let came = event(c, 'presence_snapshot');
  connection.say(snapshot({ extension: '1001', status: 'available', name: 'Alice' }, { extension: '1002', status: 'offline' }));
  await came;
  const first = c.presence.getSnapshot();
  const bob = c.presence.get('1002');
  assert.equal(c.presence.getSnapshot(), first);
  assert.deepEqual(c.presence.get('1001'), { extension: '1001', status: 'available', name: 'Alice' });
  assert.deepEqual([all, one], [1, 1]);

  came = event(c, 'presence_change');
  const told = new Promise((resolve) => c.presence.subscribe('1001', resolve));
  const change = { extension: '1001', status: 'busy', callUuid: 'u', caller: '1002', direction: 'internal' };
  connection.say({ type: 'presence_change', timestamp: 't', data: change });
  await Promise.all([came, told]);
  assert.notEqual(c.presence.getSnapshot(), first);
  assert.equal(c.presence.get('1002'), bob);
  assert.deepEqual(c.presence.get('1001'), { ...change, name: 'Alice' });
  assert.deepEqual([all, one], [2, 2]);
  assert.throws(() => {
    c.presence.get('1001').status = 'away';
  }, TypeError);

  came = event(c, 'presence_change');
  connection.say({ type: 'presence_change', timestamp: 't', data: change });
  await came;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([all, one], [2, 2]);
  stop();
  await close();
});

test('a lost connection comes back, and what was missed is told as changes', async () => {
  const { c, server, connection, close } = await connected();
  const states = [];
  c.onWsEvent('connection', (e) => states.push(e.data.state));
  let came = event(c, 'presence_snapshot');
  connection.say(snapshot({ extension: '1001', status: 'available' }, { extension: '1002', status: 'busy' }));
  await came;
  connection.socket.terminate();
  const again = await server.next();
  const missed = event(c, 'presence_change');
  came = event(c, 'presence_snapshot');
  again.say(snapshot({ extension: '1001', status: 'available' }, { extension: '1002', status: 'available' }));
  await came;
  assert.deepEqual((await missed).data, { extension: '1002', status: 'available' });
  assert.equal(c.presence.get('1002').status, 'available');
  assert.deepEqual(states, ['reconnecting', 'open']);
  await close();
});

test('the heartbeat of the server is answered', async () => {
  const { connection, close } = await connected();
  connection.say({ type: 'ping' });
  await new Promise((resolve) => connection.socket.once('message', resolve));
  assert.deepEqual(connection.received.at(-1), { type: 'pong' });
  await close();
});

test('connecting before the login waits for the token', async () => {
  const server = await realtimeServer();
  const { fetch } = scripted(login({ token: 'late' }));
  const c = client(fetch, { wsUrl: server.url, WebSocket });
  c.connectWebSocket();
  assert.equal(c.connectionState, 'connecting');
  await c.login(CREDENTIALS);
  assert.deepEqual((await server.next()).received[0], { type: 'auth', token: 'late' });
  c.disconnectWebSocket();
  await server.close();
});

test('disconnecting at once after connecting leaves nothing open', async () => {
  const server = await realtimeServer();
  const c = client(nothing, { wsUrl: server.url, WebSocket, token: 't' });
  c.connectWebSocket();
  c.disconnectWebSocket();
  assert.equal(c.connectionState, 'closed');
  await c.me();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(server.urls, []);
  await server.close();
});

test('a refused token is refreshed once, and then the connection is closed with the reason', async () => {
  const server = await realtimeServer(() => ({ type: 'auth_error', data: { code: 'token_expired', message: 'm' } }));
  let refreshes = 0;
  const { fetch } = scripted(({ url }) => {
    if (url.endsWith('/refresh')) refreshes++;
    return login({ token: token(900, { n: refreshes }) });
  });
  const c = client(fetch, { wsUrl: server.url, WebSocket });
  await c.login(CREDENTIALS);
  const closed = event(c, 'closed');
  c.connectWebSocket();
  assert.equal((await closed).data.code, 'token_expired');
  assert.equal(refreshes, 1);
  assert.equal(server.urls.length, 2);
  await server.close();
});

test('a refreshed token is told to the open connection', async () => {
  const server = await realtimeServer();
  const { fetch } = scripted(({ url }) => login({ token: url.endsWith('/refresh') ? 'second' : 'first' }));
  const c = client(fetch, { wsUrl: server.url, WebSocket });
  await c.login(CREDENTIALS);
  const open = event(c, 'open');
  c.connectWebSocket();
  const connection = await server.next();
  await open;
  const message = new Promise((resolve) => connection.socket.once('message', resolve));
  await c.refresh();
  await message;
  assert.deepEqual(connection.received.at(-1), { type: 'auth', token: 'second' });
  assert.equal(server.urls.length, 1);
  c.disconnectWebSocket();
  await server.close();
});

test('logging out closes the connection and forgets who was present', async () => {
  const { c, connection, close } = await connected();
  const came = event(c, 'presence_snapshot');
  connection.say(snapshot({ extension: '1001', status: 'available' }));
  await came;
  const closed = event(c, 'closed');
  await c.logout();
  await closed;
  assert.deepEqual(Object.keys(c.presence.getSnapshot()), []);
  await close();
});

test('a host without WebSocket closes the connection with a code that says so', async () => {
  const c = client(nothing, { token: 't' });
  const own = globalThis.WebSocket;
  delete globalThis.WebSocket;
  try {
    const closed = event(c, 'closed');
    c.connectWebSocket();
    assert.equal((await closed).data.code, 'websocket_missing');
  } finally {
    if (own) globalThis.WebSocket = own;
  }
});

test('a server that is not there is tried again, and failure of a login is told to the caller alone', async () => {
  const { fetch } = scripted([401, failure('invalid_credentials')]);
  const c = client(fetch, { wsUrl: 'ws://127.0.0.1:1/ws', WebSocket, token: 't' });
  const again = event(c, 'reconnecting');
  c.connectWebSocket();
  await again;
  await assert.rejects(c.login(CREDENTIALS));
  c.disconnectWebSocket();
  assert.equal(c.connectionState, 'closed');
});
