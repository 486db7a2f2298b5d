import { test, until } from '../lib/runner.mjs';
import { hears, openPhone, check } from '../lib/phones.mjs';

test("the first version's PhoneWidget runs unchanged in a Vite React page", async ({ chromium, server, cleanup }) => {
  const bea = await openPhone(chromium, server, '1002');
  const page = await chromium.newPage();
  cleanup(() => Promise.all([bea.close(), page.context().close()]));
  const user = server.user('1001');
  await page.addInitScript((settings) => {
    window.widgetSettings = settings;
  }, {
    apiUrl: server.pageUrl,
    sipDomain: user.domain,
    wsUri: server.sipWs,
    extension: user.username,
    password: user.password,
    tenantId: user.tenantId,
    number: '1002',
  });
  await page.goto(`${server.pageUrl}/harness/widget.html`);
  const sees = (text) => page.getByText(text).waitFor({ timeout: 15_000 });
  const press = (name) => page.getByRole('button', { name, exact: true }).click();

  await sees('Status: Offline');
  await page.evaluate(() => window.init());
  await sees('Status: Online');

  await press('Call');
  await bea.inState('ringing');
  await sees(/^outbound: .+ \(ringing\)$/);
  await bea.h('command', 'answer');
  await sees(/^outbound: .+ \(active\)$/);
  await hears(bea);
  await press('Hold');
  await sees(/\(held\)$/);
  await press('Resume');
  await sees(/\(active\)$/);
  await press('Mute');
  await press('Unmute');
  await press('Hangup');
  await bea.ended();
  await page.getByRole('button', { name: 'Call', exact: true }).waitFor();

  await bea.h('call', '1001');
  await sees(/^inbound: .+ \(ringing\)$/);
  await press('Answer');
  await bea.inState('active');
  await sees(/^inbound: .* \(active\)$/);
  await hears(bea);
  await press('Hangup');
  await bea.ended();
  const said = page.consoleLines.filter((line) => /^(error|uncaught)/.test(line));
  check(said.length === 0, `the page's console says ${said.join(' | ')}`);
  await until('the widget is idle', () => page.getByRole('button', { name: 'Call', exact: true }).isVisible());
});
