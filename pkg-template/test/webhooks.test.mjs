// The receiving side of webhooks: every way in which one can be wrong.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { sdk } from './support.mjs';

const hooks = await import('../out/dist/webhooks.js');
const { parseWebhook, signWebhook, verifyWebhookSignature } = hooks;

const SECRET = 'whsec_0123456789';
const CALL = { callUuid: 'c-1', direction: 'inbound', caller: '+17865551234', destination: '1001' };

/** A body as the server posts it. */
const payload = (over = {}) =>
  JSON.stringify({ event: 'call.started', timestamp: new Date().toISOString(), data: CALL, ...over });
const headersOf = (body, secret = SECRET) => ({ 'x-webhook-signature': signWebhook(body, secret), 'x-webhook-id': 'd-1' });
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

/** The error of a call that has to fail, checked for what all of them have. */
function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof hooks.WebhookVerificationError, String(error));
    assert.equal(error.name, 'WebhookVerificationError');
    assert.ok(error.hint && error.message && !error.retryable);
    assert.ok(!`${error.message}${error.hint}${error.stack}`.includes(SECRET), 'the secret is in the error');
    assert.ok(!error.message.includes(CALL.caller), 'a number is in the error');
    return error;
  }
  throw new Error('it was accepted');
}
const code = (call) => refusal(call).code;

test('signatures are those of another implementation, for texts and octets of every kind', () => {
  for (const body of ['', '{}', '{"caller":"Žofie 📞"}', 'x'.repeat(1_000_000), new Uint8Array([255, 0, 254]), Buffer.from('é')]) {
    for (const secret of [SECRET, 'ž', 's'.repeat(200)]) {
      const digits = createHmac('sha256', secret).update(body).digest('hex');
      assert.equal(signWebhook(body, secret), `sha256=${digits}`);
      assert.equal(verifyWebhookSignature(body, `sha256=${digits}`, secret), true);
      assert.equal(verifyWebhookSignature(body, `sha256=${digits.toUpperCase()}`, secret), true);
    }
  }
});

test('a body is the same as text, octets, a Buffer, a part of a buffer, an ArrayBuffer, also from another realm', () => {
  const text = payload({ data: { ...CALL, caller: 'Žofie 📞' } });
  const octets = new TextEncoder().encode(text);
  const signature = signWebhook(text, SECRET);
  const within = new Uint8Array(octets.length + 9);
  within.set(octets, 4);
  const foreign = runInNewContext('Uint8Array.from(octets)', { octets: [...octets] });
  assert.ok(!(foreign instanceof Uint8Array));
  for (const body of [text, octets, Buffer.from(text), within.subarray(4, 4 + octets.length), octets.buffer, foreign, foreign.buffer]) {
    assert.equal(verifyWebhookSignature(body, signature, SECRET), true);
    assert.equal(parseWebhook(body, { 'x-webhook-signature': signature }, SECRET).data.caller, 'Žofie 📞');
  }
});

test('what is no signature is false and never an exception', () => {
  const body = payload();
  const good = signWebhook(body, SECRET);
  for (const wrong of ['', 'sha256=', good.slice(7), good.slice(0, -1), `${good}0`, `${good} `, `sha1=${good.slice(7)}`,
    `SHA256=${good.slice(7)}`, `sha256=${'é'.repeat(64)}`, `sha256=${'g'.repeat(64)}`, `sha256=${'0'.repeat(64)}`, '\0', 'x'.repeat(100_000),
    undefined, null, 1, {}, [good]]) {
    assert.equal(verifyWebhookSignature(body, wrong, SECRET), false, String(wrong).slice(0, 80));
  }
  assert.equal(verifyWebhookSignature(`${body} `, good, SECRET), false);
  assert.equal(verifyWebhookSignature(body, good, `${SECRET} `), false);
});

test('a body that was parsed is refused, and the hint says how to get the raw one', () => {
  const signature = signWebhook('{}', SECRET);
  for (const body of [{}, { event: 'call.started' }, [], null, undefined, 1, true, () => {}, new Date(), new Map()]) {
    for (const call of [
      () => verifyWebhookSignature(body, signature, SECRET),
      () => parseWebhook(body, { 'x-webhook-signature': signature }, SECRET),
      () => signWebhook(body, SECRET),
    ]) {
      const error = refusal(call);
      assert.equal(error.code, 'invalid_argument');
      assert.match(error.hint, /express\.raw/);
      assert.match(error.message, /raw body/);
    }
  }
});

test('a blank secret is refused before it lets everybody sign', () => {
  const body = payload();
  for (const secret of ['', ' ', '\n', undefined, null, 0, {}]) {
    assert.equal(code(() => verifyWebhookSignature(body, 'sha256=', secret)), 'invalid_argument', String(secret));
    assert.equal(code(() => parseWebhook(body, {}, secret)), 'invalid_argument', String(secret));
    assert.equal(code(() => parseWebhook(body, {}, [SECRET, secret])), 'invalid_argument', String(secret));
    assert.equal(code(() => signWebhook(body, secret)), 'invalid_argument', String(secret));
  }
  assert.equal(code(() => parseWebhook(body, {}, [])), 'invalid_argument');
});

