// The realtime connection: how many there are, and how soon the other tabs have theirs back.
import { openTabs } from '../lib/profile.mjs';
import { startRealtime, tokenFor } from '../lib/realtime.mjs';
import { until } from '../lib/runner.mjs';
import { handOvers, WAYS } from './measure.mjs';

const call = (page, name, ...args) => page.evaluate(([fn, list]) => window.shared[fn](...list), [name, args]);
const isOpen = async (page) => (await call(page, 'view')).state === 'open';

async function started(tabs, realtime, options = {}) {
  for (const tab of tabs) {
    await call(tab, 'start', { wsUrl: realtime.url, token: tokenFor('alice'), ...options });
    await until('it is connected', () => isOpen(tab), { everyMs: 5 });
  }
}

/** Connections at the server with so many tabs. */
export async function connections(pageUrl, counts) {
  const seen = {};
  for (const [name, count, options] of [...counts.map((n) => [String(n), n]), ['3, multiTab: false', 3, { multiTab: false }]]) {
    const realtime = await startRealtime();
    const { tabs, close } = await openTabs(`${pageUrl}/harness/shared-events.html`, count);
    await started(tabs, realtime, options);
    seen[name] = { connections: realtime.open, madeInAll: realtime.total };
    await close();
    await realtime.close();
  }
  return seen;
}

/** From the end of the connected tab until the events come to the others again: they are authenticated anew. */
export async function realtimeHandOvers(pageUrl, rounds) {
  const realtime = await startRealtime();
  const results = {};
  for (const way of Object.keys(WAYS)) {
    results[way] = await handOvers({
      url: `${pageUrl}/harness/shared-events.html`,
      rounds,
      way,
      ready: (tabs) => started(tabs, realtime),
      again: async (page, since) => (await call(page, 'view')).states.find(({ state, at }) => state === 'open' && at > since)?.at,
    });
  }
  await realtime.close();
  return results;
}
