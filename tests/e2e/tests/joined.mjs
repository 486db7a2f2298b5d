// One call, not three truths: what the phone, the events and REST say of a call is one entry of the page's board.
import { test, until } from '../lib/runner.mjs';
import { phoneTabs, talking } from '../lib/phone-tabs.mjs';
import { check, connect, isBack, openHarness, openPhone, same } from '../lib/phones.mjs';

async function withBoard(...args) {
  const opened = await openPhone(...args);
  await opened.h('makeBoard');
  return opened;
}

/** Waits until the board of this side has exactly these calls, and returns them. */
async function shows(side, what, count, fits) {
  let calls = [];
  try {
    return await until(what, async () => {
      calls = await side.h('joinedCalls');
      return calls.length === count && calls.every(fits) ? calls : null;
    });
  } catch (error) {
    throw new Error(`${error.message}; it shows ${JSON.stringify(calls)}`);
  }
}

const legsOf = async (side, callUuid) => {
  const { calls } = await side.h('getActiveCalls');
  return calls.find((one) => one.callUuid === callUuid)?.legs ?? [];
};

/** Every call of the phone stands with the call of the server of which REST names its Call-ID as a leg. */
async function isRight(side, calls) {
  for (const one of calls.filter(({ phone }) => phone)) {
    const legs = await legsOf(side, one.callUuid);
    check(legs.some((leg) => leg.sipCallId === one.sipCallId), `${one.sipCallId} is no leg of ${one.callUuid}: ${JSON.stringify(legs)}`);
  }
}

test('a call between two pages is one call in each, with one id in the phone, in the events and in REST', async ({ chromium, server, cleanup }) => {
  const alice = await withBoard(chromium, server, '1001');
  const bea = await withBoard(chromium, server, '1002');
  const watcher = await openHarness(chromium, server);
  cleanup(() => Promise.all([alice.close(), bea.close(), watcher.close()]));
  await watcher.h('login', server.user('1009'));
  await watcher.h('connectRealtime');
  await watcher.h('makeBoard');

  await connect(alice, bea);
  const talks = (one) => one.joinedBy === 'header' && one.server?.state === 'active' && one.state === 'active';
  const [[at1], [at2]] = await Promise.all([alice, bea].map((side) => shows(side, 'one joined call', 1, talks)));
  same(at2.callUuid, at1.callUuid, 'the id of the call at the callee');
  same((await alice.h('view')).callUuid, at1.callUuid, 'the id in the phone');
  const [start] = (await watcher.h('events', 'call_start')).filter((event) => event.data.callUuid === at1.callUuid);
  check(start, 'the event of the call has that id');
  await isRight(alice, [at1]);
  await isRight(bea, [at2]);
  same([at1.direction, at2.direction, at1.caller, at2.destination].join(), 'outbound,inbound,1001,1002', 'what each shows');
  await shows(watcher, 'the call without a phone', 1, (one) => one.callUuid === at1.callUuid && one.phone === null && one.state === 'active');

  await alice.h('command', 'hold');
  for (const side of [alice, bea, watcher]) await shows(side, 'the hold', 1, (one) => one.server.state === 'held');

  // Parked: it goes on without the phone that parked it, and comes back to it as the same call.
  const { slot } = await alice.h('parkByRest', at1.callUuid);
  await alice.ended();
  await shows(alice, 'the parked call', 1, (one) => one.state === 'parked' && one.server.parkedSlot === slot);
  await alice.h('call', `*71${String(slot).slice(-2)}`);
  const back = (one) => one.callUuid === at1.callUuid && one.phone?.state === 'active' && one.server.parkedSlot === null;
  await shows(alice, 'the call again', 1, back);

  await bea.h('command', 'hangup');
  for (const side of [alice, bea, watcher]) {
    await shows(side, 'nothing', 0, () => true);
    const ended = await until('the cause', async () => {
      const one = await side.h('joined', at1.callUuid);
      return one.hangupCause && one;
    });
    same(`${ended.state} ${ended.hangupCause}`, 'ended NORMAL_CLEARING', 'the end');
  }
});

test('what happened while the events were away is found out when they are back', async ({ chromium, server, cleanup }) => {
  const alice = await withBoard(chromium, server, '1003');
  const watcher = await openHarness(chromium, server);
  cleanup(() => Promise.all([alice.close(), watcher.close()]));
  await watcher.h('login', server.user('1009'));
  await watcher.h('connectRealtime');
  await watcher.h('makeBoard');
  const call = async () => {
    await alice.h('call', '9196');
    const { callUuid } = await alice.inState('active');
    return callUuid;
  };
  const first = await call();
  await shows(watcher, 'the first call', 1, (one) => one.callUuid === first && one.state === 'active');
  await watcher.h('disconnectRealtime');
  await alice.h('command', 'hangup');
  await alice.ended();
  const second = await call();
  same((await watcher.h('joined', first)).state, 'active', 'the first call while nobody tells');
  await watcher.h('connectRealtime');
  await shows(watcher, 'the second call', 1, (one) => one.callUuid === second && one.caller === '1003');
  const ended = await watcher.h('joined', first);
  same(`${ended.state} ${ended.hangupCause}`, 'ended UNKNOWN', 'the first call');
  await alice.h('command', 'hangup');
  await shows(watcher, 'nothing', 0, () => true);
});

