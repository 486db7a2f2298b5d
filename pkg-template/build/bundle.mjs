// JavaScript of the package: entries that import one another and a file with the errors (so that there is one copy of
// each class), and two chunks for each wasm module: wasm-bindgen's glue, and the module itself as text. Those of
// `webhooks` are imported as every file is, because it is compiled without a promise; the others are lazy.
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { slim } from './glue.mjs';
import { textsOf } from './octets.mjs';
import { unpacking } from './unpack.mjs';

export const MODULES = ['client', 'phone', 'webhooks'];

const path = (url) => fileURLToPath(url);

/**
 * Files of the package, by the modules that each begins with; imports of those stay imports of that file. What a page
 * has before first use is `voip-client`, `softphone` and what these import: what is needed only later may be reached from
 * there by a dynamic import alone.
 */
const FILES = {
  base: ['src/base', 'src/hints', 'src/lazy', 'src/listeners'],
  'base-errors': ['src/base-errors'],
  'load-client': ['src/load-client'],
  'load-phone': ['src/load-phone'],
  'voip-client': ['src/voip-client', 'src/api-promise', 'src/presence'],
  softphone: ['src/softphone/softphone'],
  client: ['src/client'],
  extras: ['src/extras'],
  init: ['src/init'],
  errors: ['src/errors'],
  'client-core': ['src/client-core'],
  'phone-core': ['src/softphone/phone-core'],
  call: ['src/softphone/classes', 'src/softphone/call', 'src/softphone/transfer-request', 'src/softphone/subscription'],
  calls: ['src/calls/index'],
  leadership: ['src/tabs/leadership'],
  'shared-events': ['src/tabs/shared-events'],
  notices: ['src/page/notices'],
  octets: ['src/octets'],
  react: ['src/react/index'],
  'session-commands': ['src/react/session-commands'],
  index: ['src/index'],
  webhooks: ['src/webhooks/index'],
  element: ['src/element/index'],
};

/** The file that each module of the sources is reached by. */
const LINKS = new Map(Object.entries(FILES).flatMap(([file, modules]) => modules.map((module) => [module, file])));
for (const module of MODULES) {
  LINKS.set(`gen/${module}/voip_sdk`, `${module}-glue`);
  LINKS.set(`src/wasm/${module}`, `${module}-wasm`);
}

function links(root, own, extension) {
  return {
    name: 'links',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, ({ path: from, resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined;
        const file = LINKS.get(relative(root, join(resolveDir, from)).replace(/\.js$/, ''));
        return file && file !== own ? { path: `./${file}${extension}`, external: true, sideEffects: false } : undefined;
      });
    },
  };
}

/** By a name, since tools disagree on what the default export of a CommonJS file is. */
const slimGlue = {
  name: 'slim-glue',
  setup(builder) {
    builder.onLoad({ filter: /gen[\\/](client|phone|webhooks)[\\/]voip_sdk\.js$/ }, async ({ path: file }) => ({
      contents: slim(await readFile(file, 'utf8'), /gen[\\/]webhooks/.test(file)),
      loader: 'js',
    }));
  },
};

const FORMATS = [
  { format: 'esm', extension: '.js' },
  { format: 'cjs', extension: '.cjs' },
];

/** Nothing of others is bundled: they would need a reason, and a line in THIRD-PARTY-LICENSES.md. */
async function buildOwn(root, options) {
  const { metafile } = await build({ ...options, absWorkingDir: path(root), metafile: true });
  const foreign = Object.keys(metafile.inputs).filter((file) => !/^(src|gen)\/|^<stdin>$|^unpacking:/.test(file));
  if (foreign.length > 0) throw new Error(`not ours, and bundled into ${options.outfile}: ${foreign.join(', ')}`);
}

/** What other files of the package export comes through `export *` only where that stands in the entry itself. */
function entryOf(root, modules) {
  if (modules.length === 1) return { entryPoints: [path(new URL(`${modules[0]}.ts`, root))] };
  return { stdin: { contents: modules.map((module) => `export * from './${module}.js';`).join('\n'), resolveDir: path(root) } };
}

export async function bundle(root, dist) {
  const unpack = unpacking();
  for (const { format, extension } of FORMATS) {
    const common = {
      format,
      bundle: true,
      platform: 'neutral',
      target: 'es2022',
      minify: true,
      legalComments: 'none',
      logLevel: 'warning',
      external: ['react'],
      // In CommonJS a lazy chunk is a lazy `require`: test runners without ESM support can follow it.
      supported: format === 'cjs' ? { 'dynamic-import': false } : {},
    };
    for (const [name, modules] of Object.entries(FILES)) {
      await buildOwn(root, {
        ...common,
        ...entryOf(root, modules),
        outfile: path(new URL(name + extension, dist)),
        plugins: [unpack, links(path(root), name, extension)],
        banner: name === 'react' ? { js: "'use client';" } : {},
      });
    }
    for (const module of MODULES) {
      await buildOwn(root, {
        ...common,
        entryPoints: [path(new URL(`gen/${module}/voip_sdk.js`, root))],
        outfile: path(new URL(`${module}-glue${extension}`, dist)),
        plugins: [slimGlue],
      });
    }
  }
  for (const module of MODULES) {
    const wasm = await readFile(new URL(`gen/${module}/voip_sdk_bg.wasm`, root));
    const text = JSON.stringify(textsOf(wasm));
    // Not inside the function: engines would read it once when the chunk comes and once more when it is called.
    const texts = `const texts=${text};`;
    const chunk = 'bytes=()=>bytesOf(texts);\n';
    await writeFile(new URL(`${module}-wasm.js`, dist), `import{bytesOf}from"./octets.js";${texts}export const ${chunk}`);
    await writeFile(new URL(`${module}-wasm.cjs`, dist), `const{bytesOf}=require("./octets.cjs");${texts}exports.${chunk}`);
    await writeFile(new URL(`voip_sdk_${module}_bg.wasm`, dist), wasm);
  }
}
