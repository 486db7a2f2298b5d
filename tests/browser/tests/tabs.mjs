// What several tabs with one phone do to the page that each is in: one rings, one asks before it is closed.
import { test, until } from '../../e2e/lib/runner.mjs';
import { check, openPhone, same } from '../../e2e/lib/phones.mjs';
import { listened, playsAbove, speakers } from '../../e2e/lib/speaker.mjs';
import { startTabs } from '../../e2e/lib/tabs.mjs';

/** Listens to what the page plays, and whether the browser would ask before it is closed. */
async function prepare(page) {
  await listened(page);
  await page.evaluate(() => {
    window.asks = () => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
  });
}

const role = (side) => side.page.evaluate(() => window.__voip.snapshot.role);
const asks = (side) => side.page.evaluate(() => window.asks());

test('of three tabs with one phone the leader alone rings and asks before it is closed, also when another tab answers', async ({ chromium, server, cleanup }) => {
  const tabs = await startTabs();
  const alice = await openPhone(chromium, server, '1001');
  cleanup(() => Promise.all([tabs.close(), alice.close()]));
  const all = [];
  for (let count = 0; count < 3; count += 1) all.push(await openPhone(tabs, server, '1002', { prepare }));
  const roles = await Promise.all(all.map(role));
  same(roles.toSorted().join(), 'follower,follower,leader', 'roles');
  const leader = all[roles.indexOf('leader')];
  const followers = all.filter((tab) => tab !== leader);

  await alice.h('call', '1002');
  await Promise.all(all.map((tab) => tab.inState('ringing')));
  await playsAbove(leader, 0.1);
  for (const tab of followers) same(await speakers(tab), 0, 'what a follower plays');
  same(await asks(leader), true, 'whether the leader asks');
  for (const tab of followers) check(!(await asks(tab)), 'a follower asks before it is closed');

  same(await followers[0].h('command', 'answer'), null, 'answering in a follower');
  await Promise.all(all.map((tab) => tab.inState('active')));
  await until('nothing rings any more', async () => (await speakers(leader)) === 0, { timeoutMs: 1000 });
  same(await asks(leader), true, 'whether the leader asks during the call');
  check(!(await asks(followers[0])), 'the tab that answered asks, where closing it ends nothing');
  await alice.h('command', 'hangup');
  await Promise.all(all.map((tab) => tab.ended()));
  for (const tab of all) check(!(await asks(tab)), 'a tab asks after the call');
});