test('an event comes with its time and the id of its delivery', () => {
  const body = payload();
  const hook = parseWebhook(body, headersOf(body), SECRET);
  assert.deepEqual(hook, { ...JSON.parse(body), deliveryId: 'd-1' });
  const without = parseWebhook(body, { 'X-Webhook-Signature': signWebhook(body, SECRET) }, SECRET);
  assert.ok(!('deliveryId' in without));
});

test('headers are taken in every form and in any case of their letters', () => {
  const body = payload();
  const signature = signWebhook(body, SECRET);
  for (const headers of [
    { 'X-Webhook-Signature': signature, 'X-WEBHOOK-ID': 'd-1' },
    { 'x-webhook-signature': [signature], 'x-webhook-id': ['d-1'], accept: undefined },
    { 'x-webhook-signature': ` ${signature} `, 'x-webhook-id': 'd-1' },
    new Headers({ 'X-Webhook-Signature': signature, 'X-Webhook-Id': 'd-1' }),
    new Map([['X-Webhook-Signature', signature], ['x-webhook-id', 'd-1']]),
    [['x-WebHook-Signature', signature], ['x-webhook-id', 'd-1']],
    { get: (name) => ({ 'x-webhook-signature': signature, 'x-webhook-id': 'd-1' })[name.toLowerCase()] },
    Object.assign(Object.create(null), { 'x-webhook-signature': signature, 'x-webhook-id': 'd-1' }),
  ]) {
    assert.equal(parseWebhook(body, headers, SECRET).deliveryId, 'd-1');
  }
});

test('what cannot be headers is an invalid argument', () => {
  for (const headers of [undefined, null, 'X-Webhook-Signature: x', 1, ['X-Webhook-Signature', 'x'], [[1, 2]]]) {
    assert.equal(code(() => parseWebhook(payload(), headers, SECRET)), 'invalid_argument', String(headers));
  }
});

test('a signature is missing, malformed or wrong, and the code says which', () => {
  const body = payload();
  const good = signWebhook(body, SECRET);
  const parsed = (value) => code(() => parseWebhook(body, { 'x-webhook-signature': value }, SECRET));
  assert.equal(code(() => parseWebhook(body, {}, SECRET)), 'signature_missing');
  assert.equal(code(() => parseWebhook(body, new Headers(), SECRET)), 'signature_missing');
  assert.equal(code(() => parseWebhook(body, Object.create({ 'x-webhook-signature': good }), SECRET)), 'signature_missing');
  for (const missing of [undefined, '', ' ', [], ['']]) assert.equal(parsed(missing), 'signature_missing');
  for (const malformed of ['x', good.slice(0, -1), `${good}00`, good.slice(7), `sha1=${good.slice(7)}`, `${good}, ${good}`, [good, good]]) {
    assert.equal(parsed(malformed), 'signature_malformed', String(malformed));
  }
  assert.equal(parsed(signWebhook(`${body}\n`, SECRET)), 'signature_mismatch');
  assert.equal(parsed(signWebhook(body, 'another secret')), 'signature_mismatch');
  const error = refusal(() => parseWebhook(body, headersOf(body), `${SECRET}\n`));
  assert.equal(error.code, 'signature_mismatch');
  assert.match(error.message, /white space/);
});

test('a body that was parsed and written again does not verify', () => {
  const body = payload().replace('{"event"', '{ "event"');
  assert.equal(code(() => parseWebhook(JSON.stringify(JSON.parse(body)), headersOf(body), SECRET)), 'signature_mismatch');
});

test('several secrets are tried, so that one can be changed', () => {
  const body = payload();
  for (const secrets of [['new', SECRET], [SECRET, 'new'], [SECRET]]) assert.ok(parseWebhook(body, headersOf(body), secrets));
  assert.equal(code(() => parseWebhook(body, headersOf(body), ['new', 'newer'])), 'signature_mismatch');
});

test('an event is neither too old nor ahead of time, unless that is allowed', () => {
  const parsed = (timestamp, options) => {
    const body = payload({ timestamp });
    return parseWebhook(body, headersOf(body), SECRET, options);
  };
  for (const seconds of [0, 290, -290]) assert.ok(parsed(ago(seconds)));
  for (const seconds of [310, -310, 1e8]) assert.equal(code(() => parsed(ago(seconds))), 'timestamp_out_of_tolerance');
  assert.match(refusal(() => parsed(ago(600))).message, /600 s old; the limit is 300 s/);
  assert.match(refusal(() => parsed(ago(-600))).message, /600 s ahead/);
  assert.ok(parsed(ago(310), { toleranceSec: 320 }));
  assert.equal(code(() => parsed(ago(20), { toleranceSec: 10 })), 'timestamp_out_of_tolerance');
  for (const toleranceSec of [0, Infinity]) assert.ok(parsed(ago(1e8), { toleranceSec }));
  assert.ok(parsed(ago(0).replace('Z', '+00:00')));
  for (const toleranceSec of [-1, NaN, '300', {}]) {
    assert.equal(code(() => parsed(ago(0), { toleranceSec })), 'invalid_argument', String(toleranceSec));
  }
});

