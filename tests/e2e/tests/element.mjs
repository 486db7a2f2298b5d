// <voip-phone> on a page as strict as pages can be: by keyboard alone, to a screen reader, in light and dark.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test, until } from '../lib/runner.mjs';
import { check, hears, isBack, openPhone, same } from '../lib/phones.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function openElement(chromium, server, number, context = {}) {
  const page = await chromium.newPage(`${server.pageUrl}/harness/element.html`, context);
  await isBack(page);
  if (number) {
    await page.evaluate((user) => window.start(user), server.user(number));
    await page.getByText('Ready', { exact: true }).waitFor({ timeout: 15_000 });
  }
  return { page, h: (name) => page.evaluate((fn) => window.harness[fn](), name), close: () => page.context().close() };
}

/** What has the focus within the element: its name for a screen reader, or its role. */
const focused = ({ page }) =>
  page.evaluate(() => {
    const at = document.querySelector('voip-phone').shadowRoot.activeElement;
    return at && (at.getAttribute('aria-label') ?? at.textContent);
  });

/** Presses Tab until `name` has the focus. */
async function tabTo(side, name, key = 'Tab') {
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await focused(side)) === name) return;
    await side.page.keyboard.press(key);
  }
  throw new Error(`Tab does not come to ${name}; it is at ${await focused(side)}`);
}

const told = ({ page }, name) => page.evaluate((wanted) => window.told.filter((one) => one.name === wanted).map(({ detail }) => detail), name);

/** What the page's policy has stopped, and what was thrown: nothing. */
async function clean(side) {
  same((await side.page.evaluate(() => window.blocked)).join(), '', 'violations of the Content-Security-Policy');
  const thrown = side.page.consoleLines.filter((line) => /uncaught|Content.Security|TrustedHTML/i.test(line));
  same(thrown.join(), '', 'what was thrown');
}

test('<voip-phone> is dialled, held, muted, sent digits and hung up by keyboard alone, with sound both ways', async ({ chromium, server, cleanup }) => {
  const phone = await openElement(chromium, server, '1002');
  cleanup(phone.close);
  const { keyboard } = phone.page;
  await tabTo(phone, 'Number or extension');
  await keyboard.type('919');
  await tabTo(phone, '1');
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight']) await keyboard.press(key);
  same(await focused(phone), '6', 'the key that the arrows lead to');
  await keyboard.press('Enter');
  same(await phone.page.getByLabel('Number or extension').inputValue(), '9196', 'the number');
  await tabTo(phone, 'Call');
  await keyboard.press('Enter');
  await phone.page.getByText('Connected').waitFor();
  const { energy } = await hears(phone);
  check(energy > 0, 'the echo is silent');

  for (const [name, state] of [['Hold', 'On hold'], ['Hold', 'Connected']]) {
    await tabTo(phone, name);
    await keyboard.press('Space');
    await phone.page.getByText(state).waitFor();
  }
  const pressed = (name) => phone.page.getByRole('button', { name }).getAttribute('aria-pressed');
  await tabTo(phone, 'Mute', 'Shift+Tab');
  await keyboard.press('Space');
  await until('it is muted', async () => (await pressed('Mute')) === 'true');
  await phone.page.evaluate(() => {
    window.tones = '';
    const { insertDTMF } = RTCDTMFSender.prototype;
    RTCDTMFSender.prototype.insertDTMF = function (tones, ...rest) {
      window.tones += tones.slice(this.toneBuffer.length);
      return insertDTMF.call(this, tones, ...rest);
    };
  });
  await tabTo(phone, 'Keypad');
  await keyboard.press('Enter');
  same(await focused(phone), '1', 'focus after the keypad was opened');
  await keyboard.press('5');
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await until('the digits are sent', async () => (await phone.page.evaluate(() => window.tones)) === '52');
  await tabTo(phone, 'Hang up', 'Shift+Tab');
  await keyboard.press('Enter');
  await until('the call is over', async () => (await told(phone, 'callended')).length === 1);
  await until('the focus is where the next number is typed', async () => (await focused(phone)) === 'Number or extension');
  await clean(phone);
});

test('an incoming call is an alert dialog that takes the focus from nobody who types, and is answered by keyboard', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const phone = await openElement(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), phone.close()]));
  const dialog = phone.page.getByRole('alertdialog', { name: /^Incoming call from / });
  const { keyboard } = phone.page;

  await phone.page.locator('#search').focus();
  await alice.h('call', '1002');
  await dialog.waitFor();
  await keyboard.type('smith ');
  same(await phone.page.locator('#search').inputValue(), 'smith ', 'what was typed meanwhile');
  await alice.h('command', 'hangup');
  await dialog.waitFor({ state: 'detached' });
  await alice.ended();

  await phone.page.locator('#search').blur();
  await alice.h('call', '1002');
  await dialog.waitFor();
  check(/^Incoming call from /.test(await focused(phone)), `focus is at ${await focused(phone)}`);
  await keyboard.press('Space');
  await keyboard.press('Enter');
  same((await told(phone, 'incoming')).at(-1).state, 'ringing', 'the call after keys that were meant for something else');
  same(await dialog.count(), 1, 'dialogs');
  await tabTo(phone, 'Answer');
  await keyboard.press('Enter');
  await alice.inState('active');
  await Promise.all([hears(alice), hears(phone)]);
  const group = await phone.page.evaluate(() => document.querySelector('voip-phone').shadowRoot.activeElement?.getAttribute('role'));
  same(group, 'group', 'what has the focus after answering');
  await alice.h('command', 'hangup');
  await until('the call is over', async () => (await told(phone, 'callended')).length === 2);

  await alice.h('call', '1002');
  await dialog.waitFor();
  await tabTo(phone, 'Decline');
  await keyboard.press('Enter');
  same((await alice.ended()).statusCode, 603, 'what the caller is told');
  await clean(phone);
});

