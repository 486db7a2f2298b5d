// Every operation of the contract, called once: verb, path, query and body are those of the kept document.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { replaceNavigator } from './navigator-support.mjs';
import { CREDENTIALS, client, login, rejection, reply, scripted, sdk } from './support.mjs';

const contract = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const operations = Object.entries(contract.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ path, verb: verb.toUpperCase(), ...operation })),
);

/** A value that the schema allows. */
const sample = ({ type, enum: words, minimum, $ref }) => {
  if ($ref) return sample(contract.components.schemas[$ref.split('/').at(-1)]);
  if (words) return words[0];
  return { string: 'é/1', integer: minimum ?? 1, boolean: true, object: {} }[type] ?? 'x';
};

/** Arguments in the order of the method, and what they have to become. */
function call({ path, operationId, parameters, requestBody }) {
  const args = [];
  let url = path;
  for (const { name } of parameters.filter((one) => one.in === 'path')) {
    args.push('é/1');
    url = url.replace(`{${name}}`, '%C3%A9%2F1');
  }
  const query = parameters.filter((one) => one.in === 'query');
  // One argument of its own, or an object of them.
  const own = query.length === 1 && /^(getCallStats|getVoicemailCount|checkBlocked)$/.test(operationId);
  if (query.length > 0) {
    const values = Object.fromEntries(query.map(({ name, schema }) => [name, sample(schema)]));
    args.push(own ? Object.values(values)[0] : values);
    url += `?${Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
  }
  const schema = requestBody?.content['application/json'].schema;
  let body;
  if (schema?.$ref && operationId !== 'refresh') {
    body = { some: 'thing', nested: [1, null] };
    args.push(body);
  } else if (schema?.properties) {
    const [[name, member]] = Object.entries(schema.properties);
    body = { [name]: sample(member) };
    args.push(body[name]);
  }
  return { args, url, body };
}

for (const operation of operations) {
  test(`${operation.operationId} sends what the contract says`, async () => {
    const answer = operation.operationId === 'getVoicemailAudioUrl' ? { url: '/a?b' } : { success: true };
    const { fetch, requests } = scripted(login(), [200, answer]);
    const c = client(fetch);
    await c.login(CREDENTIALS);
    const { args, url, body } = call(operation);
    await c[operation.operationId](...args);
    const request = requests.at(-1);
    assert.equal(`${request.method} ${request.url}`, `${operation.verb} ${url}`);
    if (body) assert.deepEqual(request.json, body);
    else if (operation.verb === 'GET') assert.equal(request.body, undefined);
    assert.equal(request.headers.Authorization !== undefined, !operation.security, 'the token');
  });
}

test('the contract has as many operations as the client has methods for', () => {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(sdk.VoIPClient.prototype));
  const methods = names.filter((name) => !name.startsWith('iterate') && name !== 'constructor');
  assert.deepEqual(methods.sort(), operations.map((one) => one.operationId).sort());
  assert.ok(operations.length >= 81);
});

test('an argument of its own that may be left out is left out', async () => {
  const { fetch, requests } = scripted([200, { success: true }]);
  const c = client(fetch);
  await c.holdCall('u');
  await c.holdCall('u', false);
  await c.parkCall('u');
  await c.getCallStats();
  await c.bulkDeleteVoicemails();
  assert.deepEqual(
    requests.map(({ url, json }) => [url, json]),
    [
      ['/api/calls/u/hold', {}],
      ['/api/calls/u/hold', { hold: false }],
      ['/api/calls/u/park', {}],
      ['/api/calls/stats', undefined],
      ['/api/voicemails/bulk-delete', {}],
    ],
  );
});

test('what cannot be sent is an ArgumentError that names it, and nothing is sent', async () => {
  const { fetch, requests } = scripted([200, {}]);
  const c = client(fetch);
  const cycle = {};
  cycle.self = cycle;
  const cases = [
    [c.getCall(''), /id must not be empty/],
    [c.getCall('..'), /'\.' or '\.\.'/],
    [c.getExtension('.'), /'\.'/],
    [c.getCall(undefined), /id must be a string/],
    [c.checkBlocked(), /number is required/],
    [c.muteConferenceMember('main', 'm'), /mute is required/],
    [c.parkCall('u', NaN), /slot must be/],
    [c.createTrunk(), /must be an object/],
    [c.createTrunk([]), /must be an object/],
    [c.createTrunk({ name: 1n }), /name is nothing that JSON can carry/],
    [c.createTrunk({ deep: { name: 1n } }), /BigInt/],
    [c.createTrunk({ priority: Infinity }), /priority must be a finite number/],
    [c.createTrunk({ name: () => {} }), /name is nothing/],
    [c.createTrunk({ name: new Date(NaN) }), /name must be a valid date/],
    [c.createTrunk(cycle), /themselves/],
    [c.listCalls({ limit: 1n }), /limit must be/],
    [c.me({ headers: { 'X-A': 'a\r\nX-B: b' } }), /headers\.X-A must have no line breaks/],
    [c.me({ headers: { 'X A': 'a' } }), /headers: a name/],
    [c.me({ idempotencyKey: 'a\nb' }), /idempotencyKey/],
  ];
  for (const [promise, message] of cases) {
    const error = await rejection(promise);
    assert.ok(error instanceof sdk.ArgumentError, `${message}: ${error}`);
    assert.equal(error.code, 'invalid_argument');
    assert.match(error.message, message);
  }
  assert.equal(requests.length, 0);
});

test('ids of every sort stay within their segment of the path', async () => {
  const { fetch, requests } = scripted([200, {}]);
  const c = client(fetch);
  for (const id of ['a/b', '%2e%2e', '..%2f', 'a?b=c', 'a#b', '名前', 'a b', '\\', '...', 'a;b', '../x']) {
    await c.getCall(id);
    assert.equal(requests.at(-1).url, `/api/calls/${encodeURIComponent(id)}`);
    assert.equal(new URL(requests.at(-1).url, 'http://h').pathname.split('/').length, 4, id);
  }
});

test('apiUrl may have a path and a slash at its end, but no user, query or fragment', async () => {
  const seen = [];
  const fetch = async (url) => (seen.push(url), reply(200, {}));
  for (const apiUrl of ['http://h/base', 'http://h/base/', 'http://h/base//']) {
    await new sdk.VoIPClient({ apiUrl, fetch }).me();
    assert.equal(seen.at(-1), 'http://h/base/api/auth/me');
  }
  for (const apiUrl of ['http://u:p@h', 'http://u@h/base', 'http://h?x=1', 'http://h/#x', 'ftp://h', 'h', '', undefined]) {
    assert.throws(() => new sdk.VoIPClient({ apiUrl, fetch }), sdk.ArgumentError, String(apiUrl));
  }
});

test('a token that would break its header is refused, from wherever it comes', async () => {
  for (const bad of ['a\r\nX: y', 'a b', '\n', 'ä', '']) {
    assert.throws(() => client(fetch, { token: bad }), sdk.ArgumentError);
    const c = client(scripted([200, {}]).fetch);
    assert.throws(() => c.setToken(bad), sdk.ArgumentError);
    assert.equal(c.token, undefined);
  }
  const { fetch: answering } = scripted(login({ token: 'a\r\nb' }));
  const c = client(answering);
  assert.ok((await rejection(c.login(CREDENTIALS))) instanceof sdk.InvalidResponseError);
  assert.equal(c.token, undefined);
});

test('iterateWebhookDeliveries keeps its leading argument from page to page', async () => {
  const { fetch, requests } = scripted([200, { deliveries: [1], total: 2, nextCursor: 'n' }], [200, { deliveries: [2], total: 2 }]);
  const all = [];
  for await (const one of client(fetch).iterateWebhookDeliveries('w', { status: 'failed' })) all.push(one);
  assert.deepEqual(all, [1, 2]);
  assert.deepEqual(
    requests.map((one) => one.url),
    ['/api/webhooks/w/deliveries?status=failed', '/api/webhooks/w/deliveries?status=failed&cursor=n'],
  );
});

test('an iterator ends with a null cursor, and does not take a page for a list that has none', async () => {
  const { fetch, requests } = scripted([200, { trunks: [1], total: 1, nextCursor: null }]);
  const all = [];
  for await (const one of client(fetch).iterateTrunks()) all.push(one);
  assert.deepEqual(all, [1]);
  assert.equal(requests.length, 1);
  const { fetch: other } = scripted([200, { calls: 'none' }]);
  assert.ok((await rejection(client(other).iterateCalls().next())) instanceof sdk.InvalidResponseError);
});

test('a login forgets the refresh token of the user before', async () => {
  const { fetch, requests } = scripted(
    login({ token: 't1', refreshToken: 'r1' }),
    login({ token: 't2', refreshToken: undefined }),
    [401, { error: { code: 'token_expired' } }],
  );
  const c = client(fetch);
  await c.login(CREDENTIALS);
  await c.adminLogin({ email: 'a@b.c', password: 'p' });
  assert.ok((await rejection(c.me())) instanceof sdk.AuthenticationError);
  assert.equal(requests.length, 3, 'nothing was refreshed with it');
});

test('a logout that ends late leaves a newer login alone', async () => {
  let answerLogout;
  const { fetch } = scripted(
    login({ token: 't1' }),
    () => new Promise((resolve) => (answerLogout = () => resolve([200, { success: true }]))),
    login({ token: 't2' }),
  );
  const c = client(fetch);
  await c.login(CREDENTIALS);
  const leaving = c.logout();
  await new Promise((resolve) => setTimeout(resolve, 10));
  await c.login(CREDENTIALS);
  answerLogout();
  await leaving;
  assert.equal(c.token, 't2');
});

test('a network that goes away after the request left does not make a call ring twice', async (t) => {
  const state = { onLine: true };
  replaceNavigator(t, state);
  let sent = 0;
  const lost = async () => {
    sent += 1;
    state.onLine = false;
    throw new TypeError('fetch failed');
  };
  await rejection(client(lost).originate({ fromExtension: '1001', toNumber: '1002' }));
  assert.equal(sent, 1);
});

test('an answer that cannot be read does not make a call ring twice, also where the browser says that it is offline', async (t) => {
  replaceNavigator(t, { onLine: false });
  const unreadable = {
    status: 200,
    headers: new Headers(),
    text() {
      throw new Error('cannot be read');
    },
  };
  for (const answer of [{}, unreadable]) {
    let sent = 0;
    const answered = async () => {
      sent += 1;
      return answer;
    };
    await rejection(client(answered).originate({ fromExtension: '1001', toNumber: '1002' }));
    assert.equal(sent, 1);
  }
});