test('where SIP messages carry no id, calls are joined by their Call-IDs, two at once between the same numbers too', async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web, args: ['--no-call-uuid'] });
  cleanup(() => server.dispose());
  const alice = await withBoard(chromium, server, '1001');
  const bea = await withBoard(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));

  await alice.h('call', '1002');
  await bea.inState('ringing');
  const rings = (one) => one.joinedBy === 'call-id' && one.phone?.state === 'ringing' && one.server?.state === 'ringing';
  for (const side of [alice, bea]) await isRight(side, await shows(side, 'one ringing call', 1, rings));
  same((await alice.h('view')).callUuid, null, 'the id in the phone');
  await bea.h('command', 'answer');
  await alice.inState('active');

  // The same two once more: the other's entry must not be taken.
  await connect(alice, bea);
  const joined = (one) => one.joinedBy === 'call-id' && one.server?.answeredAt;
  for (const side of [alice, bea]) {
    const calls = await shows(side, 'two joined calls', 2, joined);
    check(calls[0].callUuid !== calls[1].callUuid, 'they are two');
    await isRight(side, calls);
  }
  await bea.h('command', 'hangup');
  for (const side of [alice, bea]) await shows(side, 'the first call alone', 1, joined);
});

test('a transfer takes the joined call along, and a page that is loaded anew finds it again', async ({ chromium, server, startServer, web, cleanup }) => {
  for (const [joinedBy, args] of [['header', null], ['call-id', ['--no-call-uuid']]]) {
    const own = args ? await startServer({ web, args }) : server;
    if (args) cleanup(() => own.dispose());
    const phone = { recovery: 'always' };
    const alice = await withBoard(chromium, own, '1001');
    const bea = await withBoard(chromium, own, '1002');
    const carol = await withBoard(chromium, own, '1003', { phone });
    cleanup(() => Promise.all([alice.close(), bea.close(), carol.close()]));
    await connect(alice, bea);
    await shows(alice, 'one joined call', 1, (one) => one.joinedBy === joinedBy && one.server);
    // The leg of the third is the first call's after the transfer.
    const [{ callUuid }] = await alice.h('joinedCalls');
    await connect(alice, carol);
    const failed = await alice.h('transferToNewest');
    check(!failed, `the transfer failed: ${JSON.stringify(failed)}`);
    const ours = (one) => one.callUuid === callUuid && one.joinedBy === joinedBy && one.phone?.state === 'active';
    for (const side of [bea, carol]) await isRight(side, await shows(side, 'the first call', 1, ours));
    const left = (one) => one.callUuid === callUuid && one.phone.state === 'ended' && one.server.transferredTo === '1003';
    await shows(alice, 'a call that goes on without the phone', 1, left);

    await carol.page.evaluate(() => {
      document.body.dataset.ready = 'gone';
    });
    await carol.page.reload();
    await isBack(carol.page);
    await carol.h('login', carol.user);
    await carol.h('connectRealtime');
    same((await carol.h('startPhone', carol.user, phone)).state, 'registered', 'the phone of the new page');
    await carol.h('makeBoard');
    same((await carol.h('recover')).length, 1, 'the calls that were recovered');
    await isRight(carol, await shows(carol, 'the call again', 1, ours));

    await carol.h('command', 'hangup');
    for (const side of [alice, bea, carol]) await shows(side, 'nothing', 0, () => true);
  }
}, { timeoutMs: 120_000 });

test('every tab of a phone shows the joined call, and keeps its entry when the tab that leads is closed', async (context) => {
  const all = await phoneTabs(context);
  const { sides: [a, b, c], bea } = all;
  for (const side of all.sides) {
    await side.h('connectRealtime');
    await side.h('makeBoard');
  }
  await talking(all);
  const talks = (one) => one.joinedBy === 'header' && one.state === 'active' && one.server?.state === 'active';
  const [[first], [before]] = await Promise.all([a, b].map((side) => shows(side, 'one joined call', 1, talks)));
  same(before.callUuid, first.callUuid, 'the id of the call in another tab');
  await a.page.close();
  await until('another leads', async () => (await Promise.all([b, c].map((side) => side.h('role')))).includes('leader'));
  const again = (one) => talks(one) && one.id === before.id && one.callUuid === before.callUuid && one.sipCallId !== before.sipCallId;
  await shows(b, 'the same call in another dialog', 1, again);
  await bea.h('command', 'hangup');
  for (const side of [b, c]) await shows(side, 'nothing', 0, () => true);
  same((await b.h('joined', before.callUuid)).hangupCause, 'NORMAL_CLEARING', 'the end');
});
