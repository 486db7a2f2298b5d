// Call control over REST and feature codes, proven by what the browsers hear.
import { VoIPClient } from '@cemscale/voip-sdk/client';
import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, hearsNothing, openPhone, same } from '../lib/phones.mjs';

async function admin(server, tenant = 'acme') {
  const client = new VoIPClient({ apiUrl: server.url });
  await client.adminLogin(server.tenant(tenant).admin);
  return client;
}

/** Phones of these extensions, closed at the end of the test. */
async function phones({ chromium, server, cleanup }, ...numbers) {
  const opened = await Promise.all(numbers.map((number) => openPhone(chromium, server, number)));
  for (const one of opened) cleanup(one.close);
  return opened;
}

/** The call's id, once both sides know it. */
const uuidOf = async (side) => (await side.h('view')).callUuid;

const stateOf = async (client, callUuid) => (await client.getActiveCalls()).calls.find((one) => one.callUuid === callUuid)?.state;

test('holdCall plays music to the other party and takes it back, and the state says so', async (context) => {
  const [alice, bea] = await phones(context, '1001', '1002');
  const client = await admin(context.server);
  await connect(alice, bea);
  const callUuid = await uuidOf(alice);
  await alice.h('command', 'mute');
  await hearsNothing(bea);
  await client.holdCall(callUuid);
  await until('the call is held', async () => (await stateOf(client, callUuid)) === 'held');
  // An administrator acts for the callee: the caller hears the music.
  await hears(alice);
  await hearsNothing(bea);
  await client.holdCall(callUuid, false);
  await until('the call goes on', async () => (await stateOf(client, callUuid)) === 'active');
  await alice.h('command', 'unmute');
  await hears(bea);
  await client.hangup(callUuid);
  await Promise.all([alice.ended(), bea.ended()]);
});

test('a blind transfer connects the other party to the target, and who transferred is out', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  const client = await admin(context.server);
  await connect(alice, bea);
  const callUuid = await uuidOf(alice);
  await client.transfer(callUuid, { targetExtension: '1003', type: 'blind' });
  await Promise.all([bea.ended(), carol.inState('ringing')]);
  await carol.h('command', 'answer');
  await Promise.all([hears(alice), hears(carol)]);
  same(await uuidOf(carol), callUuid, 'the id of the call at the target');
  await client.hangup(callUuid);
  await Promise.all([alice.ended(), carol.ended()]);
  const { call } = await until('the record', async () => {
    const { calls } = await client.listCalls({ limit: 5 });
    const record = calls.find((one) => one.callUuid === callUuid);
    return record && client.getCall(record.id);
  });
  same(call.status, 'completed', 'the status of the record');
});

test('an attended transfer lets the two talk first, and connects the others when the first hangs up', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  const client = await admin(context.server);
  await connect(alice, bea);
  const callUuid = await uuidOf(alice);
  await client.transfer(callUuid, { targetExtension: '1003', type: 'attended' });
  await carol.inState('ringing');
  await carol.h('command', 'answer');
  await Promise.all([hears(bea), hears(carol)]);
  await bea.h('command', 'hangup');
  await Promise.all([hears(alice), hears(carol)]);
  await client.hangup(callUuid);
  await Promise.all([alice.ended(), carol.ended()]);
});

test('a parked call waits with music until *71XX gets it back', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  const client = await admin(context.server);
  await connect(alice, bea);
  const callUuid = await uuidOf(alice);
  const { slot } = await client.parkCall(callUuid);
  check(slot >= 701 && slot <= 750, `slot ${slot}`);
  await bea.ended();
  await hears(alice);
  const { calls } = await client.getParkedCalls();
  same(calls.find((one) => one.slot === slot)?.callUuid, callUuid, 'the call in the slot');
  await carol.h('call', `*71${String(slot).slice(1)}`);
  await carol.inState('active');
  await Promise.all([hears(alice), hears(carol)]);
  same((await client.getParkedCalls()).calls.some((one) => one.slot === slot), false, 'whether the slot is still taken');
  await carol.h('command', 'hangup');
  await alice.ended();
});

test('*70 parks the call that is on hold', async (context) => {
  const [alice, bea] = await phones(context, '1001', '1002');
  const client = await admin(context.server);
  await connect(alice, bea);
  await bea.h('command', 'hold');
  await bea.inState('held');
  await bea.h('call', '*70');
  const parked = await until('the call is parked', async () => (await client.getParkedCalls()).calls[0]);
  same(parked.parkedBy, '1002', 'who parked it');
  await hears(alice);
  await client.hangup(parked.callUuid);
  await alice.ended();
});

test('a forwarded extension sends its calls on, and a blocked number is not dialled', async (context) => {
  const [alice, bea] = await phones(context, '1001', '1002');
  const client = await admin(context.server);
  const { extensions } = await client.listExtensions();
  const forwarded = extensions.find((one) => one.extension === '1004');
  await client.setCallForward(forwarded.id, { enabled: true, number: '1002', type: 'always' });
  context.cleanup(() => client.setCallForward(forwarded.id, { enabled: false, type: 'always' }));
  await alice.h('call', '1004');
  await bea.inState('ringing');
  await bea.h('command', 'answer');
  await Promise.all([hears(alice), hears(bea)]);
  await alice.h('command', 'hangup');
  await bea.ended();

  const { blockedNumber } = await client.blockNumber({ number: '+15005550199', direction: 'outbound' });
  context.cleanup(() => client.unblockNumber(blockedNumber.id));
  await alice.h('call', '+15005550199');
  const end = await alice.ended();
  same(end.statusCode, 403, 'what the blocked call ends with');
});

test('a ring group rings its members at once, and who answers first has the call', async (context) => {
  const [alice, bea, dan] = await phones(context, '1001', '1002', '1004');
  await dan.h('call', '8801');
  await Promise.all([alice.inState('ringing'), bea.inState('ringing')]);
  await bea.h('command', 'answer');
  same((await alice.ended()).cause, 'answered_elsewhere', 'why it stops ringing at the others');
  await Promise.all([hears(bea), hears(dan)]);
  await dan.h('command', 'hangup');
  await bea.ended();
});

test('an originate whose answer is cut off rings once', async (context) => {
  const [alice] = await phones(context, '1001');
  const keys = [];
  const client = new VoIPClient({
    apiUrl: context.server.url,
    // The first answer is lost on its way, after the server has acted.
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (!url.endsWith('/originate')) return response;
      keys.push(init.headers['Idempotency-Key']);
      if (keys.length > 1) return response;
      await response.text();
      throw new TypeError('fetch failed');
    },
  });
  await client.adminLogin(context.server.tenant('acme').admin);
  const { callUuid } = await client.originate({ fromExtension: '1001', toNumber: '9196' });
  same(keys.length, 2, 'how often it was sent');
  same(keys[0], keys[1], 'the key');
  await alice.inState('ringing');
  const { calls } = await client.getActiveCalls();
  same(calls.filter((one) => one.caller === '1001' || one.callUuid === callUuid).length, 1, 'how many calls there are');
  await client.hangup(callUuid);
  await alice.ended();
});
