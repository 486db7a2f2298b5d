// The test pages, built from the tarball that is installed beside them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const e2e = new URL('..', import.meta.url).pathname;
const sdk = join(e2e, 'node_modules/@cemscale/voip-sdk');

function needSdk() {
  if (existsSync(join(sdk, 'package.json'))) return;
  throw new Error('The packed SDK is not installed in tests/e2e: run `cargo xtask test e2e`.');
}

/** Builds them into `outDir`, to be served below /harness/. */
export async function buildPages(outDir) {
  needSdk();
  await build({ configFile: join(e2e, 'vite.config.mjs'), logLevel: 'warn', build: { outDir, emptyOutDir: true } });
}

/** Builds the pages of another folder, which has no packages of its own, with the same SDK; served at the root. */
export async function buildPage({ root, outDir, input }) {
  needSdk();
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    resolve: { alias: { '@cemscale/voip-sdk/client': join(sdk, 'dist/client.js') } },
    build: { outDir, emptyOutDir: true, minify: false, rollupOptions: { input: input.map((name) => join(root, name)) } },
  });
}
