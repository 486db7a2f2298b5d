// The first version's samples, against the development server. Substituted: host names, credentials, numbers, and the
// application's own functions. The sample's holdCall and transfer come with a later version of the server.
import { test, until } from '../lib/runner.mjs';
import { check, openHarness, openPhone, same } from '../lib/phones.mjs';

test("the first version's client sample runs in Node: log in, originate, hang up", async ({ chromium, server, cleanup }) => {
  const { VoIPClient } = await import('@cemscale/voip-sdk');
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);

  const client = new VoIPClient({
    apiUrl: server.url,
  });
  await client.adminLogin({
    email: server.tenant('acme').admin.email,
    password: server.tenant('acme').admin.password,
  });
  const { callUuid } = await client.originate({
    fromExtension: '1001',
    toNumber: '+17865551234',
  });

  await alice.inState('ringing');
  await alice.h('command', 'answer');
  await until('the call is among the active ones', async () => (await client.getActiveCalls()).calls.some((one) => one.callUuid === callUuid));
  await client.hangup(callUuid);
  await alice.ended();
  same((await client.me()).user.role, 'admin', 'who me() says it is');
});

test("the first version's realtime sample runs: pop-up, presence and the end of a call reach the application", async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  const crm = await openHarness(chromium, server);
  cleanup(() => Promise.all([alice.close(), bea.close(), crm.close()]));
  await crm.h('realtimeSample', server.tenant('acme').admin);
  const told = (name) => crm.h('sampleSaw', name);

  await alice.h('call', '1002');
  await bea.inState('ringing');
  await until('presence', async () => (await told('updateExtensionStatus')).some(([extension, status]) => extension === '1002' && status === 'ringing'));
  await bea.h('command', 'answer');
  await bea.inState('active');
  const { callUuid } = await alice.h('view');
  await alice.h('command', 'hangup');
  await until('the end of the call', async () => (await told('logCallToCRM')).length > 0);
  const [logged] = (await told('logCallToCRM')).at(-1);
  same(logged.callUuid, callUuid, 'the id of the call');
  same(logged.hangupCause, 'NORMAL_CLEARING', 'the cause');
  check(typeof logged.duration === 'number', 'the duration is a number');
});
