// A tab that nobody looks at for long: Chromium lets its timers come once a minute, or freezes it.
import { test, until } from '../../e2e/lib/runner.mjs';
import { check, openPhone, same } from '../../e2e/lib/phones.mjs';
import { startTabs, visibility } from '../../e2e/lib/tabs.mjs';

/** From one second after a page was hidden on; browsers wait for five minutes. */
const THROTTLED = ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'];

/** Of the registration, in seconds: much less than a throttled timer takes. */
const EXPIRES = 10;

const HIDDEN_MS = process.argv.includes('--long') ? 600_000 : 30_000;

/** Goes on in the page: how late its own timers come, and until when the server has granted a registration. */
const observed = (page) =>
  page.evaluate(() => {
    window.grantedUntil = 0;
    let longest = 0;
    let last = performance.now();
    // The gap that is not over yet counts too.
    window.longest = () => Math.max(longest, performance.now() - last);
    const tick = () => {
      longest = window.longest();
      last = performance.now();
      setTimeout(tick, 200);
    };
    tick();
    const Real = WebSocket;
    window.WebSocket = class extends Real {
      #asked = 0;
      constructor(url, ...rest) {
        super(url, ...rest);
        if (!String(url).endsWith('/sip')) return;
        this.addEventListener('message', ({ data }) => {
          if (!/^SIP\/2\.0 200[^]*\r\nCSeq: *\d+ REGISTER/i.test(data)) return;
          const seconds = /expires[=:] *(\d+)/i.exec(data)?.[1];
          // From when it was asked for: the server has counted from about then.
          window.grantedUntil = this.#asked + Number(seconds) * 1000;
        });
      }
      send(data) {
        if (String(data).startsWith('REGISTER')) this.#asked = Date.now();
        super.send(data);
      }
    };
  });

const look = (side) =>
  side.page.evaluate(() => ({
    // In this order: time that goes by in between does no harm.
    reachable: window.__voip.reachable,
    shown: window.__voip.snapshot.reachable,
    left: window.grantedUntil - Date.now(),
    longest: window.longest(),
  }));

/** 1001 in a hidden tab, and 1002 elsewhere, who is told of every registration. */
async function scene({ chromium, server, cleanup }) {
  const tabs = await startTabs({ args: THROTTLED });
  const bob = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([tabs.close(), bob.close()]));
  const alice = await openPhone(tabs, server, '1001', {
    phone: { registerExpiresSec: EXPIRES },
    prepare: observed,
  });
  await tabs.newPage(`${server.pageUrl}/`);
  await until('the tab is hidden', async () => (await visibility(alice)) === 'hidden');
  const lapses = async () => (await bob.h('events', 'registration_change')).filter(({ data }) => data.extension === '1001' && !data.registered).length;
  return { alice, bob, lapses };
}

/** Looks at the hidden page again and again from outside, where no timer is late. */
async function watch(alice, ms, each) {
  for (const end = performance.now() + ms; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    each(await look(alice));
  }
}

test('a tab that is hidden for long, with timers that come once a minute, keeps its registration all the time', async (context) => {
  const { alice, bob, lapses } = await scene(context);
  const before = await lapses();
  await watch(alice, HIDDEN_MS, ({ reachable, shown, left }) => {
    check(reachable && shown, `not reachable, ${left} ms before the end of the registration`);
    check(left > 0, `${-left} ms after the end of the registration it was not renewed`);
  });
  const { longest } = await look(alice);
  check(longest > EXPIRES * 1000, `its timers were not throttled: ${longest} ms at the most`);
  same((await lapses()) - before, 0, 'how often the server held no registration');
  await bob.h('call', '1001');
  await alice.inState('ringing');
  same(await visibility(alice), 'hidden', 'the tab');
}, { timeoutMs: HIDDEN_MS + 60_000 });

test('a tab that the browser freezes does not say that it is reachable when its registration is over, and is back at once', async (context) => {
  const { alice, bob } = await scene(context);
  const cdp = await alice.page.createCDPSession();
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  let over = 0;
  await watch(alice, EXPIRES * 1000 + 3000, ({ reachable, left }) => {
    if (left > 0) return;
    over += 1;
    check(!reachable, `reachable ${-left} ms after the end of the registration`);
  });
  check(over > 5, 'the registration of a page that cannot run was renewed');
  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
  await until('it is reachable again', async () => (await look(alice)).reachable, { timeoutMs: 3000 });
  await bob.h('call', '1001');
  await alice.inState('ringing');
});
