// Several tabs of one profile: what they share, and how long a hand-over takes.
// `node tabs/bench.mjs [--quick] [--out tabs.json]`; `cargo xtask bench tabs` sets everything up and calls this.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, option } from '../../../bench/lib/results.mjs';
import { buildPages } from '../lib/pages.mjs';
import { closeProfiles } from '../lib/profile.mjs';
import { startServer } from '../lib/server.mjs';
import { startChromium } from '../lib/chromium.mjs';
import { phoneHandOvers } from './phone.mjs';
import { connections, realtimeHandOvers } from './realtime.mjs';

const rounds = process.argv.includes('--quick') ? 3 : 20;

const web = mkdtempSync(join(tmpdir(), 'voip-tabs-'));
await buildPages(join(web, 'harness'));
// The server wants a page at its root.
writeFileSync(join(web, 'index.html'), '<!doctype html><title>Tabs</title>');
const server = await startServer({ web });
const chromium = await startChromium();
const results = {
  machine: `${machine}, load ${loadavg()[0].toFixed(1)}`,
  connections: { realtime: await connections(server.pageUrl, [1, 3, 10]) },
  handOver: { realtime: await realtimeHandOvers(server.pageUrl, rounds), ...(await phoneHandOvers(server, chromium, rounds)) },
};
await chromium.close();
await closeProfiles();
await server.dispose();
rmSync(web, { recursive: true, force: true });
if (option('out')) writeFileSync(option('out'), `${JSON.stringify(results, null, 1)}\n`);

for (const [what, seen] of Object.entries(results.connections)) {
  for (const [tabs, { connections: now }] of Object.entries(seen)) console.log(`${what}, tabs ${tabs}: ${now} connection${now === 1 ? '' : 's'}`);
}
for (const [what, ways] of Object.entries(results.handOver)) {
  for (const [way, { medianMs, worstMs, rounds: of }] of Object.entries(ways)) {
    console.log(`${what}, leader ${way}: median ${medianMs} ms, worst of ${of} ${worstMs} ms`);
  }
}
process.exit(0);
