// The test pages, built from the tarball that is installed beside them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const e2e = new URL('..', import.meta.url).pathname;

/** Builds them into `outDir`, to be served below /harness/. */
export async function buildPages(outDir) {
  if (!existsSync(join(e2e, 'node_modules/@cemscale/voip-sdk/package.json'))) {
    throw new Error('The packed SDK is not installed in tests/e2e: run `cargo xtask test e2e`.');
  }
  await build({ configFile: join(e2e, 'vite.config.mjs'), logLevel: 'warn', build: { outDir, emptyOutDir: true } });
}
