import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { CREDENTIALS, client, failure, login, rejection, reply, scripted, sdk, token } from './support.mjs';

// The client's own timers do not keep Node alive; the tests that wait for them do.
const alive = setInterval(() => {}, 1000);
after(() => clearInterval(alive));

test('login keeps the token and sends it from then on', async () => {
  const { fetch, requests } = scripted(login({ token: 'tok' }), [200, { user: { id: 'u' } }]);
  const c = client(fetch);
  const answer = await c.login(CREDENTIALS);
  assert.equal(answer.token, 'tok');
  assert.equal(c.token, 'tok');
  await c.me();
  assert.equal(requests[0].method, 'POST');
  assert.equal(requests[0].url, '/api/auth/login');
  assert.deepEqual(requests[0].json, CREDENTIALS);
  assert.equal(requests[0].headers.Authorization, undefined);
  assert.equal(requests[1].headers.Authorization, 'Bearer tok');
});

test('an answer is handed through as the host parsed it', async () => {
  const { fetch } = scripted([200, { callUuid: 'x', fromTheFuture: [1, { a: null }] }]);
  const answer = await client(fetch).originate({ fromExtension: '1001', toNumber: '1002' });
  assert.deepEqual(answer, { callUuid: 'x', fromTheFuture: [1, { a: null }] });
});

test('each status becomes its class, with status, request id, code and the words of the server', async () => {
  const cases = [
    [400, sdk.ValidationError, 'validation_failed'],
    [401, sdk.AuthenticationError, 'not_authenticated'],
    [403, sdk.PermissionError, 'permission_denied'],
    [404, sdk.NotFoundError, 'not_found'],
    [409, sdk.ConflictError, 'conflict'],
    [413, sdk.ValidationError, 'body_too_large'],
    [422, sdk.ValidationError, 'validation_failed'],
    [429, sdk.RateLimitError, 'rate_limited'],
    [500, sdk.ServerError, 'server_error'],
    [501, sdk.ServerError, 'server_error'],
    [503, sdk.ServerError, 'server_error'],
  ];
  for (const [status, constructor, code] of cases) {
    const { fetch } = scripted([status, failure('of_the_server')]);
    const error = await rejection(client(fetch, { maxRetries: 0 }).me());
    assert.ok(error instanceof constructor && error instanceof sdk.VoIPError && error instanceof Error, `${status}`);
    assert.equal(error.name, constructor.prototype.name);
    assert.deepEqual(
      [error.status, error.code, error.serverCode, error.message, error.requestId, error.operation],
      [status, code, 'of_the_server', 'Said so.', 'r-1', 'me'],
    );
    assert.ok(error.hint.length > 10);
  }
});

test('a refused value says which field', async () => {
  const body = { error: { code: 'validation_failed', message: 'No.', details: { fields: { toNumber: 'is empty' } } } };
  const { fetch } = scripted([422, body]);
  const error = await rejection(client(fetch).originate({ fromExtension: '1', toNumber: '' }));
  assert.deepEqual(error.fields, { toNumber: 'is empty' });
});

test('a wrong password and an expired token have codes of their own', async () => {
  for (const code of ['invalid_credentials', 'token_expired', 'token_invalid']) {
    const { fetch } = scripted([401, failure(code)]);
    assert.equal((await rejection(client(fetch).me())).code, code);
  }
});

test('HTML, broken JSON and nothing at all are an InvalidResponseError', async () => {
  for (const body of ['<!doctype html><p>Hello', '{"a":', '']) {
    const { fetch, requests } = scripted([200, body, { 'Content-Type': 'text/html' }]);
    const error = await rejection(client(fetch).me());
    assert.ok(error instanceof sdk.InvalidResponseError);
    assert.equal(requests.length, 1);
  }
});

test('an answer without content is a success', async () => {
  const { fetch } = scripted([204, null]);
  assert.deepEqual(await client(fetch).hangup('x'), { success: true });
});

test('what may pass is tried again, and Retry-After is honoured', async () => {
  const { fetch, requests } = scripted([503, failure('x'), { 'Retry-After': '0' }], [429, failure('x'), { 'Retry-After': '1' }], [200, {}]);
  const start = Date.now();
  await client(fetch).me();
  assert.equal(requests.length, 3);
  assert.ok(Date.now() - start >= 1000);
});

test('a server that asks for more than a minute is reported with its wish', async () => {
  const { fetch, requests } = scripted([429, failure('x'), { 'Retry-After': '120' }]);
  const error = await rejection(client(fetch).me());
  assert.equal(error.retryAfterMs, 120_000);
  assert.equal(requests.length, 1);
});

test('a lost originate is not repeated, for the phone may have rung', async () => {
  const { fetch, requests } = scripted(() => new TypeError('fetch failed'));
  const error = await rejection(client(fetch).originate({ fromExtension: '1', toNumber: '2' }));
  assert.ok(error instanceof sdk.NetworkError && error.retryable);
  assert.ok(error.cause instanceof TypeError);
  assert.equal(requests.length, 1);
});

