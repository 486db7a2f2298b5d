// A call that comes in while nobody looks at the page is announced by the operating system.
import { test, until } from '../../e2e/lib/runner.mjs';
import { check, openPhone, same } from '../../e2e/lib/phones.mjs';
import { startTabs, visibility } from '../../e2e/lib/tabs.mjs';

/** Keeps every notification of the page in `window.shown`, as it goes on being the browser's own. */
const kept = (page) =>
  page.evaluate(() => {
    window.shown = [];
    window.Notification = class extends Notification {
      state = 'made';
      constructor(...args) {
        super(...args);
        window.shown.push(this);
        this.addEventListener('show', () => (this.state = 'shown'));
        this.addEventListener('close', () => (this.state = 'closed'));
        this.addEventListener('error', () => (this.state = 'failed'));
      }
      close() {
        this.state = 'closed';
        super.close();
      }
    };
  });

const shown = (side) => side.page.evaluate(() => window.shown.map(({ title, body, tag, state }) => ({ title, body, tag, state })));
const open = async (side) => (await shown(side)).filter(({ state }) => state !== 'closed');

/** Two tabs of 1002 that announce, a third of something else, and 1001 elsewhere. */
async function scene({ chromium, server, cleanup }) {
  const tabs = await startTabs();
  const alice = await openPhone(chromium, server, '1001');
  cleanup(() => Promise.all([tabs.close(), alice.close()]));
  const one = await openPhone(tabs, server, '1002', { prepare: kept });
  const two = await openPhone(tabs, server, '1002', { prepare: kept });
  for (const tab of [one, two]) same(await tab.h('notify'), 'granted', 'permission');
  const other = await tabs.newPage(`${server.pageUrl}/`);
  await until('both tabs are hidden', async () => (await visibility(one)) === 'hidden' && (await visibility(two)) === 'hidden');
  return { alice, one, two, other };
}

async function rings({ alice, one, two }) {
  await alice.h('call', '1002');
  await Promise.all([one.inState('ringing'), two.inState('ringing')]);
}

test('a call in hidden tabs is announced once, by who calls, and no more when the caller gives up', async (context) => {
  const all = await scene(context);
  const { alice, one, two } = all;
  await rings(all);
  const notice = await until('it is shown', async () => [...(await open(one)), ...(await open(two))].find(({ state }) => state === 'shown'));
  same(notice.title, 'Incoming call', 'title');
  same(notice.body, (await one.h('view')).remoteIdentity, 'body');
  check(notice.tag.length > 10, `tag ${notice.tag}`);
  same([...(await shown(one)), ...(await shown(two))].length, 1, 'notifications in all tabs');
  await alice.h('command', 'hangup');
  await until('it is closed', async () => (await open(one)).length + (await open(two)).length === 0);
});

test('it is closed when the call is answered in another tab and when a tab is looked at', async (context) => {
  const all = await scene(context);
  const { alice, one, two, other } = all;
  const announced = () => until('it is shown', async () => (await open(one)).length + (await open(two)).length === 1);
  const closed = () => until('it is closed', async () => (await open(one)).length + (await open(two)).length === 0);
  await rings(all);
  await announced();
  await ((await open(one)).length ? two : one).h('command', 'answer');
  await closed();
  await alice.h('command', 'hangup');
  await alice.ended();

  await rings(all);
  await announced();
  await ((await open(one)).length ? two : one).page.bringToFront();
  await closed();
  await other.bringToFront();
  await alice.h('command', 'hangup');
  same((await shown(one)).length + (await shown(two)).length, 2, 'notifications of two calls');
});

test('a click brings its tab to the front, tells the application which call it is, and answers nothing', async (context) => {
  const all = await scene(context);
  const { one, two } = all;
  await rings(all);
  const tab = await until('it is shown', async () => ((await open(one)).length ? one : (await open(two)).length ? two : null));
  const focused = await tab.page.evaluate(() => new Promise((resolve) => {
    window.focus = () => resolve(true);
    window.shown.at(-1).dispatchEvent(new Event('click'));
    setTimeout(() => resolve(false), 1000);
  }));
  same(focused, true, 'whether it asked to be in front');
  same((await tab.page.evaluate(() => window.clicked)).join(), (await tab.h('view')).id, 'the call that was clicked');
  same((await tab.h('view')).state, 'ringing', 'the call');
  await until('it is closed', async () => (await open(tab)).length === 0);
});

test('a tab that is seen is announcement enough, and without permission nothing is shown or asked', async ({ chromium, server, cleanup }) => {
  const tabs = await startTabs();
  const alice = await openPhone(chromium, server, '1001');
  cleanup(() => Promise.all([tabs.close(), alice.close()]));
  const bob = await openPhone(tabs, server, '1002', { prepare: kept });
  await bob.h('notify');
  await alice.h('call', '1002');
  await bob.inState('ringing');
  await alice.h('command', 'hangup');
  await bob.ended();
  same((await shown(bob)).length, 0, 'notifications of a page that is seen');

  const asked = await bob.page.evaluate(() => {
    window.asked = 0;
    Object.defineProperty(Notification, 'permission', { get: () => 'default' });
    Notification.requestPermission = async () => {
      window.asked += 1;
      return 'denied';
    };
    return window.notices.permission;
  });
  same(asked, 'default', 'permission');
  await tabs.newPage(`${server.pageUrl}/`);
  await until('it is hidden', async () => (await visibility(bob)) === 'hidden');
  await alice.h('call', '1002');
  await bob.inState('ringing');
  await alice.h('command', 'hangup');
  await bob.ended();
  same((await shown(bob)).length, 0, 'notifications without permission');
  same(await bob.page.evaluate(() => window.asked), 0, 'how often the user was asked');
  same(await bob.page.evaluate(() => window.notices.enable()), 'denied', 'the answer');
  same(await bob.page.evaluate(() => window.asked), 1, 'how often the user was asked, then');
});
