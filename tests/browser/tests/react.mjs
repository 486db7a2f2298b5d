import { test, until } from '../../e2e/lib/runner.mjs';
import { check, same } from '../../e2e/lib/phones.mjs';

/** Opens the page that starts its phone in an effect, counting SIP connections. */
async function openStrictMode(chromium, server) {
  const page = await chromium.newPage();
  const user = server.user('1003');
  await page.addInitScript((settings) => {
    window.widgetSettings = settings;
    window.sipSockets = 0;
    window.WebSocket = class extends WebSocket {
      constructor(url, protocols) {
        super(url, protocols);
        if (String(protocols) === 'sip') window.sipSockets += 1;
      }
    };
  }, { apiUrl: server.pageUrl, sipDomain: user.domain, wsUri: server.sipWs, extension: user.username, password: user.password, tenantId: user.tenantId });
  await page.goto(`${server.pageUrl}/harness/strict-mode.html`);
  await page.getByText('Online').waitFor({ timeout: 15_000 });
  return page;
}

const sockets = (page) => page.evaluate(() => window.sipSockets);

test("StrictMode's double mount opens one connection", async ({ chromium, server, cleanup }) => {
  const page = await openStrictMode(chromium, server);
  cleanup(() => page.context().close());
  await new Promise((resolve) => setTimeout(resolve, 500));
  same(await sockets(page), 1, 'SIP connections');
  const said = page.consoleLines.filter((line) => /^(error: Warning|uncaught)/.test(line));
  check(said.length === 0, `the page's console says ${said.join(' | ')}`);
});

test('a live call outlives the component that shows it, and the next mount shows it again', async ({ chromium, server, cleanup }) => {
  const page = await openStrictMode(chromium, server);
  cleanup(() => page.context().close());
  await page.evaluate(() => void window.voip.call('9196'));
  await page.getByText('Online active').waitFor({ timeout: 15_000 });
  await page.evaluate(() => window.setShown(false));
  await page.getByText('Nothing').waitFor();
  await new Promise((resolve) => setTimeout(resolve, 600));
  await page.evaluate(() => window.setShown(true));
  await page.getByText('Online active').waitFor({ timeout: 5000 });
  same(await sockets(page), 1, 'SIP connections');
  // A command takes a click's event for what it is.
  await page.evaluate(() => void window.voip.hangup(new MouseEvent('click')));
  await page.getByText('Online idle').waitFor({ timeout: 5000 });
});

test('without a call the phone rests while no component is mounted, and comes back with the next', async ({ chromium, server, cleanup }) => {
  const page = await openStrictMode(chromium, server);
  cleanup(() => page.context().close());
  await page.evaluate(() => window.setShown(false));
  await until('the phone rests', () => page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve(window.sipSockets === 1), 800))));
  await page.evaluate(() => window.setShown(true));
  await page.getByText('Online').waitFor({ timeout: 15_000 });
  same(await sockets(page), 2, 'SIP connections after coming back');
});
