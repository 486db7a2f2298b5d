// Bundlers without any configuration of the user's.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { api, bin, project, run } from '../project.mjs';

const APP = `
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useVoIP } from '@cemscale/voip-sdk';
function PhoneWidget() {
  const { isRegistered, currentCall, login, startPhone, call, hangup } = useVoIP({ apiUrl: '/', sipDomain: 'acme.test', wsUri: 'ws://localhost/sip' });
  return <button onClick={() => (currentCall ? hangup() : call('9196'))}>{isRegistered ? 'Online' : 'Offline'}</button>;
}
createRoot(document.getElementById('root')).render(<PhoneWidget />);
`;
const HTML = '<!doctype html><div id="root"></div><script type="module" src="/main.jsx"></script>';

/** The files below `dir` with their text. */
const chunks = async (dir) => {
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.js'));
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(dir, name), 'utf8') })));
};

/** A WebAssembly module's first octets as they are written in a chunk. */
const holdsWasm = ({ text }) => text.includes('!|/|B|;#!!!');

test('Vite builds it, with each WebAssembly module in a lazy chunk of its own', async () => {
  const dir = await project('vite', { 'index.html': HTML, 'main.jsx': APP, 'package.json': { type: 'module', private: true } });
  await run(bin('vite'), ['build', '--logLevel', 'warn'], { cwd: dir });
  const built = await chunks(join(dir, 'dist'));
  const html = await readFile(join(dir, 'dist/index.html'), 'utf8');
  const wasm = built.filter(holdsWasm);
  assert.equal(wasm.length, 2, `chunks with WebAssembly: ${wasm.map((chunk) => chunk.name)}`);
  for (const chunk of wasm) assert.ok(!html.includes(chunk.name), `the page loads ${chunk.name} at once`);
});

test('a page that uses only /client gets neither the phone nor React', async () => {
  const main = `import { VoIPClient } from '@cemscale/voip-sdk/client'; window.client = new VoIPClient({ apiUrl: '/' });`;
  const dir = await project('vite-client', { 'index.html': HTML, 'main.jsx': main, 'package.json': { type: 'module', private: true } });
  await run(bin('vite'), ['build', '--logLevel', 'warn'], { cwd: dir });
  const built = await chunks(join(dir, 'dist'));
  const react = built.filter(({ text }) => text.includes('useSyncExternalStore'));
  assert.deepEqual(react.map(({ name }) => name), []);
  // The phone may be reached by createSoftphone, so its chunk may exist; what the page loads at once must be small.
  const html = await readFile(join(dir, 'dist/index.html'), 'utf8');
  const first = built.filter((chunk) => html.includes(chunk.name.replace(/^.*\//, '')));
  const bytes = first.reduce((sum, { text }) => sum + text.length, 0);
  assert.ok(first.length > 0 && bytes < 60_000, `the page loads ${bytes} characters of script at once`);
});

test('esbuild bundles it for the browser with code splitting', async () => {
  const dir = await project('esbuild', { 'main.jsx': APP, 'package.json': { type: 'module', private: true } });
  await run(bin('esbuild'), ['main.jsx', '--bundle', '--splitting', '--format=esm', '--jsx=automatic', '--outdir=out'], { cwd: dir });
  const built = await chunks(join(dir, 'out'));
  assert.equal(built.filter(holdsWasm).length, 2);
  assert.ok(!holdsWasm(built.find(({ name }) => name === 'main.js')));
});

test('esbuild bundles it into one file for Node, which then makes a REST call', async (t) => {
  const server = await api(t);
  const main = `import { VoIPClient } from '@cemscale/voip-sdk/client';
    const client = new VoIPClient({ apiUrl: process.env.API });
    client.login({ username: '1001', password: 'right', tenantId: 'acme' }).then(() => client.me()).then((me) => console.log(JSON.stringify(me)));`;
  const dir = await project('esbuild-node', { 'main.js': main, 'package.json': { type: 'module', private: true } });
  await run(bin('esbuild'), ['main.js', '--bundle', '--platform=node', '--format=cjs', '--outfile=out.cjs'], { cwd: dir });
  assert.equal(await run('node', ['out.cjs'], { cwd: dir, env: { API: server.url } }), '{"user":{"username":"1001"}}\n');
});
