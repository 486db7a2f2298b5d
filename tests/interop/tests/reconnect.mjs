import { test } from '../../e2e/lib/runner.mjs';
import { hears, same } from '../../e2e/lib/phones.mjs';
import { startBaresip } from '../lib/baresip.mjs';
import { startCable } from '../lib/cable.mjs';
import { connect, hangUp, openPhone } from '../lib/phone.mjs';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const registrars = [
  ['with GRUU', ['WITH_SHA256', 'WITH_GRUU']],
  ['without GRUU', ['WITH_SHA256']],
];

/** Waits until the phone is registered again and says how long that took since the network was back. */
async function back(phones, since) {
  await Promise.all(phones.map((phone) => phone.line('registered', { timeoutMs: 20_000 })));
  console.log(`        registered again after ${Math.round(performance.now() - since)} ms`);
}

/** A browser that talks to baresip, through a cable that can be cut. */
async function withBaresip(context, modes) {
  const kamailio = await context.kamailioWith({ modes });
  context.cleanup(kamailio.dispose);
  const cable = await startCable(kamailio.wsPort);
  context.cleanup(cable.close);
  const alice = await openPhone({ ...context, kamailio }, '1001', { options: { wsUri: cable.wsUri } });
  context.cleanup(alice.close);
  const baresip = await startBaresip(kamailio, '3001');
  context.cleanup(baresip.dispose);
  const out = await alice.calls('3001');
  await baresip.event('CALL_INCOMING');
  await baresip.answer();
  await out.inState('active');
  await hears(out);
  return { kamailio, cable, alice, baresip, out };
}

for (const [what, modes] of registrars) {
  test(`a registrar ${what} is killed and comes back during a call: baresip's BYE arrives`, async (context) => {
    const { kamailio, alice, baresip, out } = await withBaresip(context, modes);
    await kamailio.kill();
    await alice.line('connecting');
    await hears(out);
    await kamailio.start();
    await back([alice], performance.now());
    await hears(out);
    await sleep(1_500);
    await baresip.hangUp();
    same((await out.ended()).by, 'remote', 'who ended it');
  });

  test(`a browser's connection to a registrar ${what} is cut for three seconds during a call: baresip's BYE arrives`, async (context) => {
    const { cable, alice, baresip, out } = await withBaresip(context, modes);
    cable.cut();
    await alice.line('connecting');
    await hears(out);
    await sleep(3_000);
    cable.mend();
    await back([alice], performance.now());
    await hears(out);
    await sleep(1_500);
    await baresip.hangUp();
    same((await out.ended()).by, 'remote', 'who ended it');
  });

  test(`two browsers at a registrar ${what} keep their call when it is killed and comes back`, async (context) => {
    const kamailio = await context.kamailioWith({ modes });
    context.cleanup(kamailio.dispose);
    const alice = await openPhone({ ...context, kamailio }, '1001');
    context.cleanup(alice.close);
    const bea = await openPhone({ ...context, kamailio }, '1002');
    context.cleanup(bea.close);
    const [out, into] = await connect(alice, bea);
    await hears(out);
    await kamailio.kill();
    await Promise.all([alice.line('connecting'), bea.line('connecting')]);
    await Promise.all([hears(out), hears(into)]);
    await kamailio.start();
    await back([alice, bea], performance.now());
    await sleep(1_500);
    await Promise.all([hears(out), hears(into)]);
    // Without GRUU neither knows where the other one is now.
    if (!modes.includes('WITH_GRUU')) return;
    await hangUp(into, out);
    same((await out.view()).end.by, 'remote', 'who ended it');
  });
}

test('a call that is hung up while the connection is cut ends at the far end too, once it is back', async (context) => {
  const { cable, alice, baresip, out } = await withBaresip(context, undefined);
  cable.cut();
  await alice.line('connecting');
  const hungUp = out.h('command', 'hangup');
  await sleep(1_000);
  cable.mend();
  await baresip.event('CALL_CLOSED');
  await hungUp;
});

test('phones that were registered when the server is killed are reachable again once it is back', async (context) => {
  const kamailio = await context.kamailioWith();
  context.cleanup(kamailio.dispose);
  const alice = await openPhone({ ...context, kamailio }, '1001');
  context.cleanup(alice.close);
  const bea = await openPhone({ ...context, kamailio }, '1002');
  context.cleanup(bea.close);
  await kamailio.kill();
  await Promise.all([alice.line('connecting'), bea.line('connecting')]);
  await sleep(2_000);
  await kamailio.start();
  await back([alice, bea], performance.now());
  const [out, into] = await connect(bea, alice);
  await hears(into);
  await hangUp(out, into);
});
