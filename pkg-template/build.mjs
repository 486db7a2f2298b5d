// Puts the npm package together: `node build.mjs` reads src/ and gen/ (the wasm modules, from `cargo xtask wasm`) and
// writes out/, which is the content of the package.
import { access, chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';

import { bundle, MODULES } from './build/bundle.mjs';
import { generate } from './build/generate.mjs';
import { types } from './build/types.mjs';

const root = new URL('.', import.meta.url);
const out = new URL('out/', root);
const dist = new URL('dist/', out);

for (const module of MODULES) {
  await access(new URL(`gen/${module}/voip_sdk_bg.wasm`, root)).catch(() => {
    console.error(`gen/${module} is missing: run \`cargo xtask wasm\` first.`);
    process.exit(1);
  });
}

await rm(out, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await generate(new URL('gen/', root));
await Promise.all([bundle(root, dist), types(root, dist)]);
await manifest();
for (const file of ['README.md', 'gen/THIRD-PARTY-LICENSES.md', '../LICENSE-MIT', '../LICENSE-APACHE', '../CHANGELOG.md']) {
  const from = new URL(file, root);
  // `cargo xtask pack` brings them all together; a package without them can still be tried.
  await copyFile(from, new URL(file.replace(/^.*\//, ''), out)).catch(() => console.warn(`${file} is missing`));
}

// npm packs the modes as they are, and those would be the builder's umask.
for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) await chmod(`${entry.parentPath ?? entry.path}/${entry.name}`, 0o644);
}

/** The package's own package.json, and one for each entry for tools that do not know `exports`. */
async function manifest() {
  const { scripts: _scripts, devDependencies: _dev, ...kept } = JSON.parse(await read('package.json'));
  const [, version] = /^\[workspace\.package\][^[]*?^version = "([^"]+)"/ms.exec(await read('../Cargo.toml')) ?? [];
  if (!version) throw new Error('Cargo.toml says no version.');
  await write('package.json', { ...kept, version });
  for (const entry of ['client', 'react', 'webhooks', 'element']) {
    const { import: esm, require: cjs } = kept.exports[`./${entry}`];
    const up = (path) => `.${path}`;
    await mkdir(new URL(`${entry}/`, out), { recursive: true });
    await write(`${entry}/package.json`, {
      main: up(cjs.default),
      module: up(esm.default),
      types: up(esm.types),
      // That of the element makes the tag known.
      sideEffects: entry === 'element',
    });
  }
}

function read(file) {
  return readFile(new URL(file, root), 'utf8');
}

function write(file, value) {
  return writeFile(new URL(file, out), `${JSON.stringify(value, null, 2)}\n`);
}
