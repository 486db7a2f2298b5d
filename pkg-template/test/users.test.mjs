// One user after another in one page, with a logout between them and without.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { client, login, reply, scriptedSockets, sdk, token, until, CREDENTIALS } from './support.mjs';

const active = (callUuid) => ({ callUuid, direction: 'inbound', caller: '1', destination: '2', state: 'active', startedAt: new Date().toISOString() });

/** A client whose logins are answered one after another, and a board on it. */
async function page(...answers) {
  const { WebSocket, sockets } = scriptedSockets();
  const calls = [];
  const fetch = async (url) => (url.endsWith('/login') ? reply(...login(answers.shift())) : reply(200, { calls, total: calls.length }));
  const c = client(fetch, { WebSocket });
  const said = [];
  c.on('loginChanged', ({ loggedIn }) => said.push(loggedIn));
  const board = new sdk.CallBoard({ client: c });
  await c.login(CREDENTIALS);
  c.connectWebSocket();
  await until(() => sockets.length === 1 && sockets[0].onopen);
  sockets[0].accept();
  sockets[0].say({ type: 'presence_snapshot', timestamp: new Date().toISOString(), data: { extensions: [{ extension: '1001', status: 'busy' }] } });
  sockets[0].say({ type: 'call_start', timestamp: new Date().toISOString(), data: { ...active('u-1') } });
  await until(() => board.get('u-1') && c.presence.get('1001'));
  return { c, sockets, said, board, calls };
}

for (const [how, change, ...answers] of [
  ['logs in', (c) => c.login(CREDENTIALS), { token: token(900, { sub: 'a' }) }, { token: token(900, { sub: 'b' }) }],
  ['logs in, by what the answer says of the user', (c) => c.login(CREDENTIALS), { token: 'x', user: { id: 'a' } }, { token: 'y', user: { id: 'b' } }],
  ['has a token from elsewhere', async (c) => c.setToken(token(900, { sub: 'b' })), { token: token(900, { sub: 'a' }) }],
  ['has a token that says nothing', async (c) => c.setToken('y'), { token: 'x' }],
]) {
  test(`another user ${how}: nothing is left of what the first one was told`, async () => {
    const { c, sockets, said, board } = await page(...answers);
    await change(c);
    assert.equal(board.get('u-1'), undefined);
    assert.deepEqual(c.presence.getSnapshot(), Object.assign(Object.create(null), {}));
    assert.deepEqual(said, [true, true]);
    // And all that the second one is told is there.
    await until(() => sockets.length === 2 && sockets[1].onopen);
    sockets[1].accept();
    sockets[1].say({ type: 'presence_snapshot', timestamp: new Date().toISOString(), data: { extensions: [{ extension: '1001', status: 'busy' }] } });
    await until(() => c.presence.get('1001'));
    c.dispose();
  });
}

for (const [how, change, ...answers] of [
  ['logs in', (c) => c.login(CREDENTIALS), { token: token(900, { sub: 'a' }) }, { token: token(901, { sub: 'a' }) }],
  ['logs in, by what the answer says of the user', (c) => c.login(CREDENTIALS), { token: 'x', user: { id: 'a' } }, { token: 'y', user: { id: 'a' } }],
  ['has a token from elsewhere', async (c) => c.setToken(token(901, { sub: 'a' })), { token: token(900, { sub: 'a' }) }],
]) {
  test(`the same user ${how} again: what is known stays`, async () => {
    const { c, said, board } = await page(...answers);
    await change(c);
    assert.equal(board.get('u-1').state, 'ringing');
    assert.equal(c.presence.get('1001').status, 'busy');
    assert.deepEqual(said, [true]);
    c.dispose();
  });
}

test('a held connection that was refused comes back with the next login, of the same user too', async () => {
  const { WebSocket, sockets } = scriptedSockets();
  const tokens = [900, 901].map((seconds) => token(seconds, { sub: 'a' }));
  const fetch = async (url) => (url.endsWith('/login') ? reply(...login({ token: tokens.shift(), refreshToken: undefined })) : reply(401, { error: { code: 'token_expired', message: 'No.' } }));
  const c = client(fetch, { WebSocket });
  await c.login(CREDENTIALS);
  const release = c.holdWebSocket();
  await until(() => sockets.length === 1 && sockets[0].onopen);
  sockets[0].onopen({});
  sockets[0].say({ type: 'auth_error', error: { code: 'token_expired', message: 'No.' } });
  await until(() => c.connectionState === 'closed');
  await c.login(CREDENTIALS);
  await until(() => sockets.length === 2 && sockets[1].onopen);
  sockets[1].accept();
  await until(() => c.connectionState === 'open');
  release();
  assert.equal(c.connectionState, 'closed');
  c.dispose();
});

test('a user who is replaced before anything was asked was told nothing, and who is replaced later is told of', async () => {
  const c = client(async () => reply(200, {}), { token: token(900, { sub: 'a' }) });
  const said = [];
  c.on('loginChanged', ({ loggedIn }) => said.push(loggedIn));
  c.setToken(token(900, { sub: 'b' }));
  await c.me();
  assert.deepEqual(said, []);
  c.setToken(token(800, { sub: 'b' }));
  assert.deepEqual(said, []);
  c.setToken(token(900, { sub: 'c' }));
  assert.deepEqual(said, [true]);
  c.setToken(null);
  assert.deepEqual(said, [true, false]);
});
