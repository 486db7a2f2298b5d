// Transfer by the phone itself (REFER), proven by who hears whom.
import { test, until } from '../lib/runner.mjs';
import { check, connect, openPhone, same } from '../lib/phones.mjs';
import { hearsTones, speaks } from '../lib/tones.mjs';

const ALICE = 500;
const BEA = 900;
const CAROL = 1500;
const ALL = [ALICE, BEA, CAROL];
const voices = { 1001: ALICE, 1002: BEA, 1003: CAROL };

async function phones({ chromium, server, cleanup }, ...numbers) {
  const opened = await Promise.all(numbers.map((number) => openPhone(chromium, server, number, { prepare: speaks(voices[number]) })));
  for (const one of opened) cleanup(one.close);
  return opened;
}

const inPage = (side, body) => side.page.evaluate(`(async (phone) => { const calls = phone.calls; return (${body})(calls, phone); })(window.__voip)`);
const hears = (side, ...tones) => hearsTones(side, tones, ALL);

/** Begins a transfer and notes its progress; `result()` waits for what became of it. */
async function transfer(side, command) {
  await inPage(side, `(calls) => {
    window.progress = [];
    for (const one of calls) one.on('transfer', ({ state }) => window.progress.push(state));
    window.transferred = (${command})(calls).then(() => 'succeeded', (error) => error.code + ' ' + error.details?.statusCode);
  }`);
  return {
    result: () => side.page.evaluate(() => window.transferred),
    progress: () => side.page.evaluate(() => window.progress),
  };
}

test('a blind transfer connects the far end with the target, and resolves when the target has answered', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  await connect(alice, bea);
  await Promise.all([hears(alice, BEA), hears(bea, ALICE)]);
  const moving = await transfer(alice, "([one]) => one.transfer('1003')");
  await carol.inState('ringing');
  check((await moving.progress()).includes('accepted'), 'alice knows that it is being tried');
  same((await alice.h('view')).state, 'held', 'the state of the call meanwhile');
  await carol.h('command', 'answer');
  same(await moving.result(), 'succeeded', 'what became of it');
  same((await alice.ended()).cause, 'transferred', 'why the call of who transferred ended');
  await Promise.all([hears(bea, CAROL), hears(carol, BEA)]);
  await carol.h('command', 'hangup');
  await bea.ended();
}, { timeoutMs: 90_000 });

test('a blind transfer that is refused rejects with the status, and the call goes on with its sound', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  await connect(alice, bea);
  const moving = await transfer(alice, "([one]) => one.transfer('1003')");
  await carol.inState('ringing');
  await carol.h('command', 'reject', { statusCode: 486 });
  const result = await moving.result();
  check(/^transfer_failed [4-6]\d\d$/.test(result), `what became of it: ${result}`);
  await alice.inState('active');
  await Promise.all([hears(alice, BEA), hears(bea, ALICE)]);
  await alice.h('command', 'hangup');
  await bea.ended();
}, { timeoutMs: 90_000 });

test('an attended transfer connects the two far ends with each other, and both calls of who transferred end', async (context) => {
  const [alice, bea, carol] = await phones(context, '1001', '1002', '1003');
  await connect(alice, bea);
  await connect(alice, carol);
  await Promise.all([hears(bea), hears(carol, ALICE)]);
  const moving = await transfer(alice, '([first, second]) => first.transferTo(second)');
  same(await moving.result(), 'succeeded', 'what became of it');
  await until('both calls of alice are over', () => inPage(alice, '(calls) => calls.length === 0'));
  await Promise.all([hears(bea, CAROL), hears(carol, BEA)]);
  await bea.h('command', 'hangup');
  await carol.ended();
}, { timeoutMs: 90_000 });
