import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, openHarness, openPhone, same } from '../lib/phones.mjs';

test('originate rings the extension, then dials, and hangup by REST ends both', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  const admin = await openHarness(chromium, server);
  cleanup(() => Promise.all([alice.close(), bea.close(), admin.close()]));
  await admin.h('adminLogin', server.tenant('acme').admin);

  const { callUuid, error } = await admin.h('originate', { fromExtension: '1001', toNumber: '1002', metadata: { contact: '42' } });
  check(callUuid, `originate was refused: ${JSON.stringify(error)}`);
  await alice.inState('ringing');
  same(await bea.h('view'), null, 'the second does not ring before the first has answered');
  await alice.h('command', 'answer');
  await bea.inState('ringing');
  await bea.h('command', 'answer');
  await Promise.all([hears(alice), hears(bea)]);
  same((await alice.h('view')).callUuid, callUuid, 'the id of the call in the phone');

  const { calls } = await admin.h('getActiveCalls');
  const active = calls.find((one) => one.callUuid === callUuid);
  check(active, 'the call is among the active ones');
  same(active.metadata?.contact, '42', 'the metadata of the call');

  await admin.h('hangupByRest', callUuid);
  await Promise.all([alice.ended(), bea.ended()]);
});

test('an outside number rings, is answered after 2 s and gets the DID as caller id', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.h('call', '+17865551234');
  await alice.inState('ringing', 'early');
  const { states } = await alice.inState('active');
  const at = (state) => states.find((one) => one.state === state)?.at;
  const rang = at('active') - (at('ringing') ?? at('early'));
  check(rang > 1_500 && rang < 4_000, `it rang for ${Math.round(rang)} ms`);
  await alice.h('command', 'mute');
  await hears(alice);
  const { callUuid } = await alice.h('view');
  await alice.h('command', 'hangup');
  await alice.ended();

  const record = await until('the record of the call', async () => {
    const { calls } = await alice.h('listCalls', { limit: 10 });
    return calls.find((one) => one.callUuid === callUuid);
  });
  same(record.direction, 'outbound', 'the direction');
  same(record.destination, '+17865551234', 'the destination');
  same(record.caller, server.tenant('acme').did, 'the caller id');
  same(record.status, 'completed', 'the status');
});

test('tenants are never mixed: the same number in another tenant does not ring', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { tenant: 'acme' });
  const here = await openPhone(chromium, server, '1005', { tenant: 'acme' });
  const there = await openPhone(chromium, server, '1005', { tenant: 'globex' });
  const elsewhere = await openPhone(chromium, server, '1006', { tenant: 'globex' });
  cleanup(() => Promise.all([alice, here, there, elsewhere].map((one) => one.close())));

  await connect(alice, here);
  same(await there.h('view'), null, 'the other 1005 heard nothing');
  await alice.h('command', 'hangup');
  await here.ended();

  // 1006 has a phone in globex only: from acme it is an extension without one, whatever domain is dialled.
  await alice.h('call', '1006');
  same((await alice.ended()).statusCode, 480, '1006 from acme');
  await alice.h('call', 'sip:1006@globex.test');
  const end = await alice.ended();
  check(end.statusCode >= 400, `1006@globex.test from acme ended with ${end.statusCode}`);
  same(await elsewhere.h('view'), null, '1006 of globex heard nothing');

  // A password of one tenant is none of the other's.
  const stranger = await openHarness(chromium, server);
  cleanup(stranger.close);
  const { error } = await stranger.h('login', { ...server.user('1001', 'acme'), tenantId: 'globex' });
  same(error?.status, 401, "acme's password at globex");

  // Neither records nor events cross.
  const { calls } = await there.h('listCalls', { limit: 100 });
  check(!calls.some((one) => one.destination === '1005' && one.caller === '1001'), "acme's call is not in globex's records");
  const foreign = (await there.h('events')).filter((event) => event.type.startsWith('call_'));
  same(foreign.length, 0, "acme's call events at globex");
});

test('presence changes live and the history fills from the records', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1007');
  const watcher = await openPhone(chromium, server, '1009');
  cleanup(() => Promise.all([alice.close(), watcher.close()]));
  const presence = (number) => watcher.h('presence', number);
  await until('everybody is in the snapshot', async () => Object.keys(await watcher.h('presenceAll')).length >= 10);
  await until('1007 is available', async () => (await presence('1007')) === 'available');
  same(await presence('1008'), 'offline', '1008 has no phone');

  const bea = await openPhone(chromium, server, '1008');
  cleanup(bea.close);
  await until('1008 has become available', async () => (await presence('1008')) === 'available');
  await alice.h('call', '1008');
  await bea.inState('ringing');
  await until('1008 is ringing', async () => (await presence('1008')) === 'ringing');
  await bea.h('command', 'answer');
  await bea.inState('active');
  await until('both are busy', async () => (await presence('1007')) === 'busy' && (await presence('1008')) === 'busy');
  const { callUuid } = await alice.h('view');
  await bea.h('command', 'hangup');
  await alice.ended();
  await until('both are available again', async () => (await presence('1007')) === 'available' && (await presence('1008')) === 'available');

  for (const type of ['call_start', 'call_answer', 'call_end']) {
    const events = await watcher.h('events', type);
    check(events.some((event) => event.data.callUuid === callUuid), `${type} of the call reached the colleague`);
  }
  const { calls } = await alice.h('listCalls', { limit: 10 });
  const record = calls.find((one) => one.callUuid === callUuid);
  check(record, 'the record is there when call_end has come');
  same(record.status, 'completed', 'its status');
  same(record.caller, '1007', 'its caller');
  same(record.destination, '1008', 'its destination');

  same(await bea.h('stopPhone'), 'disconnected', 'the state after stop()');
  await until('1008 has gone offline', async () => (await presence('1008')) === 'offline');
});
