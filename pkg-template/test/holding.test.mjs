// The realtime connection held by several, and the event that says who is logged in.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { WebSocket } from 'ws';

import { client, event, login, realtimeServer, reply, CREDENTIALS } from './support.mjs';

async function held(options = {}) {
  const server = await realtimeServer();
  const fetch = async (url) => (url.endsWith('/login') ? reply(...login()) : reply(200, {}));
  const c = client(fetch, { wsUrl: server.url, WebSocket, token: 'tok', ...options });
  return { c, server };
}

test('the connection that several hold is one, and is closed when the last has let go', async () => {
  const { c, server } = await held();
  const open = event(c, 'open');
  const releases = [c.holdWebSocket(), c.holdWebSocket(), c.holdWebSocket()];
  await open;
  releases[0]();
  releases[0]();
  releases[1]();
  assert.equal(c.connectionState, 'open');
  const closed = event(c, 'closed');
  releases[2]();
  await closed;
  assert.equal(server.urls.length, 1);
  await server.close();
});

test('who connected besides keeps the connection, and who disconnects closes it for all', async () => {
  const { c, server } = await held();
  const open = event(c, 'open');
  const release = c.holdWebSocket();
  c.connectWebSocket();
  await open;
  release();
  assert.equal(c.connectionState, 'open');
  const again = c.holdWebSocket();
  const closed = event(c, 'closed');
  c.disconnectWebSocket();
  await closed;
  again();
  assert.equal(c.connectionState, 'closed');
  assert.equal(server.urls.length, 1);
  await server.close();
});

test('a held connection is closed by the logout and comes back with the next login', async () => {
  const { c, server } = await held();
  const said = [];
  c.on('loginChanged', ({ loggedIn }) => said.push(loggedIn));
  const open = event(c, 'open');
  const release = c.holdWebSocket();
  await open;
  await c.logout();
  assert.equal(c.connectionState, 'closed');
  const reopened = event(c, 'open');
  await c.login(CREDENTIALS);
  await reopened;
  c.setToken('other');
  c.setToken(null);
  // A token that says nothing of its user may be anybody's.
  assert.deepEqual(said, [false, true, true, false]);
  release();
  c.dispose();
  await server.close();
});

test('letting go after dispose() does nothing, and nothing can be held any more', async () => {
  const { c, server } = await held();
  const open = event(c, 'open');
  const release = c.holdWebSocket();
  await open;
  c.dispose();
  release();
  assert.throws(() => c.holdWebSocket(), { code: 'disposed' });
  await server.close();
});

test('a connection that is let go before the module is there is never made', async () => {
  const { c, server } = await held();
  c.holdWebSocket()();
  assert.equal(c.connectionState, 'closed');
  await c.me();
  assert.deepEqual(server.urls, []);
  await server.close();
});
