// Calls that outlive what carries them: the connection to the server, the path of the media.
import { cut, cuttable, mend } from '../lib/cut.mjs';
import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, hearsNothing, openPhone, same } from '../lib/phones.mjs';

test('during a cut a call says reconnecting and is heard, and a hold that is asked for is done after it', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: cuttable });
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await cut(alice);
  await alice.inState('reconnecting');
  await Promise.all([hears(alice), hears(bea)]);
  await alice.page.evaluate(() => {
    window.asked = window.__voip.calls[0].hold().then(() => 'held', (error) => error.code);
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  same((await alice.h('view')).held, false, 'held during the cut');
  await mend(alice);
  same(await alice.page.evaluate(() => window.asked), 'held', 'what became of hold()');
  same((await alice.inState('held')).held, true, 'the state afterwards');
  await until('the far end learns that it is held', async () => (await bea.h('view')).remoteHeld);
  await Promise.all([hearsNothing(alice), hearsNothing(bea)]);
  await alice.h('command', 'resume');
  await Promise.all([hears(alice), hears(bea)]);
  await alice.h('command', 'hangup');
  await bea.ended();
}, { timeoutMs: 90_000 });

test('a hang-up during a cut ends the far end when the connection is back', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: cuttable });
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await cut(alice);
  await alice.inState('reconnecting');
  same(await alice.h('command', 'hangup'), null, 'hangup() during the cut');
  same((await alice.ended()).by, 'local', 'who ended it');
  await mend(alice);
  same((await bea.ended()).by, 'remote', 'who ended it, says the far end');
}, { timeoutMs: 90_000 });

test('a call whose relay dies takes another path by an ICE restart, over the same connection to the server', async ({ chromium, startServer, startCoturn, web, cleanup }) => {
  const coturn = await startCoturn();
  cleanup(coturn.close);
  const server = await startServer({ web, args: ['--turn-secret', coturn.secret, '--turn-url', coturn.turnUrl] });
  cleanup(server.dispose);
  const alice = await openPhone(chromium, server, '1001', { phone: { iceTransportPolicy: 'relay' }, prepare: cuttable });
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await Promise.all([hears(alice), hears(bea)]);
  await coturn.kill();
  const dead = performance.now();
  await alice.inState('reconnecting');
  await coturn.restart();
  await until('the media path is back', async () => (await alice.h('view')).state === 'active', { timeoutMs: 30_000 });
  console.log(`        heard again ${Math.round(performance.now() - dead)} ms after the relay died`);
  await Promise.all([hears(alice), hears(bea)]);
  const { seen } = await alice.h('phoneState');
  check(seen.filter((state) => state === 'connecting').length === 1, `the phone never reconnected: ${seen.join()}`);
  await alice.h('command', 'hangup');
  await bea.ended();
}, { timeoutMs: 120_000 });
