import { test } from '../lib/runner.mjs';
import { check, connect, hears, hearsNothing, openPhone, same } from '../lib/phones.mjs';

async function pair({ chromium, server, cleanup }, first = '1001', second = '1002') {
  const [a, b] = await Promise.all([openPhone(chromium, server, first), openPhone(chromium, server, second)]);
  cleanup(() => Promise.all([a.close(), b.close()]));
  return [a, b];
}

test('two pages log in, register, call, answer and hear each other, and the caller hangs up', async (context) => {
  const [alice, bea] = await pair(context);
  await connect(alice, bea);
  const [toAlice, toBea] = await Promise.all([hears(alice), hears(bea)]);
  check(toAlice.packets > 0 && toBea.packets > 0, 'both sides receive packets');

  const seen = await alice.inState('active');
  same(seen.remoteUser, '1002', "the caller's view of the far end");
  same((await bea.inState('active')).remoteUser, '1001', "the callee's view of the far end");
  check(seen.callUuid !== null, 'the call knows the id that the server gave it');

  same(await alice.h('command', 'hangup'), null, 'hangup()');
  same((await alice.ended()).by, 'local', 'who ended it, says the caller');
  const end = await bea.ended();
  same(end.by, 'remote', 'who ended it, says the callee');
  same(end.cause, 'terminated', 'the cause');
});

test('a call that the callee hangs up ends on both sides', async (context) => {
  const [alice, bea] = await pair(context);
  await connect(alice, bea);
  await Promise.all([hears(alice), hears(bea)]);
  same(await bea.h('command', 'hangup'), null, 'hangup()');
  same((await bea.ended()).by, 'local', 'who ended it, says the callee');
  same((await alice.ended()).by, 'remote', 'who ended it, says the caller');
});

test("9196 gives back the caller's own voice", async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.h('call', '9196');
  await alice.inState('active');
  await hears(alice);
  // It is the caller's voice and no recording: with the microphone muted it falls silent.
  same(await alice.h('command', 'mute'), null, 'mute()');
  await hearsNothing(alice);
  same(await alice.h('command', 'unmute'), null, 'unmute()');
  await hears(alice);
  await alice.h('command', 'hangup');
  same((await alice.ended()).by, 'local', 'who ended it');
});

test('9197 plays music to a caller who says nothing', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.h('call', '9197');
  await alice.inState('active');
  await alice.h('command', 'mute');
  await hears(alice);
  await alice.h('command', 'hangup');
  await alice.ended();
});
