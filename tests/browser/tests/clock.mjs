// Time in a page that nobody looks at: throttled timers, a frozen page, a page without workers.
import { test, until } from '../../e2e/lib/runner.mjs';
import { check, openHarness, openPhone, same } from '../../e2e/lib/phones.mjs';

/**
 * What a browser does with a page that was hidden for long: its timers come once a minute. Keeps count of what goes out
 * over the connection to the SIP server.
 */
const throttled = (page) =>
  page.evaluate(() => {
    window.sent = [];
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      if (this.url.endsWith('/sip')) window.sent.push({ at: performance.now(), data: String(data) });
      return send.call(this, data);
    };
    window.hide = () => {
      const ordinary = window.setTimeout.bind(window);
      window.setTimeout = (callback, ms, ...args) => ordinary(callback, Math.max(ms ?? 0, 60_000), ...args);
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    window.show = () => {
      delete document.visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    };
  });

const pingsSince = (side, at) =>
  side.page.evaluate((from) => window.sent.filter((one) => one.at > from && one.data === '\r\n\r\n').length, at);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test('a hidden page whose timers come once a minute keeps its connection alive on time', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: throttled });
  cleanup(alice.close);
  await alice.h('call', '9196');
  await alice.inState('active');
  const hidden = await alice.page.evaluate(() => {
    window.hide();
    return performance.now();
  });
  await pause(13_000);
  const pings = await pingsSince(alice, hidden);
  check(pings >= 2 && pings <= 6, `${pings} pings in 13 s, where a call has one every 4`);
  same((await alice.h('phoneState')).reachable, true, 'whether it is reachable');
  await alice.page.evaluate(() => window.show());
  await alice.h('command', 'hangup');
  await alice.ended();
});

test('a page that allows no workers is no worse for it: nothing is thrown, the phone goes on', async ({ chromium, server, cleanup }) => {
  const context = { bypassCSP: false };
  const alice = await openPhone(chromium, server, '1001', {
    context,
    prepare: async (page) => {
      await page.evaluate(() => {
        const policy = document.createElement('meta');
        policy.httpEquiv = 'Content-Security-Policy';
        policy.content = "worker-src 'none'";
        document.head.append(policy);
        window.workers = [];
        const Real = Worker;
        window.Worker = class extends Real {
          constructor(...args) {
            window.workers.push('asked');
            super(...args);
          }
        };
      });
      await throttled(page);
    },
  });
  cleanup(alice.close);
  await alice.page.evaluate(() => window.hide());
  await pause(500);
  same((await alice.page.evaluate(() => window.workers)).length, 1, 'workers that were asked for');
  await alice.page.evaluate(() => window.show());
  await alice.page.evaluate(() => window.__voip.unregister());
  await alice.page.evaluate(() => window.__voip.register());
  same((await alice.h('phoneState')).state, 'registered', 'the state afterwards');
  const thrown = alice.page.consoleLines.filter((line) => line.startsWith('uncaught'));
  same(thrown.join(), '', 'what was thrown');
});

test('a page that was frozen while the server was restarted registers as soon as it goes on', async ({ chromium, startServer, server: page, web, cleanup }) => {
  const server = await startServer({ web });
  cleanup(server.dispose);
  const alice = await openHarness(chromium, page);
  cleanup(alice.close);
  await alice.h('login', page.user('1001'));
  await alice.h('startPhone', server.user('1001'), { wsUri: server.sipWs });
  const cdp = await alice.page.context().newCDPSession(alice.page);
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  await server.kill();
  await server.restart();
  await pause(3000);
  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
  await until('it is registered again', async () => {
    const { seen, reachable } = await alice.h('phoneState');
    return reachable && seen.filter((state) => state === 'registered').length > 1;
  }, { timeoutMs: 4000 });
}, { timeoutMs: 90_000 });

test('a slow processor makes nothing late: a call is placed and ended', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  const cdp = await alice.page.context().newCDPSession(alice.page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await alice.h('call', '9196');
  await alice.inState('active');
  await alice.h('command', 'hangup');
  await alice.ended();
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
});
