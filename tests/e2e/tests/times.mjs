import { test } from '../lib/runner.mjs';
import { check, openPhone } from '../lib/phones.mjs';

test('a call to a service is up within a second of call()', async ({ chromium, server, cleanup, figures }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  for (let i = 0; i < 9; i += 1) {
    await alice.h('call', '9196');
    figures.record(await alice.inState('active'));
    await alice.h('command', 'hangup');
    await alice.ended();
  }
  const { active } = figures.medians();
  check(active !== null && active < 1_000, `the median is ${active} ms`);
});
