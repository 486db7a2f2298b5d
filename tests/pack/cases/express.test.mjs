// The example with Express, started as its reader would.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { signWebhook } from '@cemscale/voip-sdk/webhooks';
import { here, project } from '../project.mjs';

const SECRET = 'whsec_example';
const NUMBER = '+17865551234';

/** Starts the example on a free port; `said` gives what it has printed, once `pattern` is in it. */
async function example(t) {
  const source = join(here, '../../examples/express-webhook');
  const files = await Promise.all(['server.mjs', 'package.json'].map(async (name) => [name, await readFile(join(source, name), 'utf8')]));
  const cwd = await project('express-webhook', Object.fromEntries(files));
  const child = spawn('node', ['server.mjs'], { cwd, env: { ...process.env, PORT: '0', WEBHOOK_SECRET: `new-secret,${SECRET}` } });
  const closed = once(child, 'close');
  t.after(() => { child.kill('SIGKILL'); return closed; });
  const heard = new EventEmitter();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { output += data; heard.emit('more'); });
  let ended = false;
  child.once('close', () => { ended = true; heard.emit('more'); });
  const said = async (pattern) => {
    for (; !pattern.test(output); await once(heard, 'more')) assert.ok(!ended, `the example ended:\n${output}`);
    return output;
  };
  const [, url] = /listening on (\S+)/.exec(await said(/listening on \S+\n/));
  return { url, said };
}

const callEnded = (timestamp = new Date().toISOString()) =>
  JSON.stringify({ event: 'call.ended', timestamp, data: { callUuid: 'c-1', caller: NUMBER, destination: 'Žofie', status: 'completed', billsec: 42 } });

test('the example with Express takes what is signed, once, and answers the rest with the code', async (t) => {
  const { url, said } = await example(t);
  const post = async (body, headers = {}) => {
    const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
    return [response.status, response.status === 204 ? undefined : (await response.json()).error];
  };
  const signed = (body, id, secret = SECRET) => ({ 'X-Webhook-Signature': signWebhook(body, secret), 'X-Webhook-Id': id });
  const body = callEnded();

  assert.deepEqual(await post(body, signed(body, 'd-1')), [204, undefined]);
  assert.deepEqual(await post(body, signed(body, 'd-1')), [204, undefined]);
  assert.deepEqual(await post(body, signed(body, 'd-2', 'new-secret')), [204, undefined]);

  assert.deepEqual(await post(body.replace('42', '43'), signed(body, 'd-3')), [400, 'signature_mismatch']);
  const old = callEnded(new Date(Date.now() - 3_600_000).toISOString());
  assert.deepEqual(await post(old, signed(old, 'd-4')), [400, 'timestamp_out_of_tolerance']);
  assert.deepEqual(await post(body), [400, 'signature_missing']);
  assert.deepEqual(await post(body, { 'X-Webhook-Signature': 'sha256=abc' }), [400, 'signature_malformed']);
  assert.deepEqual(await post('', signed('', 'd-5')), [400, 'payload_invalid']);
  assert.deepEqual(await post('no json', signed('no json', 'd-6')), [400, 'payload_invalid']);

  const later = JSON.stringify({ event: 'fax.received', timestamp: new Date().toISOString(), data: 3 });
  assert.deepEqual(await post(later, signed(later, 'd-7')), [204, undefined]);
  const output = await said(/fax\.received of 20.*\n/);
  assert.equal(output.match(/call\.ended c-1: completed, 42 s\n/g).length, 2, `a repeated delivery was handled again:\n${output}`);
  assert.ok(!output.includes(NUMBER) && !output.includes(SECRET), output);
});