test('axe finds nothing wrong with <voip-phone>, idle, in a call and ringing, in light and dark, narrow and wide', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  for (const [colorScheme, width] of [['light', 320], ['dark', 900]]) {
    const phone = await openElement(chromium, server, '1002', { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 1000 } });
    cleanup(phone.close);
    await phone.page.evaluate(axe);
    const look = async (what) => {
      // Colours are on their way for a moment.
      await phone.page.mouse.move(0, 0);
      await until('nothing moves', () => phone.page.evaluate(() => document.querySelector('voip-phone').shadowRoot.getAnimations().length === 0));
      const { violations, passes } = await phone.page.evaluate(() => window.axe.run({ include: ['voip-phone'] }));
      const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`);
      same(said.join('\n'), '', `${what}, ${colorScheme}, ${width} px`);
      for (const rule of ['color-contrast', 'button-name']) check(passes.some(({ id }) => id === rule), `${rule} was not looked at`);
      const overflow = await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(overflow <= 0, `${what}: ${overflow} px wider than the page`);
    };
    await look('idle');
    await phone.page.getByLabel('Number or extension').fill('9196');
    await look('with a number');
    await phone.page.keyboard.press('Enter');
    await phone.page.getByText('Connected').waitFor();
    await phone.page.getByRole('button', { name: 'Mute' }).click();
    await phone.page.getByRole('button', { name: 'Keypad' }).click();
    await look('in a call');
    await alice.h('call', '1002');
    await phone.page.getByRole('alertdialog').waitFor();
    await look('ringing');
    await alice.h('command', 'hangup');
    await phone.close();
  }
}, { timeoutMs: 90_000 });

test('<voip-phone> speaks the language that it is given, and shows what went wrong in it', async ({ chromium, server, cleanup }) => {
  const phone = await openElement(chromium, server);
  cleanup(phone.close);
  const { page } = phone;
  await page.evaluate(() => {
    document.querySelector('voip-phone').labels = { call: 'Anrufen', disconnected: 'Offline', number: 'Nummer', errors: { authentication_failed: 'Das Kennwort ist falsch.' } };
  });
  await page.getByLabel('Nummer').fill('12');
  same(await page.getByRole('button', { name: 'Anrufen' }).isDisabled(), true, 'whether it can be called without a connection');
  await page.evaluate((user) => window.start({ ...user, password: 'wrong' }), server.user('1002'));
  await page.getByRole('alert').getByText('Das Kennwort ist falsch.').waitFor();
  same(await page.getByRole('status').textContent(), 'Not connected', 'the state');
  // The right one then: a new phone, and the old sentence is gone.
  await page.evaluate((password) => {
    document.querySelector('voip-phone').password = password;
  }, server.user('1002').password);
  await page.getByText('Ready', { exact: true }).waitFor();
  same(await page.locator('voip-phone [role=alert]').textContent(), '', 'what is wrong');
  same(await page.getByLabel('Nummer').inputValue(), '12', 'what was typed');
  const secrets = await page.evaluate(() => document.querySelector('voip-phone').outerHTML + String(document.querySelector('voip-phone').password));
  check(!secrets.includes(server.user('1002').password), 'the password can be read from the page');
});

test('an element that is moved keeps its phone, and one that is removed stops it, after its calls', async ({ chromium, server, cleanup }) => {
  const phone = await openElement(chromium, server, '1002');
  cleanup(phone.close);
  const { page } = phone;
  const phones = await page.evaluate(async () => {
    const element = document.querySelector('voip-phone');
    const before = (window.own = element.softphone);
    document.body.append(element);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return [before === element.softphone, before.state];
  });
  same(phones.join(), 'true,registered', 'the phone after a move');
  await page.evaluate(async () => {
    const element = document.querySelector('voip-phone');
    window.going = await element.call('9196');
    await new Promise((resolve) => window.going.on('stateChanged', (state) => state === 'active' && resolve()));
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  same(await page.evaluate(() => window.going.state), 'active', 'the call of an element that is gone');
  await page.evaluate(() => window.going.hangup());
  await until('its phone is stopped', () => page.evaluate(() => window.own.state === 'disconnected'));
});
