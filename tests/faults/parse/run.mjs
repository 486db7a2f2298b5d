// Messages from JavaScript text to what a library makes of them and back to text, in Chromium, the libraries in turns.
// `node parse/run.mjs [--rounds 7] [--quick] [--out parse.json]`; `VOIP_BENCH_MODULE` is the folder of the phone's
// module with the exports of `src/bindings/bench.rs`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { versions } from '../../../bench/lib/phones.mjs';
import { begin, clients, flag, median, names, option, save } from '../../../bench/lib/results.mjs';
import { startChromium } from '../../e2e/lib/chromium.mjs';
import { serve } from '../../interop/lib/web.mjs';
import { sdkDigest, startUp } from '../rounds.mjs';

const here = new URL('.', import.meta.url).pathname;
const quick = flag('quick');
const rounds = quick ? 1 : Number(option('rounds', '7'));
/** How long each library works on all messages, and on one, in milliseconds. */
const [allMs, oneMs] = quick ? [200, 0] : [400, 60];
/** `turn`: parse, read the fields, print. `read`: without printing. `fields`: every field is a string of JavaScript's. */
const works = ['turn', 'read', 'fields'];

startUp();
const results = begin('parse', { quick, versions: versions(), sdk: sdkDigest(), rounds });
// A folder of its own: others may build at the same time.
const web = mkdtempSync(join(tmpdir(), 'voip-parse-'));
await build({
  configFile: false,
  root: here,
  base: './',
  logLevel: 'warn',
  resolve: { alias: { 'voip-sdk-with-parser': process.env.VOIP_BENCH_MODULE } },
  build: { outDir: web, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
});
const pages = await serve(web);
const chromium = await startChromium();
const page = await chromium.newPage(`${pages.url}/index.html`);
await page.waitForFunction(() => document.body.dataset.ready === 'true', undefined, { timeout: 20_000 });
const ask = (name, ...args) => page.evaluate(([fn, list]) => window.parse[fn](...list), [name, args]);

/** All have to read the same before anything is timed, from the message and from what they printed of it. */
async function agree() {
  const messages = await page.evaluate(() => window.parse.names);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  for (const [index, name] of messages.entries()) {
    const ours = await ask('seen', 'ours', index);
    for (const client of clients) {
      const { fields, again } = await ask('seen', client, index);
      if (fields.length < 10 || !same(fields, again)) throw new Error(`${names[client]} does not read what it printed, ${name}: ${fields} / ${again}`);
      // JsSIP and SIP.js differ in what they leave of the quoting of a name; that is not what is measured.
      const plain = (list) => list.map((text) => text.replaceAll('\\', ''));
      if (!same(plain(fields), plain(ours.fields))) throw new Error(`${names[client]} reads ${name} otherwise: ${fields} / ${ours.fields}`);
    }
  }
  return messages;
}

const messages = await agree();
const octets = await page.evaluate(() => window.parse.octets);
// Each works before it counts, so that all have been compiled for speed.
for (const client of clients) for (const what of works) await ask('rate', client, what, null, allMs * 2);
for (let round = 1; round <= rounds; round += 1) {
  for (const what of works) {
    for (const client of clients) {
      const perSecond = await ask('rate', client, what, null, allMs);
      results.rows.push({ case: 'all messages', what, client, round, perSecond });
    }
  }
  for (const [index, name] of oneMs > 0 ? messages.entries() : []) {
    for (const client of clients) {
      const perSecond = await ask('rate', client, 'turn', index, oneMs);
      results.rows.push({ case: name, octets: octets[index], what: 'turn', client, round, perSecond });
    }
  }
}
results.browser = `Chromium ${chromium.browser.version()}`;
await chromium.close();
await pages.close();
rmSync(web, { recursive: true, force: true });

const middle = (name, what, client) => median(results.rows.filter((row) => row.case === name && row.what === what && row.client === client).map((row) => row.perSecond));
console.log(`messages per second, medians of ${rounds} rounds\n| | ${clients.map((one) => names[one]).join(' | ')} | to JsSIP |\n|---|---|---|---|---|`);
for (const [name, what] of [...works.map((one) => ['all messages', one]), ...(oneMs > 0 ? messages.map((one) => [one, 'turn']) : [])]) {
  const values = clients.map((client) => middle(name, what, client));
  console.log(`| ${name}, ${what} | ${values.map((value) => Math.round(value)).join(' | ')} | ${(values[0] / values[1]).toFixed(1)} |`);
}
save(option('out', ''), results);
process.exit(0);
