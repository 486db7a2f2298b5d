// Calls that end while the browser is at work for them.
import { test, until } from '../../e2e/lib/runner.mjs';
import { hears, openPhone, same } from '../../e2e/lib/phones.mjs';

/** Reading the far end's offer takes until `window.goOn()`. */
const slow = (page) =>
  page.evaluate(() => {
    const { setRemoteDescription } = RTCPeerConnection.prototype;
    const gate = new Promise((resolve) => (window.goOn = resolve));
    RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
      await setRemoteDescription.call(this, description);
      window.isReading = true;
      await gate;
    };
  });

test('a call whose caller gives up while it is being answered throws nothing, and the next one is heard', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bob = await openPhone(chromium, server, '1002', { prepare: slow });
  cleanup(() => Promise.all([alice.close(), bob.close()]));
  await alice.h('call', '1002');
  await bob.inState('ringing');
  const answered = bob.h('command', 'answer').catch(() => undefined);
  await until('the offer is being read', () => bob.page.evaluate(() => window.isReading));
  await alice.h('command', 'hangup');
  await bob.ended();
  await bob.page.evaluate(() => window.goOn());
  await answered;

  await alice.h('call', '1002');
  await bob.inState('ringing');
  await bob.h('command', 'answer');
  await Promise.all([hears(alice), hears(bob)]);
  same(bob.page.consoleLines.filter((line) => line.startsWith('uncaught')).join(), '', 'what was thrown');
});
