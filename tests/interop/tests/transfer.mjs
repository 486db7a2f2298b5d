import { test, until } from '../../e2e/lib/runner.mjs';
import { check, hears, same } from '../../e2e/lib/phones.mjs';
import { startBaresip } from '../lib/baresip.mjs';
import { connect, openPhone } from '../lib/phone.mjs';

/** Phones of these numbers; the third is in Firefox where `mixed`. */
async function phones(context, numbers, { mixed = false } = {}) {
  return Promise.all(numbers.map(async (number, index) => {
    const browser = mixed && index === 2 ? await context.firefox.get() : context.chromium;
    const phone = await openPhone({ ...context, browser }, number);
    context.cleanup(phone.close);
    return phone;
  }));
}

/** Answers the question of a far end's transfer, whenever it comes. */
const takesTransfers = (phone) => phone.h('onTransferRequest', 'accept');

for (const mixed of [false, true]) {
  const where = mixed ? ', the target in Firefox' : '';

  test(`a blind transfer: the far end calls the target, and the transferor is out of it${where}`, async (context) => {
    const [alice, bea, cid] = await phones(context, ['1001', '1002', '1003'], { mixed });
    const [out, into] = await connect(alice, bea);
    await hears(into);
    await takesTransfers(bea);
    const transferred = out.does('transfer', '1003');
    const atTarget = await cid.ringing();
    await atTarget.does('answer');
    await transferred;
    await Promise.all([out.ended(), into.ended()]);
    const talking = bea.call((await bea.h('liveCalls'))[0]);
    await Promise.all([hears(talking), hears(atTarget)]);
    same((await talking.view()).remoteUser, '1003', 'whom the far end talks to');
    await talking.does('hangup');
    await atTarget.ended();
  });

  test(`an attended transfer: both far ends talk to each other, and the transferor is out of it${where}`, async (context) => {
    const [alice, bea, cid] = await phones(context, ['1001', '1002', '1003'], { mixed });
    const [first, atBea] = await connect(alice, bea);
    const [second, atCid] = await connect(alice, cid);
    await first.inState('held');
    await hears(atCid);
    await takesTransfers(bea);
    const refused = await alice.h('commandWith', first.id, 'transferTo', second.id);
    same(refused, null, 'transferTo()');
    await Promise.all([first.ended(), second.ended(), atBea.ended(), atCid.ended()]);
    const [beas, cids] = await Promise.all([bea, cid].map((phone) =>
      until('the call that replaces', async () => (await phone.h('liveCalls'))[0]).then((id) => phone.call(id))));
    await Promise.all([beas.inState('active'), cids.inState('active')]);
    await Promise.all([hears(beas), hears(cids)]);
    await beas.does('hangup');
    await cids.ended();
  });
}

test('a transfer to a number where nobody is fails, and the call goes on', async (context) => {
  const [alice, bea] = await phones(context, ['1001', '1002']);
  const [out, into] = await connect(alice, bea);
  await hears(into);
  await takesTransfers(bea);
  const refused = await out.h('command', 'transfer', '1999');
  same(refused?.error.code, 'transfer_failed', 'code');
  same(refused?.error.details?.statusCode, 480, 'status');
  await Promise.all([hears(out), hears(into)]);
  same((await out.view()).held, false, 'held');
  await out.does('hangup');
  await into.ended();
});

test('a transfer that the far end declines fails, and the call goes on', async (context) => {
  const [alice, bea] = await phones(context, ['1001', '1002']);
  const [out, into] = await connect(alice, bea);
  await bea.h('onTransferRequest', 'reject');
  const refused = await out.h('command', 'transfer', '1003');
  same(refused?.error.code, 'transfer_failed', 'code');
  await Promise.all([hears(out), hears(into)]);
  await out.does('hangup');
});

test('baresip is transferred to a browser', async (context) => {
  const [alice, bea] = await phones(context, ['1001', '1002']);
  const baresip = await startBaresip(context.kamailio, '3001');
  context.cleanup(baresip.dispose);
  const out = await alice.calls('3001');
  await baresip.event('CALL_INCOMING');
  await baresip.answer();
  await out.inState('active');
  await hears(out);
  const transferred = out.does('transfer', '1002');
  const atTarget = await bea.ringing();
  await atTarget.does('answer');
  await transferred;
  await out.ended();
  await hears(atTarget);
  check((await atTarget.view()).remoteUser === '3001', 'it is baresip who calls');
  await atTarget.does('hangup');
});

test('baresip transfers a browser to another one', async (context) => {
  const [alice, bea] = await phones(context, ['1001', '1002']);
  const baresip = await startBaresip(context.kamailio, '3001');
  context.cleanup(baresip.dispose);
  const out = await alice.calls('3001');
  await baresip.event('CALL_INCOMING');
  await baresip.answer();
  await out.inState('active');
  await hears(out);
  await takesTransfers(alice);
  await baresip.command('transfer', `sip:1002@interop.test`);
  const atTarget = await bea.ringing();
  await atTarget.does('answer');
  const talking = alice.call((await alice.h('liveCalls')).at(-1));
  await Promise.all([hears(talking), hears(atTarget)]);
  await atTarget.does('hangup');
});
