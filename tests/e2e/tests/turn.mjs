import { test } from '../lib/runner.mjs';
import { connect, hears, openPhone, same } from '../lib/phones.mjs';

test("a call over the server's TURN credentials alone, relay only, is heard both ways", async ({ chromium, startServer, startCoturn, web, cleanup }) => {
  const coturn = await startCoturn();
  cleanup(coturn.close);
  const server = await startServer({ web, args: ['--turn-secret', coturn.secret, '--turn-url', coturn.turnUrl] });
  cleanup(server.dispose);
  const alice = await openPhone(chromium, server, '1001', { phone: { iceTransportPolicy: 'relay' } });
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  await Promise.all([hears(alice), hears(bea)]);
  const { candidateTypes } = await alice.h('stats');
  same([...new Set(candidateTypes)].join(), 'relay', "the kinds of the caller's candidates in use");
  await alice.h('command', 'hangup');
  await bea.ended();
}, { timeoutMs: 90_000 });
