// What a user takes in with the tarball: the files that are meant, the licences of what is in them, and the same octets
// whoever packs them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { emptyFolder, here, run, tarball } from '../project.mjs';

const root = join(here, '../..');
const template = join(root, 'pkg-template');
const out = join(template, 'out');
const installed = join(here, 'node_modules/@cemscale/voip-sdk');
const licences = await readFile(join(installed, 'THIRD-PARTY-LICENSES.md'), 'utf8');
const digest = async (file) => createHash('sha256').update(await readFile(file)).digest('hex');

const DECLARATION = /^(dist\/types(?:-cjs)?\/(?:src|gen)\/).+(\.d\.c?ts)$/;
const pattern = (file) => file.replace(DECLARATION, '$1*$2');

test('npm packs the files that files.txt names and no others', async () => {
  const listed = JSON.parse(await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], { cwd: out }));
  // A list of packages, or since npm 12 an object of them.
  const [{ files, bundled }] = Object.values(listed);
  const packed = [...new Set(files.map(({ path }) => pattern(path)))].sort();
  const named = (await readFile(join(here, 'files.txt'), 'utf8')).split('\n').filter((line) => line && !line.startsWith('#'));
  assert.deepEqual(packed, named.sort());
  assert.deepEqual(bundled, []);
});

test('every declaration in the package has its source, and every source its two declarations', async () => {
  const sources = (await readdir(join(template, 'src'), { recursive: true })).filter((name) => /(?<!\.d)\.tsx?$/.test(name));
  const stems = [...sources.map((name) => `src/${name.replace(/\.tsx?$/, '')}`), 'gen/model', 'gen/operations'].sort();
  for (const [folder, ending] of [['types', '.d.ts'], ['types-cjs', '.d.cts']]) {
    const declared = (await readdir(join(installed, 'dist', folder), { recursive: true })).filter((name) => name.endsWith(ending));
    assert.deepEqual(declared.map((name) => name.slice(0, -ending.length)).sort(), stems);
  }
});

test('packed twice, the files of the package give the same octets as the tarball under test', async (t) => {
  const dir = await emptyFolder(t);
  // A copy has other times of change.
  await cp(out, join(dir, 'copy'), { recursive: true });
  for (const [from, to] of [[out, 'one'], [join(dir, 'copy'), 'two']]) {
    assert.equal(await digest(await pack(from, join(dir, to))), await digest(tarball), from);
  }
});

test('put together in another folder under another umask, the package is the same to the octet', async (t) => {
  const dir = await emptyFolder(t);
  const copy = join(dir, 'pkg-template');
  for (const part of ['src', 'gen', 'build', 'unpack', 'build.mjs', 'package.json', 'tsconfig.json', 'README.md']) await cp(join(template, part), join(copy, part), { recursive: true });
  for (const part of ['Cargo.toml', 'LICENSE-MIT', 'LICENSE-APACHE', 'CHANGELOG.md']) await cp(join(root, part), join(dir, part));
  await symlink(join(template, 'node_modules'), join(copy, 'node_modules'));
  await run('sh', ['-c', 'umask 077 && exec node build.mjs'], { cwd: copy });
  const again = await pack(join(copy, 'out'), join(dir, 'packed'));
  assert.equal(await digest(again), await digest(tarball), 'compare the content of both: something depends on the folder or the time');
});

test('the tarball has one time, one owner and one mode for every file', async () => {
  const tar = gunzipSync(await readFile(tarball));
  const seen = new Set();
  let files = 0;
  for (let at = 0; tar[at] !== 0; files++) {
    const field = (from, length) => tar.toString('latin1', at + from, at + from + length).replace(/[\0 ]+$/, '');
    seen.add(['mode', field(100, 8), 'owner', parseInt(field(108, 8) || '0', 8), parseInt(field(116, 8) || '0', 8), 'time', parseInt(field(136, 12), 8)].join(' '));
    at += 512 + Math.ceil(parseInt(field(124, 12), 8) / 512) * 512;
  }
  assert.deepEqual([...seen], ['mode 000644 owner 0 0 time 499162500']);
  assert.ok(files > 40, String(files));
});

test('the licences of others are in the package, each with its text, in the versions of the lock files', async () => {
  const table = [...licences.matchAll(/^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].slice(1).map(([, ...cells]) => cells);
  const texts = [...licences.matchAll(/^## (.+)\n\n```text\n([^]*?)\n```$/gm)].map(([, owners, text]) => ({ owners: owners.split(', '), text }));
  const lock = await readFile(join(root, 'Cargo.lock'), 'utf8');
  const { version: esbuild } = JSON.parse(await readFile(join(template, 'package-lock.json'), 'utf8')).packages['node_modules/esbuild'];
  for (const [name, version, licence] of table) {
    const library = name === "Rust's standard library";
    const owner = library ? name : `${name} ${version}`;
    const own = texts.filter(({ owners }) => owners.includes(owner)).map(({ text }) => text);
    assert.match(own.join('\n'), /Permission is hereby granted/, `${owner} (${licence})`);
    if (name === 'esbuild') assert.equal(version, esbuild);
    else if (!library) assert.ok(lock.includes(`name = "${name}"\nversion = "${version}"\n`), owner);
  }
  const names = table.map(([name]) => name);
  for (const name of ['wasm-bindgen', 'js-sys', 'web-sys', 'serde', 'sha2', 'md-5', 'hmac', 'esbuild', "Rust's standard library"]) assert.ok(names.includes(name), name);
  assert.doesNotMatch(licences, /\/(root|home|Users|work|tmp)\//);
});

test('npm audit knows of no weakness in what is installed with the package, where the registry answers', async (t) => {
  const dir = await emptyFolder(t);
  const patience = ['--fetch-retries=0', '--fetch-timeout=20000'];
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball], { cwd: dir });
  // Ends with 1 for both: weaknesses, and a registry that does not answer.
  const said = await run('npm', ['audit', '--omit=dev', '--json', ...patience], { cwd: dir }).catch((error) => error.message);
  const report = /^\{[^]*^\}/m.exec(said)?.[0];
  const { vulnerabilities } = report ? JSON.parse(report) : {};
  if (vulnerabilities) assert.deepEqual(Object.keys(vulnerabilities), []);
  else t.diagnostic('the registry does not answer npm audit here: nothing was learned');
});

/** `npm pack` in `folder`; returns the tarball. */
async function pack(folder, destination) {
  await mkdir(destination);
  await run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', destination], { cwd: folder });
  const [name] = await readdir(destination);
  return join(destination, name);
}
