// How long a hand-over among three tabs takes, whatever it is that is handed over.
import { crash, freeze, halt, openTabs } from '../lib/profile.mjs';
import { until } from '../lib/runner.mjs';

/** What may become of the leading tab. */
export const WAYS = {
  closed: (page) => page.close(),
  reloaded: (page) => page.reload(),
  crashed: crash,
  frozen: freeze,
  // It neither answers nor gives up its lock.
  halted: halt,
};

/**
 * Lets the first of three tabs lead and then go, `rounds` times. `ready(tabs)` resolves when all of them work;
 * `again(page, since)` gives the time at which a tab that is left worked again, in milliseconds since 1970, or nothing
 * while it does not. Resolves to the milliseconds from the leader's end until both that are left worked again.
 */
export async function handOvers({ url, rounds, way, ready, again, prepare }) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const { tabs, close } = await openTabs(url, 3, { prepare });
    await ready(tabs);
    const [first, ...left] = tabs;
    const since = Date.now();
    // A reload takes its time after the page has gone.
    const gone = Promise.resolve(WAYS[way](first));
    const at = await until(`${way}: the others work again`, async () => {
      const seen = await Promise.all(left.map((page) => again(page, since)));
      return seen.every(Boolean) && Math.max(...seen);
    }, { everyMs: 5 });
    times.push(Math.round(at - since));
    await gone;
    await close();
  }
  return summary(times);
}

export function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return { rounds: times.length, medianMs: sorted[sorted.length >> 1], worstMs: sorted.at(-1), allMs: times };
}
