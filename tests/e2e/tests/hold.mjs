import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, hearsNothing, openPhone, same } from '../lib/phones.mjs';

test('hold stops the sound both ways and resume brings it back', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1003');
  const bea = await openPhone(chromium, server, '1004');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await Promise.all([hears(alice), hears(bea)]);

  for (const [holder, held] of [[alice, bea], [bea, alice]]) {
    same(await holder.h('command', 'hold'), null, 'hold()');
    same((await holder.inState('held')).held, true, 'the holder says held');
    await until('the far end learns that it is held', async () => (await held.h('view')).remoteHeld);
    await Promise.all([hearsNothing(holder), hearsNothing(held)]);

    same(await holder.h('command', 'resume'), null, 'resume()');
    same((await holder.inState('active')).held, false, 'the holder says resumed');
    await until('the far end learns that it is resumed', async () => !(await held.h('view')).remoteHeld);
    await Promise.all([hears(holder), hears(held)]);
  }
  await alice.h('command', 'hangup');
  await Promise.all([alice.ended(), bea.ended()]);
});

test('a call held by both sides comes back when both have resumed', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1003');
  const bea = await openPhone(chromium, server, '1004');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await alice.h('command', 'hold');
  await alice.inState('held');
  same(await bea.h('command', 'hold'), null, 'hold() by the one who is held');
  await bea.inState('held');
  same(await alice.h('command', 'resume'), null, 'resume() by the first');
  await hearsNothing(alice);
  same(await bea.h('command', 'resume'), null, 'resume() by the second');
  await Promise.all([hears(alice), hears(bea)]);
  await bea.h('command', 'hangup');
  await Promise.all([alice.ended(), bea.ended()]);
});

test('mute silences one direction only', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1003');
  const bea = await openPhone(chromium, server, '1004');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await Promise.all([hears(alice), hears(bea)]);
  await alice.h('command', 'mute');
  same((await alice.h('view')).muted, true, 'muted');
  await hearsNothing(bea);
  await hears(alice);
  await alice.h('command', 'unmute');
  await hears(bea);
  await alice.h('command', 'hangup');
  await bea.ended();
});

test('every digit sent as DTMF reaches the server', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1003');
  cleanup(alice.close);
  await alice.h('call', '9196');
  const { callUuid } = await alice.inState('active');
  check(callUuid !== null, 'the call has an id');
  await hears(alice);
  const sent = '12345#*0';
  same(await alice.h('command', 'sendDtmf', sent), null, 'sendDtmf()');
  await until(`the server has ${sent}`, async () => {
    const { calls } = await alice.h('getActiveCalls');
    return calls.find((one) => one.callUuid === callUuid)?.metadata?.dtmf === sent;
  });
  await alice.h('command', 'hangup');
  await alice.ended();
});
