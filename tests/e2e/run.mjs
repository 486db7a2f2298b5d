// End-to-end tests: real browsers, the packed SDK, the development server.
// `node run.mjs [part of a test's name]`; `cargo xtask test e2e` sets everything up and calls this.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { startChromium } from './lib/chromium.mjs';
import { startCoturn } from './lib/coturn.mjs';
import { Figures } from './lib/figures.mjs';
import { startFirefox } from './lib/firefox.mjs';
import { closeProfiles } from './lib/profile.mjs';
import { finish, runSuite } from './lib/runner.mjs';
import { startServer } from './lib/server.mjs';

const here = new URL('.', import.meta.url).pathname;
const web = join(here, 'tmp/web');

function needed(path, sentence) {
  if (existsSync(path)) return;
  console.log(`FAILED  ${sentence}`);
  finish({ passed: 0, failed: 1 }, 'e2e');
}

/** One directory for the server: the product page at its root, the test pages below /harness/. */
async function assembleWeb() {
  const page = process.env.VOIP_WEB || join(here, '../../www-demo/dist');
  needed(join(page, 'index.html'), 'The page www-demo/dist is not built: run `cargo xtask test e2e`.');
  needed(join(here, 'node_modules/@cemscale/voip-sdk/package.json'), 'The packed SDK is not installed in tests/e2e: run `cargo xtask test e2e`.');
  rmSync(web, { recursive: true, force: true });
  cpSync(page, web, { recursive: true });
  await build({ configFile: join(here, 'vite.config.mjs'), logLevel: 'warn' });
}

await assembleWeb();
const started = performance.now();
for (const file of readdirSync(join(here, 'tests')).sort()) await import(`./tests/${file}`);

const figures = new Figures();
const server = await startServer({ web });
const chromium = await startChromium();
const context = { server, chromium, web, figures, startServer, startChromium, startFirefox, startCoturn };
const counts = await runSuite(context, { serverLines: 25 });
await closeProfiles();
figures.print();
console.log(`${Math.round((performance.now() - started) / 1000)} s`);
finish(counts, 'e2e');
