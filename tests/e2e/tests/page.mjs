// The product page itself, as a user sees and touches it.
import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, openPhone, same } from '../lib/phones.mjs';

/** Opens the page, logs in with the form, and waits until calls can be made. */
async function openPage(browser, server, number, { tenant = 'acme', viewport = { width: 1280, height: 800 } } = {}) {
  const user = server.user(number, tenant);
  const page = await browser.newPage(server.pageUrl, { viewport });
  await page.getByLabel('Company').fill(user.tenantId);
  await page.getByLabel('Extension').fill(user.username);
  await page.getByLabel('Password').fill(user.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await ready(page);
  return page;
}

const ready = (page) => page.locator('[data-testid="line-state"][data-state="ready"]').waitFor({ timeout: 15_000 });
const callState = (page, state) => page.locator(`[data-testid="call"][data-state="${state}"]`).waitFor({ timeout: 15_000 });
const close = (page) => page.context().close();

async function notice(page, expected) {
  const shown = page.getByTestId('notice');
  await until(`the page says ${expected}`, async () => (await shown.count()) > 0 && expected.test(await shown.innerText())).catch(
    async (error) => {
      throw new Error(`${error.message}; it says ${(await shown.count()) > 0 ? await shown.innerText() : 'nothing'}`);
    },
  );
}

test('the page says in words that the password is wrong, and lets the user try again', async ({ chromium, server, cleanup }) => {
  const page = await chromium.newPage(server.pageUrl);
  cleanup(() => close(page));
  await page.getByLabel('Extension').fill('1001');
  await page.getByLabel('Password').fill('not-the-password');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await until('a sentence', async () => /password/.test(await page.getByTestId('login-problem').innerText()));
  await page.getByLabel('Password').fill(server.user('1001').password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await ready(page);
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href + document.cookie);
  check(!stored.includes(server.user('1001').password), 'the password is neither stored nor in the address');
});

test('two product pages: a click on a colleague calls, the other answers the pop-up, history and presence follow', async ({ chromium, server, cleanup }) => {
  const alice = await openPage(chromium, server, '1001');
  const bea = await openPage(chromium, server, '1002');
  cleanup(() => Promise.all([close(alice), close(bea)]));
  const { name } = server.user('1002');
  const dot = (number) => alice.getByTestId(`presence-${number}`).getAttribute('data-status');
  await until('1002 is shown as available', async () => (await dot('1002')) === 'available');
  same(await dot('1010'), 'offline', '1010 is shown as');

  await alice.getByRole('button', { name: `Call ${name}`, exact: false }).first().click();
  await bea.getByTestId('incoming').waitFor();
  check((await bea.getByTestId('incoming').innerText()).includes(server.user('1001').name), "the pop-up shows the caller's name");
  await bea.getByRole('button', { name: 'Answer', exact: true }).click();
  await Promise.all([callState(alice, 'active'), callState(bea, 'active')]);
  await until('1002 is shown as busy', async () => (await dot('1002')) === 'busy');
  await until('the timer runs', async () => /^0:0[1-9]$/.test(await alice.getByTestId('timer').innerText()));

  await bea.getByRole('button', { name: 'Hang up', exact: true }).click();
  await notice(alice, /hung up/);
  const rows = (page) => page.getByTestId('history').getByRole('button');
  await until("the call is in the caller's history", async () => ((await rows(alice).first().getAttribute('aria-label')) ?? '').includes(`Call ${name} again. Outgoing`));
  await until("the call is in the callee's history", async () => ((await rows(bea).first().getAttribute('aria-label')) ?? '').includes('Incoming, lasted'));
  await until('1002 is shown as available again', async () => (await dot('1002')) === 'available');
});

test('the whole of a working day without a mouse: log in, dial, mute, hold, tones, hang up, answer, decline', async ({ chromium, server, cleanup }) => {
  const bea = await openPhone(chromium, server, '1002');
  const page = await chromium.newPage(server.pageUrl, { viewport: { width: 1280, height: 800 } });
  cleanup(() => Promise.all([bea.close(), close(page)]));
  const { keyboard } = page;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || '');
  /** Presses Tab until the focus is on what is named so. */
  async function tabTo(label) {
    for (let i = 0; i < 60; i += 1) {
      if ((await focused()).trim() === label) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${label}; it is on ${await focused()}`);
  }

  // The extension has the focus from the start; the company is filled in.
  await page.getByLabel('Extension').waitFor();
  await keyboard.type('1001');
  await keyboard.press('Tab');
  await keyboard.type(server.user('1001').password);
  await keyboard.press('Enter');
  await ready(page);

  await tabTo('Number or extension');
  await keyboard.type('1002');
  await keyboard.press('Enter');
  await bea.inState('ringing');
  await bea.h('command', 'answer');
  await callState(page, 'active');
  await hears(bea);

  await tabTo('Mute');
  await keyboard.press('Enter');
  await page.locator('[data-testid="call"][data-muted="true"]').waitFor();
  await tabTo('Unmute');
  await keyboard.press('Enter');
  await tabTo('Hold');
  await keyboard.press('Space');
  await callState(page, 'held');
  await tabTo('Resume');
  await keyboard.press('Space');
  await callState(page, 'active');
  await tabTo('Keypad');
  await keyboard.press('Enter');
  await keyboard.type('42#');
  same((await page.getByLabel('Digits sent').innerText()).trim(), '42#', 'the digits that the page shows');
  await keyboard.press('Escape');
  await tabTo('Hang up');
  await keyboard.press('Enter');
  await bea.ended();

  // The pop-up takes the focus: Enter answers, Escape declines.
  await until('the focus is back on the number', async () => (await focused()) === 'Number or extension');
  await bea.h('call', '1001');
  await page.getByTestId('incoming').waitFor();
  await keyboard.press('Enter');
  await bea.inState('active');
  await bea.h('command', 'hangup');
  await notice(page, /hung up/);
  await bea.h('call', '1001');
  await page.getByTestId('incoming').waitFor();
  await keyboard.press('Escape');
  await bea.ended();
  await page.getByTestId('incoming').waitFor({ state: 'detached' });
  const announced = await page.getByTestId('announcement').innerText();
  check(announced !== '', 'the state of calls is announced to screen readers');
}, { timeoutMs: 90_000 });

test('the page says in words why a call did not come about', async ({ chromium, server, cleanup }) => {
  const page = await openPage(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([close(page), bea.close()]));
  async function dial(number) {
    await page.getByRole('textbox', { name: 'Number or extension' }).fill(number);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
  }
  await dial('4444');
  await notice(page, /not a number in use/);
  await dial('1010');
  await notice(page, /not reachable/);
  await dial('1002');
  await bea.inState('ringing');
  await bea.h('command', 'reject', { statusCode: 486 });
  await notice(page, /is busy/);
  await dial('1002');
  await bea.inState('ringing');
  await bea.h('command', 'reject', { statusCode: 603 });
  await notice(page, /declined/);
});

test('the page says that the microphone was refused', async ({ startChromium, server, cleanup }) => {
  const browser = await startChromium({ permission: 'denied' });
  cleanup(browser.close);
  const page = await openPage(browser, server, '1001');
  await page.getByRole('textbox', { name: 'Number or extension' }).fill('9196');
  await page.keyboard.press('Enter');
  await notice(page, /microphone/);
});

test('the page says that the server is away, and is ready again when it is back', async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web });
  cleanup(server.dispose);
  const page = await openPage(chromium, server, '1001');
  cleanup(() => close(page));
  await server.kill();
  await page.locator('[data-testid="line-state"][data-state="reconnecting"]').waitFor({ timeout: 15_000 });
  await server.restart();
  await page.locator('[data-testid="line-state"][data-state="ready"]').waitFor({ timeout: 40_000 });
  await page.getByRole('textbox', { name: 'Number or extension' }).fill('9196');
  await page.keyboard.press('Enter');
  await callState(page, 'active');
}, { timeoutMs: 90_000 });

test('nothing moves and nothing is cut off on a narrow screen', async ({ chromium, server, cleanup }) => {
  const page = await openPage(chromium, server, '1001', { viewport: { width: 360, height: 720 } });
  cleanup(() => close(page));
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const view of ['Contacts', 'History', 'Phone']) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();
    same(await overflow(), 0, `pixels that ${view} is too wide`);
  }
  const place = async () => JSON.stringify(await page.getByRole('group', { name: 'Dial pad' }).boundingBox());
  const before = await place();
  await page.getByRole('textbox', { name: 'Number or extension' }).fill('4444');
  await page.keyboard.press('Enter');
  await notice(page, /not a number in use/);
  same(await place(), before, 'where the dial pad is');
  await page.getByRole('textbox', { name: 'Number or extension' }).fill('9196');
  await page.keyboard.press('Enter');
  await callState(page, 'active');
  const button = await page.getByRole('button', { name: 'Hang up', exact: true }).boundingBox();
  check(button.y + button.height <= 720, 'the button to hang up is on the screen');
  same(await overflow(), 0, 'pixels that the call is too wide');
});

test('two calls at once on the page: the second holds the first, and each can be looked at', async ({ chromium, server, cleanup }) => {
  const page = await openPage(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([close(page), bea.close()]));
  await connect({ h: async (_, target) => (await dialOn(page, target), {}), inState: (state) => callState(page, state) }, bea);
  await page.getByRole('button', { name: 'New call', exact: true }).click();
  await dialOn(page, '9196');
  await callState(page, 'active');
  await until('the first is held', async () => (await bea.h('view')).remoteHeld);
  await page.getByRole('group', { name: 'Calls in progress' }).getByRole('button').first().click();
  await callState(page, 'held');
  await page.getByRole('button', { name: 'Hang up', exact: true }).click();
  await bea.ended();
  await callState(page, 'active');
});

test('a second caller is announced during a call; answering holds the first, who comes back afterwards', async ({ chromium, server, cleanup }) => {
  const page = await openPage(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  const carl = await openPhone(chromium, server, '1003');
  cleanup(() => Promise.all([close(page), bea.close(), carl.close()]));
  await bea.h('call', '1001');
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await bea.inState('active');
  await carl.h('call', '1001');
  await page.getByTestId('incoming').waitFor();
  await callState(page, 'active');
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await carl.inState('active');
  await until('the first is held', async () => (await bea.h('view')).remoteHeld);
  await hears(carl);
  await carl.h('command', 'hangup');
  await callState(page, 'held');
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await callState(page, 'active');
  await hears(bea);
});

test('logging out removes the registration and asks for the log-in again', async ({ chromium, server, cleanup }) => {
  const page = await openPage(chromium, server, '1006');
  const watcher = await openPhone(chromium, server, '1009');
  cleanup(() => Promise.all([close(page), watcher.close()]));
  const presence = () => watcher.h('presence', '1006');
  await until('1006 is available', async () => (await presence()) === 'available');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  await until('1006 is offline', async () => (await presence()) === 'offline');
  await page.getByLabel('Extension').fill('1006');
  await page.getByLabel('Password').fill(server.user('1006').password);
  await page.keyboard.press('Enter');
  await ready(page);
});

async function dialOn(page, number) {
  await page.getByRole('textbox', { name: 'Number or extension' }).fill(number);
  await page.keyboard.press('Enter');
}
