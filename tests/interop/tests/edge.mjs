import { test } from '../../e2e/lib/runner.mjs';
import { check, hears, same } from '../../e2e/lib/phones.mjs';
import { connect, hangUp, openPhone } from '../lib/phone.mjs';

/** A registrar, and before it an edge proxy to which the phones connect (Path, RFC 3327; flows of RFC 5626). */
async function behindEdge(context) {
  const registrar = await context.kamailioWith({ modes: ['WITH_SHA256', 'WITH_GRUU', 'WITH_OUTBOUND'] });
  context.cleanup(registrar.dispose);
  const edge = await context.kamailioWith({ modes: [], edgeOf: `${registrar.sipAddress};transport=tcp` });
  context.cleanup(edge.dispose);
  return [registrar, edge];
}

test('phones behind an edge proxy register with Path and flows, call each other, and both can hang up', async (context) => {
  const [registrar, edge] = await behindEdge(context);
  const alice = await openPhone({ ...context, kamailio: edge }, '1001');
  context.cleanup(alice.close);
  const bea = await openPhone({ ...context, kamailio: edge }, '1002');
  context.cleanup(bea.close);
  const [binding] = await registrar.bindings('1001');
  check(/;lr;ob|;ob/.test(binding.Path), `the path holds a flow: ${binding.Path}`);
  same(binding['Reg-Id'], 1, 'reg-id');
  const [granted] = await alice.messages(/^SIP\/2\.0 200[\s\S]*^CSeq: \d+ REGISTER/im, 'in');
  check(/^Require: .*outbound/im.test(granted.text), 'the registrar says outbound');
  check(/^Flow-Timer: 25/im.test(granted.text), 'the registrar says Flow-Timer');

  const [out, into] = await connect(alice, bea);
  await Promise.all([hears(out), hears(into)]);
  await hangUp(into, out);
  const [again, there] = await connect(alice, bea);
  await again.does('hold');
  await there.seen('held', (view) => view.remoteHeld);
  await hangUp(again, there);
});
