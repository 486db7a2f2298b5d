// Whether the browser asks before a page with a call in it is closed.
import { test, until } from '../../e2e/lib/runner.mjs';
import { check, hears, openPhone, same } from '../../e2e/lib/phones.mjs';

/** Counts the listeners that would keep the page from being stored for the Back button. */
const watched = (page) =>
  page.evaluate(() => {
    window.unloadListeners = new Set();
    const { addEventListener, removeEventListener } = window;
    window.addEventListener = (name, listener, ...rest) => {
      if (/^(before)?unload$/.test(name)) window.unloadListeners.add(listener);
      return addEventListener.call(window, name, listener, ...rest);
    };
    window.removeEventListener = (name, listener, ...rest) => {
      if (/^(before)?unload$/.test(name)) window.unloadListeners.delete(listener);
      return removeEventListener.call(window, name, listener, ...rest);
    };
  });

const listeners = (side) => side.page.evaluate(() => window.unloadListeners.size);

/** Tries to close the page as a user does. Whether it asked: then the user stays, else it is closed. */
async function asks(side) {
  // Browsers ask only for a page that was used.
  await side.page.mouse.click(5, 5);
  const closed = new Promise((resolve) => side.page.once('close', () => resolve(false)));
  const asked = new Promise((resolve) =>
    side.page.once('dialog', async (dialog) => {
      same(dialog.type(), 'beforeunload', 'the dialog');
      await dialog.dismiss();
      resolve(true);
    }));
  await side.page.close({ runBeforeUnload: true });
  return Promise.race([asked, closed]);
}

test('a page asks before it is closed during a call and while one rings, and the call goes on when the user stays', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: watched });
  const bob = await openPhone(chromium, server, '1002', { prepare: watched });
  cleanup(() => Promise.all([alice.close(), bob.close()]));
  same(await listeners(bob), 0, 'listeners before the call');
  await alice.h('call', '1002');
  await bob.inState('ringing');
  same(await asks(bob), true, 'whether it asks while it rings');
  same((await bob.h('view')).state, 'ringing', 'the call after the user stayed');
  await bob.h('command', 'answer');
  await Promise.all([alice.inState('active'), bob.inState('active')]);
  same(await asks(alice), true, 'whether it asks during the call');
  same(await asks(alice), true, 'whether it asks again');
  await Promise.all([hears(alice), hears(bob)]);
  await alice.h('command', 'hangup');
  await Promise.all([alice.ended(), bob.ended()]);
  await until('no listener is left', async () => (await listeners(alice)) + (await listeners(bob)) === 0);
  same(await asks(alice), false, 'whether it asks after the call');
});

test('a page with closeProtection: false is closed without a question', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: watched, phone: { closeProtection: false } });
  cleanup(alice.close);
  await alice.h('call', '9196');
  await alice.inState('active');
  same(await listeners(alice), 0, 'listeners during the call');
  check(!(await asks(alice)), 'it asked');
});