test('an originate that surely never left is repeated', async () => {
  const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  const { fetch, requests } = scripted(() => refused, [200, { callUuid: 'x' }]);
  await client(fetch).originate({ fromExtension: '1', toNumber: '2' });
  assert.equal(requests.length, 2);
});

test('where the server honours keys, an originate is repeated with the same one', async () => {
  const { fetch, requests } = scripted(login({ features: ['idempotency-key'] }), () => new TypeError('x'), [201, { callUuid: 'x' }]);
  const c = client(fetch);
  await c.login(CREDENTIALS);
  await c.originate({ fromExtension: '1', toNumber: '2' });
  const keys = requests.slice(1).map((r) => r.headers['Idempotency-Key']);
  assert.equal(keys.length, 2);
  assert.ok(keys[0].length > 20);
  assert.equal(keys[0], keys[1]);
});

test('ten requests with an expired token share one refresh and are all answered', async () => {
  let refreshes = 0;
  const { fetch, requests } = scripted(async ({ url, headers }) => {
    if (url.endsWith('/login')) return login({ token: token(900, { n: 1 }) });
    if (url.endsWith('/refresh')) {
      refreshes++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return [200, { token: token(900, { n: 2 }), refreshToken: 'r2', expiresAt: '' }];
    }
    return headers.Authorization === `Bearer ${c.token}` && refreshes > 0 ? [200, {}] : [401, failure('token_expired')];
  });
  const c = client(fetch);
  await c.login(CREDENTIALS);
  await Promise.all(Array.from({ length: 10 }, () => c.me()));
  assert.equal(refreshes, 1);
  assert.deepEqual(requests.find((r) => r.url.endsWith('/refresh')).json, { refreshToken: 'r1' });
});

test('a 401 that stays leads to one refresh and one repeat, never to a loop', async () => {
  const { fetch, requests } = scripted(({ url }) => {
    if (url.endsWith('/login') || url.endsWith('/refresh')) return login();
    return [401, failure('token_expired')];
  });
  const c = client(fetch);
  await c.login(CREDENTIALS);
  const error = await rejection(c.me());
  assert.equal(error.code, 'token_expired');
  assert.deepEqual(requests.map((r) => r.url.split('/').pop()), ['login', 'me', 'refresh', 'me']);
});

test('a token is refreshed before it ends, without a request to ask for it', async () => {
  const { fetch, requests } = scripted(({ url }) => login({ token: token(url.endsWith('/login') ? 2 : 900), refreshToken: 'r' }));
  const c = client(fetch);
  await c.login(CREDENTIALS);
  const first = c.token;
  await new Promise((resolve) => setTimeout(resolve, 1900));
  assert.notEqual(c.token, first);
  assert.equal(requests.length, 2);
  c.dispose();
});

test('a token that cannot be refreshed is announced before it ends', async () => {
  const { fetch } = scripted(login({ token: token(30), refreshToken: undefined }));
  const c = client(fetch);
  const expiring = new Promise((resolve) => c.on('tokenExpiring', resolve));
  await c.login(CREDENTIALS);
  const { expiresAt } = await expiring;
  assert.ok(Math.abs(Date.parse(expiresAt) - Date.now() - 30_000) < 2000);
});

