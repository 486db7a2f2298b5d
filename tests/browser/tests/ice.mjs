import { test } from '../../e2e/lib/runner.mjs';
import { check, hears, openPhone, same } from '../../e2e/lib/phones.mjs';

/** Calls the echo and returns the timings once it is active. */
async function timingsOfACall(side) {
  await side.h('call', '9196');
  const { timings } = await side.inState('active');
  await side.h('command', 'hangup');
  await side.ended();
  return timings;
}

const limit = 700;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test('without servers the INVITE goes out with the first host candidates', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { phone: { iceServers: [], iceGatheringTimeoutMs: 5000 } });
  cleanup(alice.close);
  const timings = await timingsOfACall(alice);
  same(timings.iceReason, 'host', 'the reason for sending');
  check(timings.gatheringMs < 500, `gathering took ${timings.gatheringMs} ms`);
});

test('a silent STUN server costs the limit before the probe has ended, and nothing after it', async ({ chromium, server, startSilentStun, cleanup }) => {
  const stun = await startSilentStun();
  cleanup(stun.close);
  const phone = { iceServers: [{ urls: stun.url }], iceGatheringTimeoutMs: limit };
  const alice = await openPhone(chromium, server, '1001', { phone });
  cleanup(alice.close);
  const early = await timingsOfACall(alice);
  check(early.gatheringMs <= limit + 150, `the first call gathered ${early.gatheringMs} ms, the limit is ${limit}`);
  await pause(limit + 300);
  check(stun.received > 0, 'the probe asked the server');
  const later = await timingsOfACall(alice);
  same(later.iceReason, 'host', 'the reason for sending after the probe');
  check(later.gatheringMs < limit / 2, `after the probe gathering took ${later.gatheringMs} ms`);
});

test('a silent TURN server costs the limit before the probe has ended, and nothing after it', async ({ chromium, server, startSilentStun, cleanup }) => {
  const silent = await startSilentStun();
  cleanup(silent.close);
  const iceServers = [{ urls: silent.url.replace(/^stun/, 'turn'), username: 'a', credential: 'b' }];
  const alice = await openPhone(chromium, server, '1001', { phone: { iceServers, iceGatheringTimeoutMs: limit } });
  cleanup(alice.close);
  await pause(limit + 300);
  const later = await timingsOfACall(alice);
  same(later.iceReason, 'host', 'the reason for sending after the probe');
  check(later.gatheringMs < limit / 2, `after the probe gathering took ${later.gatheringMs} ms`);
});

test('a call by relay alone waits for the relay candidate and is heard', async ({ chromium, startServer, startCoturn, web, cleanup }) => {
  const coturn = await startCoturn();
  cleanup(coturn.close);
  const server = await startServer({ web, args: ['--turn-secret', coturn.secret, '--turn-url', coturn.turnUrl] });
  cleanup(server.dispose);
  const alice = await openPhone(chromium, server, '1001', { phone: { iceTransportPolicy: 'relay' } });
  cleanup(alice.close);
  await alice.h('call', '9196');
  const { timings } = await alice.inState('active');
  same(timings.iceReason, 'relay', 'the reason for sending');
  await hears(alice);
  const { candidateTypes } = await alice.h('stats');
  same([...new Set(candidateTypes)].join(), 'relay', 'the kinds of candidates in use');
  await alice.h('command', 'hangup');
  await alice.ended();
}, { timeoutMs: 90_000 });

test('with a TURN server that answers, the offer holds what the probe found', async ({ chromium, startServer, startCoturn, web, cleanup }) => {
  const coturn = await startCoturn();
  cleanup(coturn.close);
  const server = await startServer({ web, args: ['--turn-secret', coturn.secret, '--turn-url', coturn.turnUrl] });
  cleanup(server.dispose);
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await pause(1300);
  const timings = await timingsOfACall(alice);
  same(timings.iceReason, 'relay', 'the reason for sending');
});
