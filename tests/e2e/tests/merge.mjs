// Several calls of one phone: merged in the browser, swapped, refused.
import { test, until } from '../lib/runner.mjs';
import { check, connect, openPhone, same } from '../lib/phones.mjs';
import { hearsTones, speaks } from '../lib/tones.mjs';

const ALICE = 500;
const BEA = 900;
const CAROL = 1500;
const DAN = 2100;
const ALL = [ALICE, BEA, CAROL, DAN];

const voices = { 1001: ALICE, 1002: BEA, 1003: CAROL, 1004: DAN };

async function phones({ chromium, server, cleanup }, ...numbers) {
  const opened = await Promise.all(numbers.map((number) => openPhone(chromium, server, number, { prepare: speaks(voices[number]) })));
  for (const one of opened) cleanup(one.close);
  return opened;
}

/** Runs `body` in the page with its softphone and its calls, oldest first. */
const inPage = (side, body) => side.page.evaluate(`(async (phone) => { const calls = phone.calls; return (${body})(calls, phone); })(window.__voip)`);

const hears = (side, ...tones) => hearsTones(side, tones, ALL);

test('three merged calls: each party hears the others and the one in the middle, and not itself', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  await connect(alice, bea);
  await Promise.all([hears(alice, BEA), hears(bea, ALICE)]);
  await connect(alice, carol);
  // The second call put the first on hold; merging takes it back.
  await until('the first call is held', () => inPage(alice, '([first]) => first.held'));
  await hears(carol, ALICE);
  const merged = await inPage(alice, 'async ([a, b]) => { await a.merge(b); return [a, b].map((one) => [one.id, one.state, one.mergedWith]); }');
  same(JSON.stringify(merged), JSON.stringify([[merged[0][0], 'active', [merged[1][0]]], [merged[1][0], 'active', [merged[0][0]]]]), 'what the calls say');
  await Promise.all([hears(bea, ALICE, CAROL), hears(carol, ALICE, BEA)]);

  await inPage(alice, '([a]) => a.mute()');
  same(await inPage(alice, '(calls) => calls.every((one) => one.muted)'), true, 'muting one mutes all');
  await Promise.all([hears(bea, CAROL), hears(carol, BEA)]);
  await inPage(alice, '([, b]) => b.unmute()');
  await Promise.all([hears(bea, ALICE, CAROL), hears(carol, ALICE, BEA)]);

  // Held by us or holding us: out of the mix.
  await inPage(alice, '([a]) => a.hold()');
  await Promise.all([hears(bea), hears(carol, ALICE)]);
  await inPage(alice, '([a]) => a.resume()');
  await Promise.all([hears(bea, ALICE, CAROL), hears(carol, ALICE, BEA)]);
  await bea.h('command', 'hold');
  await Promise.all([hears(bea), hears(carol, ALICE)]);
  await bea.h('command', 'resume');
  await Promise.all([hears(bea, ALICE, CAROL), hears(carol, ALICE, BEA)]);

  await bea.h('command', 'hangup');
  await bea.ended();
  await hears(carol, ALICE);
  same(await inPage(alice, '([left]) => left.mergedWith.length'), 0, 'with whom the last one is merged');
  await hears(alice, CAROL);
  await carol.h('command', 'hangup');
  await carol.ended();
}, { timeoutMs: 120_000 });

test('a fourth party joins a merge, and a call that is split out is alone with its owner', async (context) => {
  const [alice, bea, carol, dan] = await phones(context, '1001', '1002', '1003', '1004');
  await connect(alice, bea);
  await connect(alice, carol);
  await inPage(alice, '([a, b]) => a.merge(b)');
  await connect(alice, dan);
  await inPage(alice, '([a, , c]) => c.merge(a)');
  await Promise.all([hears(bea, ALICE, CAROL, DAN), hears(carol, ALICE, BEA, DAN), hears(dan, ALICE, BEA, CAROL)]);

  await inPage(alice, '([a]) => a.split()');
  await Promise.all([hears(bea, ALICE), hears(carol), hears(dan)]);
  const states = await inPage(alice, '(calls) => calls.map((one) => `${one.state} ${one.mergedWith.length}`)');
  same(states.join(), 'active 0,held 1,held 1', 'the states after the split');
  await inPage(alice, 'async (calls) => { for (const one of calls) await one.hangup(); }');
  await Promise.all([bea.ended(), carol.ended(), dan.ended()]);
}, { timeoutMs: 120_000 });

test('swap holds the one call and takes back the other', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  await connect(alice, bea);
  await connect(alice, carol);
  await Promise.all([hears(bea), hears(carol, ALICE)]);
  await inPage(alice, '([a, b], phone) => phone.swap(a, b)');
  await Promise.all([hears(bea, ALICE), hears(carol)]);
  await inPage(alice, '([a, b], phone) => phone.swap(a, b)');
  await Promise.all([hears(bea), hears(carol, ALICE)]);
  await inPage(alice, 'async (calls) => { for (const one of calls) await one.hangup(); }');
  await Promise.all([bea.ended(), carol.ended()]);
}, { timeoutMs: 90_000 });

test('do not disturb answers busy, says so in the snapshot, and lets calls in again', async (context) => {
  const [alice, bea] = await phones(context, '1001', '1002');
  await inPage(bea, '(_, phone) => { phone.doNotDisturb = true; }');
  same(await inPage(bea, '(_, phone) => phone.snapshot.doNotDisturb'), true, 'the snapshot');
  await alice.h('call', '1002');
  same((await alice.ended()).statusCode, 486, 'what the caller is told');
  same(await bea.h('view'), null, 'what the callee has heard of it');
  await inPage(bea, '(_, phone) => { phone.doNotDisturb = false; }');
  await connect(alice, bea);
  await alice.h('command', 'hangup');
  await bea.ended();
});

test('a call that waits can be answered during another, and one more than maxCalls is busy', async (context) => {
  const { chromium, server, cleanup } = context;
  const bea = await openPhone(chromium, server, '1002', { prepare: speaks(BEA), phone: { maxCalls: 2 } });
  cleanup(bea.close);
  const [alice, carol, dan] = await phones(context, '1001', '1003', '1004');
  await connect(alice, bea);
  await carol.h('call', '1002');
  await bea.inState('ringing');
  await dan.h('call', '1002');
  same((await dan.ended()).statusCode, 486, 'what the third caller is told');
  await bea.h('command', 'answer');
  await carol.inState('active');
  await until('the first is on hold', () => inPage(bea, '([first]) => first.held'));
  await Promise.all([hears(carol, BEA), hears(alice)]);
  check((await alice.h('view')).remoteHeld, 'the first caller knows that it is held');
  await inPage(bea, 'async (calls) => { for (const one of calls) await one.hangup(); }');
  await Promise.all([alice.ended(), carol.ended()]);
}, { timeoutMs: 90_000 });
