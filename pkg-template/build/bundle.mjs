// JavaScript of the package: entries that import one another and a file with the errors (so that there is one copy of
// each class), and two chunks for each wasm module: wasm-bindgen's glue, and the module itself as text. Those of
// `webhooks` are imported as every file is, because it is compiled without a promise; the others are lazy.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { textsOf } from './octets.mjs';

export const MODULES = ['client', 'phone', 'webhooks'];

const path = (url) => fileURLToPath(url);

/** Imports that stay imports, by how their paths end in the sources, and the file they become. */
const LINKS = [
  [/gen\/(client|phone|webhooks)\/voip_sdk\.js$/, (m) => `./${m[1]}-glue`],
  [/wasm\/(client|phone|webhooks)\.js$/, (m) => `./${m[1]}-wasm`],
  [/^\.\.?\/client\.js$/, () => './client'],
  [/^(\.\.?\/)+errors\.js$/, () => './errors'],
  [/^\.\.?\/calls\/index\.js$/, () => './calls'],
  [/\/(leadership|shared-events)\.js$/, (m) => `./${m[1]}`],
  [/^\.\/react\/index\.js$/, () => './react'],
  [/\/(phone-tabs|local-phone)\.js$/, (m) => `./${m[1]}`],
  [/\/page\/(ringing|notices)\.js$|^\.\/(ringing|notices)\.js$/, (m) => `./${m[1] ?? m[2]}`],
];

function links(extension) {
  return {
    name: 'links',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, ({ path: from, kind }) => {
        if (kind === 'entry-point') return undefined;
        for (const [pattern, to] of LINKS) {
          const match = pattern.exec(from);
          if (match) return { path: to(match) + extension, external: true, sideEffects: false };
        }
        return undefined;
      });
    },
  };
}

/**
 * The glue offers to fetch the module from beside itself. Bundlers see that URL and look for the file, which is not
 * there: the module is always given.
 */
const alwaysGiven = {
  name: 'always-given',
  setup(builder) {
    builder.onLoad({ filter: /gen[\\/](client|phone|webhooks)[\\/]voip_sdk\.js$/ }, async ({ path: file }) => {
      const glue = await readFile(file, 'utf8');
      const contents = glue.replace(/new URL\([^)]*import\.meta\.url\)/, 'undefined');
      if (contents.includes('import.meta')) throw new Error(`${file}: wasm-bindgen's glue has changed its shape`);
      // By a name, too: tools disagree on what the default export of a CommonJS file is.
      return { contents: `${contents}\nexport { __wbg_init as load };\n`, loader: 'js' };
    });
  },
};

const FORMATS = [
  { format: 'esm', extension: '.js' },
  { format: 'cjs', extension: '.cjs' },
];

/** Nothing of others is bundled: they would need a reason, and a line in THIRD-PARTY-LICENSES.md. */
async function buildOwn(root, options) {
  const { metafile } = await build({ ...options, absWorkingDir: path(root), metafile: true });
  const foreign = Object.keys(metafile.inputs).filter((file) => !/^(src|gen)\//.test(file));
  if (foreign.length > 0) throw new Error(`not ours, and bundled into ${options.outfile}: ${foreign.join(', ')}`);
}

export async function bundle(root, dist) {
  const entries = {
    errors: 'src/errors.ts',
    client: 'src/client.ts',
    calls: 'src/calls/index.ts',
    leadership: 'src/tabs/leadership.ts',
    'shared-events': 'src/tabs/shared-events.ts',
    react: 'src/react/index.ts',
    index: 'src/index.ts',
    webhooks: 'src/webhooks/index.ts',
    element: 'src/element/index.ts',
    // Chunks of `client` that not every page needs.
    'local-phone': 'src/softphone/local-phone.ts',
    'phone-tabs': 'src/softphone/tabs/phone-tabs.ts',
    ringing: 'src/page/ringing.ts',
    notices: 'src/page/notices.ts',
  };
  for (const { format, extension } of FORMATS) {
    const common = {
      format,
      bundle: true,
      platform: 'neutral',
      target: 'es2022',
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
      logLevel: 'warning',
      external: ['react'],
      // In CommonJS a lazy chunk is a lazy `require`: test runners without ESM support can follow it.
      supported: format === 'cjs' ? { 'dynamic-import': false } : {},
    };
    for (const [name, entry] of Object.entries(entries)) {
      await buildOwn(root, {
        ...common,
        entryPoints: [path(new URL(entry, root))],
        outfile: path(new URL(name + extension, dist)),
        plugins: [links(extension)],
        banner: name === 'react' ? { js: "'use client';" } : {},
      });
    }
    for (const module of MODULES) {
      await buildOwn(root, {
        ...common,
        minify: true,
        entryPoints: [path(new URL(`gen/${module}/voip_sdk.js`, root))],
        outfile: path(new URL(`${module}-glue${extension}`, dist)),
        plugins: [alwaysGiven],
      });
    }
  }
  for (const module of MODULES) {
    const wasm = await readFile(new URL(`gen/${module}/voip_sdk_bg.wasm`, root));
    const text = JSON.stringify(textsOf(wasm));
    await writeFile(new URL(`${module}-wasm.js`, dist), `export const wasm = ${text};\n`);
    await writeFile(new URL(`${module}-wasm.cjs`, dist), `exports.wasm = ${text};\n`);
    await writeFile(new URL(`voip_sdk_${module}_bg.wasm`, dist), wasm);
  }
}
