import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, openHarness, openPhone, same } from '../lib/phones.mjs';

test('when the server is killed during a call, both pages register again once it is back', async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web });
  cleanup(server.dispose);
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await Promise.all([hears(alice), hears(bea)]);

  await server.kill();
  await until('the pages know that they are not reachable', async () => {
    const states = await Promise.all([alice.h('phoneState'), bea.h('phoneState')]);
    return states.every((one) => !one.reachable && one.state !== 'registered');
  });
  await server.restart();
  const back = performance.now();
  await until('both are registered again', async () => {
    const states = await Promise.all([alice.h('phoneState'), bea.h('phoneState')]);
    return states.every((one) => one.reachable && one.state === 'registered');
  }, { timeoutMs: 40_000 });
  console.log(`        registered again ${Math.round(performance.now() - back)} ms after the server was back`);

  // The old call has nothing behind it any more: it must not stand in the way of the next, nor linger.
  for (const side of [alice, bea]) {
    if ((await side.h('view')).state !== 'ended') await side.h('command', 'hangup');
    await side.ended();
    same(await side.h('liveCalls'), 0, 'calls that are left');
  }
  await connect(bea, alice);
  await Promise.all([hears(alice), hears(bea)]);
  await bea.h('command', 'hangup');
  check((await alice.ended()).by === 'remote', 'the far end ended it');
}, { timeoutMs: 120_000 });

test('a token that has expired is renewed without the application noticing', async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web, args: ['--token-seconds', '2'] });
  cleanup(server.dispose);
  const alice = await openHarness(chromium, server);
  cleanup(alice.close);
  await alice.h('login', server.user('1001'));
  const token = await alice.h('token');
  const end = performance.now() + 5_000;
  // Asked all the while, so that requests meet the end of the token wherever it falls.
  await until('two lives of the token', async () => {
    check(Array.isArray((await alice.h('listCalls')).calls), 'the records are there');
    return performance.now() > end;
  });
  check((await alice.h('token')) !== token, 'the token is another one');
});
