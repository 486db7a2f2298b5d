// What a REST call costs by the SDK, compared with bare `fetch`, in Node and in Chromium, and what the operations add
// to the module. `node run.mjs [--quick] [--out rest.json]`; `cargo xtask bench rest` sets everything up and calls this.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, startProcess } from '../../tests/e2e/lib/process.mjs';
import { until } from '../../tests/e2e/lib/runner.mjs';
import { begin, flag, option, save } from '../lib/results.mjs';
import { measure } from './measure.mjs';

const { VOIP_SDK, VOIP_BENCH_SIZES } = process.env;
const quick = flag('quick');
if (!VOIP_SDK) throw new Error('Run `cargo xtask bench rest`.');

/** What the SDK means to cost at most. */
const AIMS = { 'small answer': { addedMs: 0.3 }, '10,000 records': { ratio: 1.05 } };

const record = begin('rest', { quick });
const server = await startProcess(process.execPath, [new URL('server.mjs', import.meta.url).pathname, VOIP_SDK], { ready: /listening on \S+/, what: 'the server' });
const [, url] = /listening on (\S+)/.exec(server.log);

const node = await measure(await import(`${VOIP_SDK}/client.js`), url, quick);
const { agent, results } = await inChromium();
await server.kill();

const [version] = /Chrome\/[\d.]+/.exec(agent);
const hosts = { [`Node ${process.versions.node}`]: node, [version.replace(/\/(\d+).*/, ' $1')]: results };
const sizes = VOIP_BENCH_SIZES ? JSON.parse(VOIP_BENCH_SIZES) : null;
print();
save(option('out'), {
  ...record,
  browser: version.replace('Chrome/', 'Chromium '),
  versions: { ours: JSON.parse(await readFile(join(VOIP_SDK, '../package.json'), 'utf8')).version },
  sizes,
  rows: Object.entries(hosts).flatMap(([host, results]) => results.flatMap((one) => [row(host, one, 'fetch', one.bare), row(host, one, 'ours', one.sdk)])),
});
process.exit(0);

function row(host, { name, count }, client, { median, p95 }) {
  return { host, case: name, client, count, medianMs: median, p95Ms: p95 };
}

/** Not by way of its debugging protocol: through that each request and each promise is reported, which costs more than the SDK. */
async function inChromium() {
  const profile = await mkdtemp(join(tmpdir(), 'voip-bench-'));
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', `--user-data-dir=${profile}`];
  const browser = await startProcess(executable('VOIP_CHROMIUM', '/usr/bin/chromium'), [...args, `${url}/bench/page.html${quick ? '?quick' : ''}`], { what: 'Chromium' });
  const results = await until('the measurements in Chromium', () => /^results (.*)$/m.exec(server.log), { timeoutMs: 180_000, everyMs: 500 });
  await browser.kill();
  await rm(profile, { recursive: true, force: true });
  return JSON.parse(results[1]);
}

function print() {
  const ms = (time) => time.toFixed(3);
  const line = (...columns) => console.log(columns.map((text, n) => (n < 2 ? text.padEnd(n ? 16 : 25) : text.padStart(12))).join(''));
  line('host', 'case', 'calls', 'bare median', 'p95', 'SDK median', 'p95', 'ratio', 'added ms', 'aim');
  for (const [host, results] of Object.entries(hosts)) {
    for (const { name, count, bare, sdk, ratio, addedMs } of results) {
      const aim = AIMS[name];
      const met = 'ratio' in aim ? ratio <= aim.ratio : addedMs <= aim.addedMs;
      line(host, name, String(count), ms(bare.median), ms(bare.p95), ms(sdk.median), ms(sdk.p95), ratio.toFixed(3), addedMs.toFixed(3), met ? 'met' : 'MISSED');
    }
  }
  if (!sizes) return;
  const { full, one, none, operations } = sizes;
  console.log('\nThe client module, in bytes');
  const kinds = ['raw', 'gzip', 'brotli'];
  const row = (what, of) => console.log(what.padEnd(43) + kinds.map((kind) => String(of(kind)).padStart(10)).join(''));
  row('', (kind) => kind);
  row(`with ${operations} operations`, (kind) => full[kind]);
  row('with one', (kind) => one[kind]);
  row('with none (realtime and its token refresh)', (kind) => none[kind]);
  row('what REST adds', (kind) => full[kind] - none[kind]);
  row('what each further operation adds', (kind) => ((full[kind] - one[kind]) / (operations - 1)).toFixed(1));
}
