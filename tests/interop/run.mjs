// Interoperability: browsers with the packed SDK, through Kamailio, with each other, with baresip, and through
// rtpengine with sipp. `node run.mjs [part of a test's name]`; `cargo xtask test interop` sets everything up first.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChromium } from '../e2e/lib/chromium.mjs';
import { startFirefox } from '../e2e/lib/firefox.mjs';
import { buildPage } from '../e2e/lib/pages.mjs';
import { finish, runSuite } from '../e2e/lib/runner.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { startKamailio } from './lib/kamailio.mjs';
import { enter, isInside } from './lib/namespace.mjs';
import { startRtpengine } from './lib/rtpengine.mjs';
import { serve } from './lib/web.mjs';

const here = new URL('.', import.meta.url).pathname;
const started = performance.now();

/** Firefox starts with the first test that wants it, and serves all of them. */
function once(start) {
  let running = null;
  return {
    get: () => (running ??= start()),
    close: async () => (await running)?.close(),
  };
}

async function prepare() {
  const scratch = mkdtempSync(join(tmpdir(), 'voip-interop-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const page = join(scratch, 'page');
  await buildPage({ root: join(here, 'pages'), outDir: page, input: ['phone.html'] });
  for (const file of readdirSync(join(here, 'tests')).sort()) await import(`./tests/${file}`);
  const certificate = makeCertificate(scratch);
  const rtpengine = await startRtpengine();
  const kamailioWith = (options = {}) => startKamailio({ certificate, ngPort: rtpengine.ngPort, ...options });
  const [web, kamailio, chromium] = await Promise.all([
    serve(page),
    kamailioWith(),
    startChromium({ args: ['--ignore-certificate-errors'], loopback: !isInside() }),
  ]);
  const firefox = once(() => startFirefox({ acceptInsecureCerts: true, loopback: !isInside() }));
  return { web, kamailio, chromium, firefox, rtpengine, kamailioWith, browser: chromium, server: serverOf(kamailio, rtpengine) };
}

/** What the runner shows of the servers after a failure. */
function serverOf(kamailio, rtpengine) {
  return {
    get log() {
      return `${rtpengine.log.split('\n').slice(-8).join('\n')}\n${kamailio.log}`;
    },
    dispose: () => Promise.all([kamailio.dispose(), rtpengine.dispose()]),
  };
}

await enter();
let context;
try {
  context = await prepare();
} catch (error) {
  console.log(`FAILED  the interoperability tests could not begin\n        ${error.message}`);
  finish({ passed: 0, failed: 1 }, 'interop');
}
const counts = await runSuite(context, { serverLines: 25 });
await context.firefox.close();
await context.web.close();
console.log(`${Math.round((performance.now() - started) / 1000)} s`);
finish(counts, 'interop');
