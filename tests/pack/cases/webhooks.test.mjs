// The entry for servers, alone: where there is nothing else of the package, in a worker thread, bundled.
import assert from 'node:assert/strict';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { bin, emptyFolder, here, project, run } from '../project.mjs';

const installed = join(here, 'node_modules/@cemscale/voip-sdk');

const RECEIVE = `
  const body = JSON.stringify({ event: 'call.ended', timestamp: new Date().toISOString(), data: { callUuid: 'c-1', caller: 'Žofie', billsec: 42 } });
  const headers = { 'x-webhook-signature': signWebhook(body, 'secret'), 'x-webhook-id': 'd-1' };
  const hook = parseWebhook(Buffer.from(body), headers, 'secret');
  let code;
  try { parseWebhook(body + ' ', headers, 'secret'); } catch (error) { code = error instanceof VoIPError && error.code; }
  const result = [hook.event, hook.data.billsec, hook.deliveryId, verifyWebhookSignature(body, headers['x-webhook-signature'], 'other'), code].join();`;
const NAMES = '{ parseWebhook, signWebhook, verifyWebhookSignature, VoIPError }';
const IMPORT = `import ${NAMES} from '@cemscale/voip-sdk/webhooks';${RECEIVE}`;
const REQUIRE = `const ${NAMES} = require('@cemscale/voip-sdk/webhooks');${RECEIVE}`;
const ANSWER = 'call.ended,42,d-1,false,signature_mismatch';

test('import and require of /webhooks work where the package has nothing but its files, the errors and what reads the module', async (t) => {
  const dir = await emptyFolder(t);
  const copy = join(dir, 'node_modules/@cemscale/voip-sdk');
  await cp(join(installed, 'package.json'), join(copy, 'package.json'));
  for (const name of await readdir(join(installed, 'dist'))) {
    if (/^(webhooks|errors|base|hints|octets)[\w-]*\.c?js$/.test(name)) await cp(join(installed, 'dist', name), join(copy, 'dist', name));
  }
  for (const [type, code] of [['module', IMPORT], ['commonjs', REQUIRE]]) {
    assert.equal(await run('node', [`--input-type=${type}`, '-e', `${code}\nconsole.log(result);`], { cwd: dir }), `${ANSWER}\n`);
  }
});

test('tools that do not know `exports` find it by its folder', async () => {
  const folder = join(installed, 'webhooks');
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  for (const key of ['main', 'module', 'types']) assert.ok(await readFile(join(folder, manifest[key]), 'utf8'), key);
  const dir = await project('webhooks-folder', { 'main.cjs': `${REQUIRE.replace("'@cemscale/voip-sdk/webhooks'", JSON.stringify(folder))}\nconsole.log(result);` });
  assert.equal(await run('node', ['main.cjs'], { cwd: dir }), `${ANSWER}\n`);
});

test('it works in a worker thread', async () => {
  const dir = await project('webhooks-worker', {
    'main.mjs': `
      import { Worker } from 'node:worker_threads';
      for (const file of ['./worker.mjs', './worker.cjs']) {
        await new Promise((resolve, reject) => {
          const worker = new Worker(new URL(file, import.meta.url));
          worker.once('message', console.log).once('exit', resolve).once('error', reject);
        });
      }`,
    'worker.mjs': `import { parentPort } from 'node:worker_threads';\n${IMPORT}\nparentPort.postMessage(result);`,
    'worker.cjs': `const { parentPort } = require('node:worker_threads');\n${REQUIRE}\nparentPort.postMessage(result);`,
  });
  assert.equal(await run('node', ['main.mjs'], { cwd: dir }), `${ANSWER}\n${ANSWER}\n`);
});

test('its errors are those of the root, in both module systems', async () => {
  const check = `
    let same = VoIPError === Other;
    try { parseWebhook('{}', {}, 'secret'); } catch (error) { same &&= error instanceof Other; }
    console.log(same);`;
  const dir = await project('webhooks-errors', {
    'main.mjs': `import { parseWebhook, VoIPError } from '@cemscale/voip-sdk/webhooks';\nimport { VoIPError as Other } from '@cemscale/voip-sdk';${check}`,
    'main.cjs': `const { parseWebhook, VoIPError } = require('@cemscale/voip-sdk/webhooks');\nconst { VoIPError: Other } = require('@cemscale/voip-sdk');${check}`,
  });
  for (const file of ['main.mjs', 'main.cjs']) assert.equal(await run('node', [file], { cwd: dir }), 'true\n', file);
});

test('esbuild bundles it into one file for Node, with one small module and nothing of the client', async () => {
  const dir = await project('webhooks-esbuild', { 'main.js': `${IMPORT}\nconsole.log(result);`, 'package.json': { type: 'module', private: true } });
  await run(bin('esbuild'), ['main.js', '--bundle', '--platform=node', '--format=cjs', '--outfile=out.cjs'], { cwd: dir });
  const text = await readFile(join(dir, 'out.cjs'), 'utf8');
  assert.equal(text.split('!|/|B|;#!!!').length - 1, 1);
  assert.ok(text.length < 50_000, `${text.length} characters`);
  assert.equal(await run('node', ['out.cjs'], { cwd: dir }), `${ANSWER}\n`);
});