test('a body without a usable time is refused even if any time would do', () => {
  for (const timestamp of [undefined, null, '', 'now', '1', 1774657800, '2026-03-28', '2026-03-28T00:30:00', '2026-13-28T00:30:00Z', '28 Mar 2026 00:30:00 GMT']) {
    const body = payload({ timestamp });
    for (const options of [undefined, { toleranceSec: 0 }]) {
      assert.equal(code(() => parseWebhook(body, headersOf(body), SECRET, options)), 'timestamp_missing', String(timestamp));
    }
  }
});

test('what is signed but no event is refused', () => {
  const timestamp = ago(0);
  for (const body of [
    '', 'x', 'null', '1', '"x"', '[]', '{}',
    JSON.stringify({ timestamp, data: CALL }),
    JSON.stringify({ event: '', timestamp, data: CALL }),
    JSON.stringify({ event: 1, timestamp, data: CALL }),
    JSON.stringify({ event: 'call.ended', timestamp }),
    JSON.stringify({ event: 'call.ended', timestamp, data: null }),
    JSON.stringify({ event: 'call.ended', timestamp, data: [] }),
    new Uint8Array([0x7b, 0xff, 0x7d]),
  ]) {
    assert.equal(code(() => parseWebhook(body, headersOf(body), SECRET)), 'payload_invalid', String(body));
  }
});

test('an event with a name that is not known passes as it is', () => {
  for (const [event, data] of [['fax.received', { pages: 3 }], ['x', 1], ['toString', null], ['constructor', undefined]]) {
    const body = payload({ event, data });
    const hook = parseWebhook(body, headersOf(body), SECRET);
    assert.equal(hook.event, event);
    assert.deepEqual(hook.data, data);
  }
});

test('every event of the model is known', async () => {
  const rust = await readFile(new URL('../../src/model/webhook_events.rs', import.meta.url), 'utf8');
  const names = [...rust.matchAll(/#\[serde\(rename = "([a-z_]+\.[a-z_]+)"\)\]/g)].map(([, name]) => name);
  assert.equal(names.length, 13);
  for (const event of names) {
    const body = payload({ event, data: undefined });
    assert.equal(code(() => parseWebhook(body, headersOf(body), SECRET)), 'payload_invalid', event);
  }
});

test('its errors are those of the package: one class, with codes from the one table', () => {
  const error = refusal(() => parseWebhook(payload(), {}, SECRET));
  assert.ok(error instanceof sdk.VoIPError && error instanceof sdk.WebhookVerificationError);
  assert.equal(hooks.VoIPError, sdk.VoIPError);
  assert.equal(error.hint, sdk.ERROR_HINTS.signature_missing);
});

test('importing it compiles nothing; the first signature does, once', async () => {
  const { Module } = WebAssembly;
  let compiled = 0;
  WebAssembly.Module = new Proxy(Module, { construct: (target, args) => (compiled++, Reflect.construct(target, args)) });
  try {
    const { createRequire } = await import('node:module');
    const fresh = createRequire(import.meta.url)('../out/dist/webhooks.cjs');
    assert.equal(compiled, 0);
    assert.equal(code(() => hooks.verifyWebhookSignature({}, '', SECRET)), 'invalid_argument');
    assert.equal(fresh.signWebhook('{}', SECRET), signWebhook('{}', SECRET));
    fresh.signWebhook('{}', SECRET);
    // The module, and what puts it together.
    assert.equal(compiled, 2);
  } finally {
    WebAssembly.Module = Module;
  }
});

test('init takes the module from elsewhere, and after a failure once more', async () => {
  // In a worker, because here the module is there already.
  const { Worker } = await import('node:worker_threads');
  const script = `
    const { parentPort } = require('node:worker_threads');
    const { readFileSync } = require('node:fs');
    const hooks = require(${JSON.stringify(new URL('../out/dist/webhooks.cjs', import.meta.url).pathname)});
    const bytes = readFileSync(${JSON.stringify(new URL('../out/dist/voip_sdk_webhooks_bg.wasm', import.meta.url).pathname)});
    const results = [];
    for (const source of [new Uint8Array([1, 2, 3]), undefined, 'x']) {
      try { hooks.init(source); } catch (error) { results.push(error.code); }
    }
    const { Module } = WebAssembly;
    const module = new Module(bytes);
    WebAssembly.Module = new Proxy(Module, { construct() { throw new Error('not here'); } });
    try { hooks.signWebhook('{}', 's'); } catch (error) { results.push(error.code, error.cause.message); }
    hooks.init(module);
    parentPort.postMessage([...results, hooks.signWebhook('{}', 's')]);`;
  const worker = new Worker(script, { eval: true });
  const message = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const failed = 'wasm_unavailable';
  assert.deepEqual(message, [failed, failed, failed, failed, 'not here', signWebhook('{}', 's')]);
  await worker.terminate();
});
