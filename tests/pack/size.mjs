// What the package weighs as it travels: bundled by esbuild (minified, with splitting, React left outside), each file
// compressed by itself as a server would. `node size.mjs` prints the table for the package that is installed here,
// `--package DIR` takes another folder, `--write` writes budgets.json anew, 3 % above what it found.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const budgets = join(here, 'budgets.json');

/** What pages write. The first part of each is there before anything is called; the rest comes when it is needed. */
export const IMPORTS = {
  'client: VoIPClient, Softphone': "import { VoIPClient, Softphone } from '@cemscale/voip-sdk/client'; globalThis.used = [VoIPClient, Softphone];",
  'client: VoIPClient': "import { VoIPClient } from '@cemscale/voip-sdk/client'; globalThis.used = [VoIPClient];",
  'client: Softphone': "import { Softphone } from '@cemscale/voip-sdk/client'; globalThis.used = [Softphone];",
  'root: useVoIP, VoIPClient': "import { useVoIP, VoIPClient } from '@cemscale/voip-sdk'; globalThis.used = [useVoIP, VoIPClient];",
};

/** Files of the package that only a page with a phone, or only one with REST or events, ever asks for. */
const OF_THE_PHONE = /^(phone-|notices)/;

const NONE = { raw: 0, gzip: 0, brotli: 0 };

/** The sizes of one import: `before` anything is called, each file that comes later, and all together. Packages other than
 * ours are looked for from `resolveDir` on. */
export async function sizesOf(contents, folder = join(here, 'node_modules/@cemscale/voip-sdk'), resolveDir = here) {
  const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const entries = {
    name: 'entries',
    setup(builder) {
      builder.onResolve({ filter: /^@cemscale\/voip-sdk/ }, ({ path }) => ({
        path: join(folder, exports[path.replace('@cemscale/voip-sdk', '.')].import.default),
        sideEffects: false,
      }));
    },
  };
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir },
    absWorkingDir: here,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    external: ['react'],
    outdir: '/bundle',
    write: false,
    metafile: true,
    legalComments: 'none',
    plugins: [entries],
  });
  const texts = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [resolve(here, path), output]));
  const first = [...outputs].find(([, output]) => output.entryPoint === '<stdin>')[0];
  const before = reached(outputs, [first], ['import-statement']);
  const all = reached(outputs, [first], ['import-statement', 'dynamic-import']);
  const later = [...all]
    .filter((path) => !before.has(path))
    .map((path) => ({ name: nameOf(path, outputs.get(path)), ...sizeOf(texts.get(path)) }))
    .sort((a, b) => b.brotli - a.brotli);
  return { before: sum([...before].map((path) => sizeOf(texts.get(path)))), later, all: sum([...all].map((path) => sizeOf(texts.get(path)))) };
}

/** The sizes of all imports, and the four that the package promises. */
export async function measured(folder) {
  const imports = {};
  for (const [name, contents] of Object.entries(IMPORTS)) imports[name] = await sizesOf(contents, folder);
  const client = imports['client: VoIPClient'];
  const rest = sum([client.before, ...client.later.filter(({ name }) => !OF_THE_PHONE.test(name))]);
  const promised = {
    'REST and events without the phone': rest,
    'the phone without REST': imports['client: Softphone'].all,
    everything: imports['root: useVoIP, VoIPClient'].all,
  };
  return { imports, promised };
}

/** The figures that budgets.json holds, brotli 11. */
export function figuresOf({ imports, promised }) {
  const before = Object.entries(imports).map(([name, { before }]) => [`before first use: ${name}`, before.brotli]);
  return Object.fromEntries([...before, ...Object.entries(promised).map(([name, { brotli }]) => [name, brotli])]);
}

export async function readBudgets() {
  return JSON.parse(await readFile(budgets, 'utf8'));
}

function reached(outputs, paths, kinds) {
  const found = new Set(paths);
  for (const path of found) {
    for (const { path: to, kind, external } of outputs.get(path).imports) {
      if (!external && kinds.includes(kind)) found.add(resolve(here, to));
    }
  }
  return found;
}

/** By the file of the package that it begins with; what several share has none. */
function nameOf(path, { entryPoint, inputs }) {
  const from = entryPoint ?? Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)[0]?.[0] ?? path;
  return /([\w-]+)\.m?js$/.exec(from)?.[1] ?? from;
}

const known = new Map();

/** A chunk that several imports have in common is compressed once. */
function sizeOf(data) {
  const key = createHash('sha256').update(data).digest('hex');
  if (!known.has(key)) known.set(key, { raw: data.length, gzip: gzipSync(data, { level: 9 }).length, brotli: brotliSize(data) });
  return known.get(key);
}

function brotliSize(data) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  return brotliCompressSync(data, { params }).length;
}

function sum(sizes) {
  return sizes.reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli }), NONE);
}

/** 3 % above what was reached, but not above what is promised where that is kept. */
function budgetOf(name, size) {
  const promise = name.startsWith('before') ? 5_000 : Infinity;
  return size <= promise ? Math.min(promise, Math.ceil(size * 1.03)) : Math.ceil(size * 1.03);
}

function print({ imports, promised }) {
  const row = (name, { raw, gzip, brotli }) => console.log(name.padEnd(46), ...[raw, gzip, brotli].map((size) => String(size).padStart(9)));
  console.log('octets'.padEnd(46), '      raw      gzip    brotli');
  for (const [name, { before, later, all }] of Object.entries(imports)) {
    row(name, before);
    for (const chunk of later) row(`    later: ${chunk.name}`, chunk);
    row('    all', all);
  }
  for (const [name, size] of Object.entries(promised)) row(name, size);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const at = process.argv.indexOf('--package');
  const result = await measured(at < 0 ? undefined : resolve(process.argv[at + 1]));
  print(result);
  if (process.argv.includes('--write')) {
    const figures = Object.entries(figuresOf(result)).map(([name, size]) => [name, budgetOf(name, size)]);
    await writeFile(budgets, `${JSON.stringify(Object.fromEntries(figures), null, 2)}\n`);
  }
}
