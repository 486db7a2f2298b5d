// Node without a bundler: modules and CommonJS, with and without React.
import assert from 'node:assert/strict';
import test from 'node:test';
import { api, emptyFolder, project, run, tarball } from '../project.mjs';

const CALL = `
  const client = new VoIPClient({ apiUrl: process.env.API });
  await client.login({ username: '1001', password: 'right', tenantId: 'acme' });
  const me = await client.me();
  console.log(JSON.stringify(me));
  const refused = await new VoIPClient({ apiUrl: process.env.API, maxRetries: 0 })
    .login({ username: '1001', password: 'wrong', tenantId: 'acme' }).catch((error) => error);
  console.log(refused instanceof AuthenticationError, refused instanceof Error, refused.status);
`;
const ANSWER = '{"user":{"username":"1001"}}\ntrue true 401\n';

test('an ES module in Node imports the root and makes a REST call through WebAssembly', async (t) => {
  const server = await api(t);
  const dir = await project('node-esm', { 'main.mjs': `import { VoIPClient, AuthenticationError } from '@cemscale/voip-sdk';${CALL}` });
  assert.equal(await run('node', ['main.mjs'], { cwd: dir, env: { API: server.url } }), ANSWER);
  assert.equal(server.requests.length, 3);
});

test('a CommonJS module in Node requires the root and makes a REST call through WebAssembly', async (t) => {
  const server = await api(t);
  const main = `const { VoIPClient, AuthenticationError } = require('@cemscale/voip-sdk');\n(async () => {${CALL}})();`;
  const dir = await project('node-cjs', { 'main.cjs': main });
  assert.equal(await run('node', ['main.cjs'], { cwd: dir, env: { API: server.url } }), ANSWER);
});

test('importing the root or any entry does nothing: no request, no WebAssembly, no timer', async () => {
  const main = `
    const touched = [];
    for (const name of ['compile', 'instantiate', 'Module', 'Instance']) {
      const original = WebAssembly[name];
      WebAssembly[name] = function (...args) { touched.push('WebAssembly.' + name); return Reflect.construct(original, args); };
    }
    for (const name of ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask']) globalThis[name] = () => { touched.push(name); };
    const before = Object.keys(globalThis).length;
    for (const entry of ['', '/client', '/react', '/webhooks']) await import('@cemscale/voip-sdk' + entry);
    const { VoIPClient, Softphone } = await import('@cemscale/voip-sdk');
    new VoIPClient({ apiUrl: 'http://127.0.0.1:9' });
    console.log(JSON.stringify(touched), Object.keys(globalThis).length - before, typeof Softphone);`;
  const dir = await project('node-import', { 'main.mjs': main });
  assert.equal(await run('node', ['main.mjs'], { cwd: dir }), '[] 0 function\n');
});

test('the root exports the client, the softphone, the errors and the hook, in both module systems alike', async () => {
  const dir = await project('node-exports', {
    'main.cjs': `
      const required = require('@cemscale/voip-sdk');
      import('@cemscale/voip-sdk').then((imported) => {
        const names = (module) => Object.keys(module).filter((name) => name !== 'default' && name !== 'module.exports' && name !== '__esModule').sort();
        console.log(JSON.stringify([names(required), names(imported)]));
      });`,
  });
  const [required, imported] = JSON.parse(await run('node', ['main.cjs'], { cwd: dir }));
  assert.deepEqual(required, imported);
  for (const name of ['VoIPClient', 'Softphone', 'useVoIP', 'VoIPError', 'AuthenticationError', 'init']) {
    assert.ok(imported.includes(name), `the root does not export ${name}; it exports ${imported.join(', ')}`);
  }
});

test('/client works in a folder without React, and the root says what it lacks', async (t) => {
  const server = await api(t);
  const dir = await emptyFolder(t);
  await run('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', tarball], { cwd: dir });
  const code = `import { VoIPClient, AuthenticationError } from '@cemscale/voip-sdk/client';${CALL}`;
  const output = await run('node', ['--input-type=module', '-e', code], { cwd: dir, env: { API: server.url } });
  assert.equal(output, ANSWER);
  await assert.rejects(run('node', ['--input-type=module', '-e', "await import('@cemscale/voip-sdk')"], { cwd: dir }), /react/);
});
