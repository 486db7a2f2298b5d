import { test } from '../../e2e/lib/runner.mjs';
import { check, hears, same } from '../../e2e/lib/phones.mjs';
import { phoneAndPeer } from '../lib/peer.mjs';

test('a reliable 183 is acknowledged by PRACK, and its early media is heard', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'reliable');
  const out = await alice.calls(sipp.number);
  await out.inState('early', 'active');
  await out.inState('active');
  await hears(out);
  await out.does('hangup');
  await sipp.succeeds();
});

test('a caller who requires reliable provisional responses gets them', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'callsReliably', { to: '1001' });
  const into = await alice.ringing();
  // Time for the 180 and its PRACK.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await into.does('answer');
  await hears(into);
  same((await into.ended()).by, 'remote', 'who ended it');
  await sipp.succeeds();
});

test('a far end that wants a longer session interval gets it, and the call comes about', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'wantsLongerInterval');
  const out = await alice.calls(sipp.number);
  await out.inState('active');
  await hears(out);
  await out.does('hangup');
  await sipp.succeeds();
});

test("a far end's refresh of the session is answered, and the sound goes on", async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'refreshes');
  const out = await alice.calls(sipp.number);
  await out.inState('active');
  await hears(out);
  const end = await out.ended();
  same(end.by, 'remote', 'who ended it');
  await sipp.succeeds();
});

if (process.env.VOIP_TEST_LONG) {
  test('a session of 90 seconds is refreshed by us at its half', async (context) => {
    const [alice, sipp] = await phoneAndPeer(context, 'leavesRefreshing');
    const out = await alice.calls(sipp.number);
    await out.inState('active');
    const refreshed = () => sipp.log.match(/^UPDATE /gm)?.length ?? 0;
    await out.seen('the refresh', () => refreshed() > 0, { timeoutMs: 48_000 });
    await hears(out);
    await out.does('hangup');
    await sipp.succeeds();
    check(refreshed() > 0, 'an UPDATE came');
  }, { timeoutMs: 90_000 });
}