test('a signal cancels before sending, while waiting for the answer and while waiting to try again', async () => {
  const before = scripted([200, {}]);
  let error = await rejection(client(before.fetch).me({ signal: AbortSignal.abort() }));
  assert.ok(error instanceof sdk.AbortError && error.name === 'AbortError' && error.code === 'aborted');
  assert.equal(before.requests.length, 0);

  const during = scripted(({ signal }) => new Promise((_, reject) => (signal.onabort = () => reject(signal.reason))));
  let controller = new AbortController();
  let pending = client(during.fetch).me({ signal: controller.signal });
  setTimeout(() => controller.abort('enough'), 20);
  error = await rejection(pending);
  assert.equal(error.name, 'AbortError');
  assert.equal(error.cause, 'enough');
  assert.ok(during.requests[0].signal.aborted);

  const between = scripted([503, failure('x'), { 'Retry-After': '30' }]);
  controller = new AbortController();
  pending = client(between.fetch).me({ signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  assert.equal((await rejection(pending)).name, 'AbortError');
});

test('the time limit holds even for a fetch that ignores its signal, and for a body that never ends', async () => {
  const deaf = scripted(() => new Promise(() => {}));
  let error = await rejection(client(deaf.fetch).me({ timeoutMs: 50, maxRetries: 0 }));
  assert.ok(error instanceof sdk.TimeoutError && error.retryable);

  const endless = scripted(() => new Response(new ReadableStream({ start() {} })));
  error = await rejection(client(endless.fetch, { timeoutMs: 50, maxRetries: 0 }).me());
  assert.ok(error instanceof sdk.TimeoutError);
});

test('what cannot be sent is an ArgumentError, and nothing is sent', async () => {
  const { fetch, requests } = scripted([200, {}]);
  const c = client(fetch);
  for (const call of [
    () => c.hangup(''),
    () => c.hangup('.'),
    () => c.hangup('..'),
    () => c.hangup(undefined),
    () => c.hangup({}),
    () => c.login(undefined),
    () => c.login('1001'),
    () => c.originate([]),
    () => c.listCalls({ limit: {} }),
    () => c.listCalls({ dateFrom: new Date(NaN) }),
    () => c.me({ timeoutMs: 'soon' }),
    () => c.me({ maxRetries: -1 }),
    () => c.refresh(),
  ]) {
    const error = await rejection(call());
    assert.ok(error instanceof sdk.ArgumentError, String(error));
    assert.equal(error.code, 'invalid_argument');
  }
  assert.equal(requests.length, 0);
});

test('options that cannot work are refused', async () => {
  for (const apiUrl of [undefined, '', 'api', '/api', 'ftp://x', 'http://x/?a=b']) {
    assert.throws(() => new sdk.VoIPClient({ apiUrl }), sdk.ArgumentError, String(apiUrl));
  }
  const error = await rejection(client(async () => reply(200, {}), { paths: { nothing: '/x' } }).me());
  assert.ok(error instanceof sdk.ArgumentError && error.message.includes('nothing'));
});

test('paths can be overridden by operation name', async () => {
  const { fetch, requests } = scripted([200, {}]);
  await client(fetch, { paths: { hangup: '/v9/{uuid}/end' } }).hangup('a b');
  assert.equal(requests[0].url, '/v9/a%20b/end');
});

test('withResponse gives status, headers and request id beside the plain result', async () => {
  const { fetch } = scripted([201, { callUuid: 'x' }, { 'X-Custom': 'y' }]);
  const promise = client(fetch).originate({ fromExtension: '1', toNumber: '2' });
  const { data, status, headers, requestId } = await promise.withResponse();
  assert.deepEqual(data, await promise);
  assert.deepEqual([status, headers.get('x-custom'), requestId], [201, 'y', 'r-1']);
  assert.ok(promise.then(() => {}) instanceof Promise);
});

test('iterateCalls goes through all pages by their cursors', async () => {
  const { fetch, requests } = scripted(
    [200, { calls: [{ id: 1 }, { id: 2 }], total: 3, nextCursor: 'c/2' }],
    [200, { calls: [{ id: 3 }], total: 3 }],
  );
  const ids = [];
  for await (const call of client(fetch).iterateCalls({ direction: 'inbound', page: 1 })) ids.push(call.id);
  assert.deepEqual(ids, [1, 2, 3]);
  assert.deepEqual(requests.map((r) => r.url), ['/api/calls?direction=inbound&page=1', '/api/calls?direction=inbound&cursor=c%2F2']);
});

test('setToken takes a token from elsewhere, before and after the module is loaded', async () => {
  const { fetch, requests } = scripted([200, {}]);
  const c = client(fetch, { token: 'a' });
  assert.equal(c.token, 'a');
  c.setToken('b');
  assert.equal(c.token, 'b');
  await c.me();
  c.setToken('c');
  await c.me();
  c.setToken(null);
  assert.equal(c.token, undefined);
  await c.me();
  assert.deepEqual(requests.map((r) => r.headers.Authorization), ['Bearer b', 'Bearer c', undefined]);
});

test('nothing is printed by default, and a logger never sees a secret', async () => {
  const lines = [];
  const line = (text) => void lines.push(text);
  const logger = { debug: line, info: line, warn: line, error: line };
  const { fetch } = scripted([503, failure('x'), { 'Retry-After': '0' }], login({ token: 'secret-token' }));
  await client(fetch, { logger, logLevel: 'debug' }).login(CREDENTIALS);
  assert.ok(lines.length > 0);
  assert.ok(!lines.join().includes('secret'), lines.join());
  const error = await rejection(client(scripted([401, failure('x')]).fetch).login(CREDENTIALS));
  assert.ok(!JSON.stringify(error).includes('secret-password') && !String(error.stack).includes('secret-password'));
});

test('a disposed client refuses further work', async () => {
  const c = client(async () => reply(200, {}));
  await c.me();
  c.dispose();
  c.dispose();
  assert.equal((await rejection(c.me())).code, 'disposed');
});

test('CommonJS and ESM are the same', async () => {
  const { createRequire } = await import('node:module');
  const cjs = createRequire(import.meta.url)('../out/dist/index.cjs');
  const esm = await import('../out/dist/index.js');
  assert.deepEqual(Object.keys(cjs).filter((k) => k !== 'module.exports').sort(), Object.keys(esm).sort());
  const c = new cjs.VoIPClient({ apiUrl: 'http://api.test', fetch: async () => reply(200, { user: 1 }) });
  assert.deepEqual(await c.me(), { user: 1 });
});
