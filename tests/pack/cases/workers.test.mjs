// The package in Node's main thread and in a worker, imported and required: the ordinary day of a server-side client,
// and nothing of a browser touched on the way.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { project, run } from '../project.mjs';

/** A server that keeps extensions in a list, for those who have logged in. */
async function directory(t) {
  const extensions = [{ id: 'e1', extension: '1001', name: 'Alice' }];
  const asked = [];
  const find = (path) => extensions.find(({ id }) => path === `/api/extensions/${id}`);
  const routes = {
    'POST /api/auth/admin/login': () => [200, { token: 'tok', refreshToken: 'r', expiresAt: '2100-01-01T00:00:00Z', user: {}, features: [] }],
    'GET /api/extensions': () => [200, { extensions, total: extensions.length }],
    'POST /api/extensions': (_, { extension, name }) => {
      extensions.push({ id: `e${extensions.length + 1}`, extension, name });
      return [201, { extension: extensions.at(-1) }];
    },
    PATCH: (path, changes) => [200, { extension: Object.assign(find(path), changes) }],
    DELETE: (path) => {
      extensions.splice(extensions.indexOf(find(path)), 1);
      return [200, { success: true }];
    },
    'POST /api/calls/originate': (_, { toNumber }) => [201, { callUuid: `call-to-${toNumber}` }],
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    asked.push(`${method} ${url} ${headers.authorization ?? '-'}`);
    const route = routes[`${method} ${url}`] ?? routes[method];
    const [status, answer] = route ? route(url, body && JSON.parse(body)) : [404, { error: { code: 'not_found', message: 'no' } }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

/** Globals of a browser; reading one is noted, whoever does. */
const TRAPS = `
  const touched = new Set();
  for (const name of ['window', 'document', 'navigator', 'location', 'WebSocket', 'RTCPeerConnection', 'localStorage', 'indexedDB']) {
    Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.add(name) });
  }`;

const DAY = `
  const onImport = [...touched];
  const client = new VoIPClient({ apiUrl: API });
  await client.adminLogin({ email: 'a@acme.example.com', password: 'secret' });
  const before = await client.listExtensions();
  const { extension } = await client.createExtension({ extension: '1002', name: 'Ben', password: 'long-enough' });
  const renamed = await client.updateExtension(extension.id, { name: 'Benjamin' });
  const { success } = await client.deleteExtension(extension.id);
  const { callUuid } = await client.originate({ fromExtension: '1001', toNumber: '1002' });
  const after = await client.listExtensions();
  client.dispose();
  console.log(JSON.stringify({ onImport, totals: [before.total, after.total], name: renamed.extension.name, success, callUuid }));`;

const SYSTEMS = {
  import: { file: 'day.mjs', text: `${TRAPS}\nconst { VoIPClient } = await import('@cemscale/voip-sdk');\nconst API = process.env.API;\n${DAY}` },
  require: { file: 'day.cjs', text: `${TRAPS}\nconst { VoIPClient } = require('@cemscale/voip-sdk');\nconst API = process.env.API;\n(async () => {${DAY}})();` },
};
const WORKER = (file) => `
  import { Worker } from 'node:worker_threads';
  new Worker(new URL('./${file}', import.meta.url)).on('error', (error) => { throw error; });`;

for (const [system, { file, text }] of Object.entries(SYSTEMS)) {
  for (const thread of ['the main thread', 'a worker']) {
    test(`in ${thread}, by ${system}: log in, list, create, change, delete, call, and touch no browser`, async (t) => {
      const server = await directory(t);
      const dir = await project(`node-${system}-${thread.at(-1)}`, { [file]: text, 'worker.mjs': WORKER(file) });
      const output = await run('node', [thread === 'a worker' ? 'worker.mjs' : file], { cwd: dir, env: { API: server.url }, timeoutMs: 30_000 });
      assert.deepEqual(JSON.parse(output), { onImport: [], totals: [1, 1], name: 'Benjamin', success: true, callUuid: 'call-to-1002' });
      assert.deepEqual(server.asked, [
        'POST /api/auth/admin/login -',
        'GET /api/extensions Bearer tok',
        'POST /api/extensions Bearer tok',
        'PATCH /api/extensions/e2 Bearer tok',
        'DELETE /api/extensions/e2 Bearer tok',
        'POST /api/calls/originate Bearer tok',
        'GET /api/extensions Bearer tok',
      ]);
    });
  }
}
