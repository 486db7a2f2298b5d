// The phone's browser parts in a real browser: what needs no second person, or a network that misbehaves.
// `node run.mjs [part of a test's name]`; `cargo xtask test e2e` sets everything up and calls this.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChromium } from '../e2e/lib/chromium.mjs';
import { startCoturn, startSilentStun } from '../e2e/lib/coturn.mjs';
import { buildPages } from '../e2e/lib/pages.mjs';
import { finish, runSuite } from '../e2e/lib/runner.mjs';
import { startServer } from '../e2e/lib/server.mjs';

const here = new URL('.', import.meta.url).pathname;
const web = join(here, 'tmp/web');

async function prepare() {
  await buildPages(join(web, 'harness'));
  // The server serves no folder without a page at its root.
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>Browser tests</title>');
  for (const file of readdirSync(join(here, 'tests')).sort()) await import(`./tests/${file}`);
  const server = await startServer({ web });
  const chromium = await startChromium();
  return { server, chromium, web, startServer, startChromium, startCoturn, startSilentStun };
}

let context;
try {
  context = await prepare();
} catch (error) {
  console.log(`FAILED  the browser tests could not begin\n        ${error.message}`);
  finish({ passed: 0, failed: 1 }, 'browser');
}
const counts = await runSuite(context, { serverLines: 15 });
finish(counts, 'browser');
