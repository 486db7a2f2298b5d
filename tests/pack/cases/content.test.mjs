// What is in the tarball.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { here } from '../project.mjs';

const installed = join(here, 'node_modules/@cemscale/voip-sdk');
const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
const files = (await readdir(installed, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));

test('publint finds nothing to complain about', async () => {
  const { messages } = await publint({ pkgDir: installed, level: 'warning', strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

test('the package runs nothing when it is installed, brings no dependency but the peer React, and only the element does something when imported', () => {
  assert.deepEqual(Object.keys(manifest.scripts ?? {}), []);
  // npm would take a binding.gyp for a script, too.
  assert.ok(!files.some((file) => file.endsWith('.gyp')));
  for (const kind of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies', 'bin']) assert.equal(manifest[kind], undefined, kind);
  assert.deepEqual(Object.keys(manifest.peerDependencies), ['react']);
  assert.deepEqual(manifest.sideEffects, ['./dist/element.js', './dist/element.cjs']);
});

test('every entry has types and code for both module systems, and they exist', () => {
  for (const entry of ['.', './client', './react', './webhooks', './element']) {
    for (const system of ['import', 'require']) {
      const { types, default: code } = manifest.exports[entry][system];
      for (const file of [types, code]) assert.ok(files.includes(join(installed, file)), `${entry} ${system}: ${file} is missing`);
    }
  }
});

test('readme, licences and version are there', async () => {
  for (const name of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) assert.ok(files.includes(join(installed, name)), name);
  assert.equal(manifest.version, (await readFile(join(here, '../../Cargo.toml'), 'utf8')).match(/^version = "(.+)"$/m)[1]);
  assert.equal(manifest.license, 'MIT OR Apache-2.0');
});

test('the manifest says what provenance is checked against: the repository, and that it may be published', () => {
  assert.match(manifest.repository.url, /^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
  assert.equal(manifest.private, undefined);
});

test('the file with the hooks begins with "use client"', async () => {
  const entry = manifest.exports['./react'].import.default;
  assert.match(await readFile(join(installed, entry), 'utf8'), /^(['"])use client\1/);
});

test('no file names the machine that it was built on', async () => {
  for (const file of files) {
    const text = await readFile(file, 'latin1');
    for (const path of [homedir(), join(here, '../..')]) assert.ok(path.length < 2 || !text.includes(`${path}/`), `${file} holds ${path}`);
  }
});

/** Where sources may lie when a module is compiled: this user's folder, the repository, cargo's cache, anybody's. */
const MACHINES = [`${homedir()}/`, `${join(here, '../..')}/`, '.cargo/', 'registry/src/', '/root/', '/home/', '/Users/', '/work/', '/tmp/'].filter((path) => path.length > 2);

test('no WebAssembly module names the machine that it was built on', async () => {
  let seen = 0;
  for (const file of files) {
    const text = file.endsWith('.wasm') ? await readFile(file, 'latin1') : await inlined(file);
    if (!text.startsWith('\0asm')) continue;
    seen += 1;
    for (const path of MACHINES) assert.ok(!text.includes(path), `${file}: ${text.slice(text.indexOf(path)).slice(0, 100)}`);
  }
  assert.ok(seen >= 9, `only ${seen} modules found`);
});

/** The module that a chunk holds, octet by octet, or nothing. */
async function inlined(file) {
  if (!/-wasm\.c?js$/.test(file)) return '';
  const chunk = await import(pathToFileURL(file));
  return Buffer.from((chunk.bytes ?? chunk.default.bytes)()).toString('latin1');
}
