// What is heard while a call rings, and what a page says where browsers let it play nothing.
import { test, until } from '../../e2e/lib/runner.mjs';
import { check, openPhone, same } from '../../e2e/lib/phones.mjs';
import { listened, loudest, playsAbove, speakers } from '../../e2e/lib/speaker.mjs';

/** Fails unless the page has let go of the loudspeaker within `ms`. */
const silentWithin = async (side, ms) => {
  await until('nothing is played any more', async () => (await speakers(side)) === 0, { timeoutMs: ms, everyMs: 10 });
  same(await loudest(side, 300), 0, 'loudness afterwards');
};

test('a call that comes in rings aloud until it is answered, and the caller hears ringback until then', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: listened });
  const bob = await openPhone(chromium, server, '1002', { prepare: listened });
  cleanup(() => Promise.all([alice.close(), bob.close()]));
  await alice.h('call', '1002');
  await bob.inState('ringing');
  await Promise.all([playsAbove(bob, 0.1), playsAbove(alice, 0.05)]);
  await bob.h('command', 'answer');
  await Promise.all([silentWithin(bob, 500), silentWithin(alice, 500)]);
  await Promise.all([alice.inState('active'), bob.inState('active')]);
  await alice.h('command', 'hangup');
});

test('ringing stops when the caller gives up and when it is rejected', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: listened });
  const bob = await openPhone(chromium, server, '1002', { prepare: listened });
  cleanup(() => Promise.all([alice.close(), bob.close()]));
  for (const [who, command] of [[alice, 'hangup'], [bob, 'reject']]) {
    await alice.h('call', '1002');
    await bob.inState('ringing');
    await playsAbove(bob, 0.1);
    await who.h('command', command);
    await Promise.all([silentWithin(bob, 1500), silentWithin(alice, 1500)]);
    await Promise.all([alice.ended(), bob.ended()]);
  }
});

test('a call that comes in during another one is told by a low note, and not at all when told so', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: listened, phone: { ringback: false } });
  const bob = await openPhone(chromium, server, '1002', { prepare: listened });
  cleanup(() => Promise.all([alice.close(), bob.close()]));
  await bob.h('call', '9196');
  await bob.inState('active');
  await alice.h('call', '1002');
  await bob.inState('ringing');
  await playsAbove(bob, 0.03);
  check((await loudest(bob, 1000)) < 0.1, 'it is as loud as a ringtone');
  await alice.inState('ringing');
  same(await speakers(alice), 0, 'what plays with ringback off');
});

test('a ringtone of one\'s own is played, and one that cannot be had gives way to the built-in tone with a warning', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bob = await openPhone(chromium, server, '1002', { prepare: listened, phone: { ringtone: '/harness/no-such-sound.mp3' } });
  cleanup(() => Promise.all([alice.close(), bob.close()]));
  await bob.page.evaluate(() => {
    window.warned = [];
    window.__voip.on('warning', ({ code }) => window.warned.push(code));
  });
  await alice.h('call', '1002');
  await bob.inState('ringing');
  await playsAbove(bob, 0.1);
  same((await bob.page.evaluate(() => window.warned)).join(), 'ringtone_failed', 'warnings');
});

test('where a browser plays nothing yet there is a warning, and the next click is enough', async ({ server, startChromium, chromium, cleanup }) => {
  const strict = await startChromium({ args: ['--autoplay-policy=document-user-activation-required'] });
  const alice = await openPhone(chromium, server, '1001');
  cleanup(() => Promise.all([strict.close(), alice.close()]));
  // The tests' own way into the page counts as a click, so the page decides.
  const bob = await openPhone(strict, server, '1002', { prepare: async (page) => {
    await listened(page);
    await page.evaluate(() => {
      const { resume } = AudioContext.prototype;
      window.allowed = false;
      AudioContext.prototype.resume = function () {
        return window.allowed ? resume.call(this) : (this.suspend(), new Promise(() => {}));
      };
    });
  } });
  await bob.page.evaluate(() => {
    window.warned = [];
    window.__voip.on('warning', ({ code, message }) => window.warned.push({ code, message }));
  });
  await alice.h('call', '1002');
  await bob.inState('ringing');
  await until('the warning', () => bob.page.evaluate(() => window.warned.length > 0));
  const [{ code, message }] = await bob.page.evaluate(() => window.warned);
  same(code, 'ringtone_blocked', 'code');
  check(/click/.test(message), message);
  same(await loudest(bob, 200), 0, 'what is heard before the click');
  await bob.page.evaluate(() => {
    window.allowed = true;
  });
  await bob.page.mouse.click(5, 5);
  await playsAbove(bob, 0.1);
});
