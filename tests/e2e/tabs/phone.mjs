// A call whose tab goes: how soon it goes on in another one, and how long the far end hears nothing.
import { hears, openPhone, same } from '../lib/phones.mjs';
import { sideOf, startIn } from '../lib/phone-tabs.mjs';
import { handOvers, summary, WAYS } from './measure.mjs';

/** `{ call, silence }`: from the end of its tab until both others show it active and the far end has sound; the pause. */
export async function phoneHandOvers(server, chromium, rounds, ways = Object.keys(WAYS)) {
  const user = server.user('1001');
  const bea = await openPhone(chromium, server, '1002');
  const results = { call: {}, silence: {} };
  for (const way of ways) {
    const [times, pauses] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      let pause;
      const { allMs } = await handOvers({
        url: `${server.pageUrl}/harness/harness.html`,
        rounds: 1,
        way,
        async ready(tabs) {
          const sides = [];
          // A page with a call asks before it is reloaded.
          for (const tab of tabs) sides.push(await startIn(tab, user, { closeProtection: false }));
          const { error } = await bea.h('call', '1001');
          if (error) throw new Error(`call() was refused: ${JSON.stringify(error)}`);
          await Promise.all(sides.map((side) => side.inState('ringing')));
          same(await sides[0].h('command', 'answer'), null, 'answering');
          await Promise.all([...sides, bea].map((side) => side.inState('active')));
          await hears(bea);
          await bea.h('watchSound');
        },
        async again(page, since) {
          const [active, found] = await Promise.all([sideOf(page, user).h('activeAgain', since), bea.h('pause', since)]);
          // The sound of a page that stands still goes on until the server changes over: no pause to speak of.
          if (active && !found && Date.now() - active < 1000) return undefined;
          pause = found ?? { ms: 0, endedAt: active };
          return active && Math.max(active, pause.endedAt);
        },
      });
      times.push(...allMs);
      pauses.push(pause.ms);
      await bea.h('command', 'hangup');
    }
    results.call[way] = summary(times);
    results.silence[way] = summary(pauses);
    console.log(`call, leader ${way}: ${JSON.stringify(results.call[way])}; silence ${JSON.stringify(results.silence[way])}`);
  }
  await bea.close();
  return results;
}
