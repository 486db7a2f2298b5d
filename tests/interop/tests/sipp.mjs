import { test, until } from '../../e2e/lib/runner.mjs';
import { check, hears, hearsNothing, same } from '../../e2e/lib/phones.mjs';
import { phoneAndPeer } from '../lib/peer.mjs';

/** Sound both ways: the peer gives back what it gets, and falls silent with the microphone. */
async function echoes(call, rtp) {
  const before = rtp.packets;
  await hears(call);
  check(rtp.packets > before, 'the peer received packets');
  await call.does('mute');
  await hearsNothing(call);
  await call.does('unmute');
  await hears(call);
}

for (const browser of ['chromium', 'firefox']) {
  const name = browser === 'chromium' ? 'Chromium' : 'Firefox';

  test(`${name} calls a peer with plain RTP, which hears it and is heard`, async (context) => {
    const [alice, sipp, rtp] = await phoneAndPeer({ ...context, with: browser }, 'answers');
    const out = await alice.calls(sipp.number);
    await out.inState('active');
    await echoes(out, rtp);
    await out.does('hangup');
    await sipp.succeeds();
  });

  test(`a peer with plain RTP calls ${name} and hangs up`, async (context) => {
    const [alice, sipp] = await phoneAndPeer({ ...context, with: browser }, 'calls', { to: '1001' });
    const into = await alice.ringing();
    await into.does('answer');
    await hears(into);
    same((await into.ended()).by, 'remote', 'who ended it');
    await sipp.succeeds();
  });
}

test('a peer that hangs up reaches the browser', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'hangsUp');
  const out = await alice.calls(sipp.number);
  await out.inState('active');
  await hears(out);
  same((await out.ended()).by, 'remote', 'who ended it');
  await sipp.succeeds();
});

test('an INVITE without an offer is answered with one, and the answer comes in the ACK', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'callsWithoutOffer', { to: '1001' });
  const into = await alice.ringing();
  await into.does('answer');
  await hears(into);
  await into.ended();
  await sipp.succeeds();
});

test('every digit sent by RTP reaches a peer with plain RTP', async (context) => {
  const [alice, sipp, rtp] = await phoneAndPeer(context, 'answers');
  const out = await alice.calls(sipp.number);
  await out.inState('active');
  await hears(out);
  await out.does('sendDtmf', '12345#*0');
  await until('the peer has every digit', () => rtp.digits === '12345#*0').catch((error) => {
    throw new Error(`${error.message}; it has ${rtp.digits}`);
  });
  await out.does('hangup');
  await sipp.succeeds();
});

test('early media is heard before the call is answered', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'earlyMedia');
  const out = await alice.calls(sipp.number);
  await out.inState('early');
  await hears(out);
  same((await out.view()).answeredAt, null, 'answered');
  await out.inState('active');
  await hears(out);
  await out.does('hangup');
  await sipp.succeeds();
});

test('a call that is refused after early media says why', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'earlyMediaRefused');
  const out = await alice.calls(sipp.number);
  await out.inState('early');
  const end = await out.ended();
  same(end.statusCode, 404, 'status');
  same(end.cause, 'not_found', 'cause');
  await sipp.succeeds();
});

test('a far end that answers a hold with sendrecv keeps the call', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'ignoresHold');
  const out = await alice.calls(sipp.number);
  await out.inState('active');
  await hears(out);
  await out.does('hold');
  await out.inState('held');
  await out.does('resume');
  await out.inState('active');
  await hears(out);
  await out.does('hangup');
  await sipp.succeeds();
});

test('a hold that is refused twice with 488 leaves the call as it was', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'refusesHold');
  const out = await alice.calls(sipp.number);
  await out.inState('active');
  await hears(out);
  for (const time of ['first', 'second']) {
    const refused = await out.h('command', 'hold');
    same(refused?.error.code, 'operation_failed', `the ${time} hold`);
    same((await out.view()).held, false, `held after the ${time}`);
    await hears(out);
  }
  await out.does('hold');
  await out.inState('held');
  await out.does('hangup');
  await sipp.succeeds();
});

test('digits sent by INFO reach a peer one by one', async (context) => {
  const [alice, sipp] = await phoneAndPeer(context, 'takesInfo');
  const out = await alice.calls(sipp.number);
  await out.inState('active');
  await out.does('sendDtmf', '5#', { via: 'info' });
  same(sipp.log.match(/^Signal ?= ?\S/gm)?.join(), 'Signal=5,Signal=#', 'digits');
  await out.does('hangup');
  await sipp.succeeds();
});
