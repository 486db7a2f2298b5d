import { test } from '../../e2e/lib/runner.mjs';
import { check, hears, same } from '../../e2e/lib/phones.mjs';
import { startBaresip } from '../lib/baresip.mjs';
import { openPhone } from '../lib/phone.mjs';

/** Phones of these numbers. */
async function phones(context, numbers) {
  return Promise.all(numbers.map(async (number) => {
    const phone = await openPhone(context, number);
    context.cleanup(phone.close);
    return phone;
  }));
}

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
