// Phones that speak SIP with each other directly: what is asked of one by REFER, and Replaces, end to end.
import { test, until } from '../lib/runner.mjs';
import { same } from '../lib/phones.mjs';
import { Switchboard } from '../lib/switchboard.mjs';
import { hearsTones, speaks } from '../lib/tones.mjs';

const voices = { 1001: 500, 1002: 900, 1003: 1500 };
const [ALICE, BEA, CAROL] = Object.values(voices);

async function phones({ chromium, server, cleanup }, phone = {}) {
  const switchboard = new Switchboard();
  const opened = [];
  for (const [number, voice] of Object.entries(voices)) {
    const side = await switchboard.openPhone(chromium, server, number, { prepare: speaks(voice), phone });
    cleanup(side.close);
    opened.push(side);
  }
  return opened;
}

const inPage = (side, body) => side.page.evaluate(`(async (phone) => { const calls = phone.calls; return (${body})(calls, phone); })(window.__voip)`);
const hears = (side, ...tones) => hearsTones(side, tones, [ALICE, BEA, CAROL]);

async function connect(caller, callee) {
  await caller.h('call', callee.user.username);
  await until('it rings', () => inPage(callee, "(calls) => calls.some((one) => one.state === 'ringing')"));
  await inPage(callee, "(calls) => calls.find((one) => one.state === 'ringing').answer()");
  await until('both are active', async () => (await Promise.all([caller, callee].map((side) => inPage(side, "(calls) => calls.some((one) => one.state === 'active')")))).every(Boolean));
}

/** Bea answers what she is asked by `body`, with the request in hand. */
const decides = (side, body) => inPage(side, `(_, phone) => {
  window.asked = null;
  phone.on('transferRequest', (request) => {
    window.asked = { target: request.target, replaces: request.replaces, referredBy: request.referredBy };
    window.decided = (${body})(request).catch((error) => error.code);
  });
}`);

const begin = (side, command) => inPage(side, `(calls) => { window.result = (${command})(calls).then(() => 'succeeded', (error) => error.code + ' ' + error.details?.statusCode); }`);
const result = (side) => side.page.evaluate(() => window.result);

test('a phone that is asked to call somebody else does so when its application accepts, and is heard there', async (context) => {
  const [alice, bea, carol] = await phones(context);
  await decides(bea, '(request) => request.accept()');
  await connect(alice, bea);
  await hears(bea, ALICE);
  await begin(alice, "([one]) => one.transfer('1003')");
  await until('it rings at carol', () => inPage(carol, "([one]) => one?.state === 'ringing'"));
  const asked = await bea.page.evaluate(() => window.asked);
  same(/sip:1003@/.test(asked.target), true, `whom bea is asked to call: ${asked.target}`);
  same(asked.replaces, false, 'whether a conversation is taken over');
  same(/1001/.test(asked.referredBy ?? ''), true, `who asks: ${asked.referredBy}`);
  await inPage(carol, '([one]) => one.answer()');
  same(await result(alice), 'succeeded', 'what became of it');
  await Promise.all([hears(bea, CAROL), hears(carol, BEA)]);
  await until('alice is out', () => inPage(alice, '(calls) => calls.length === 0'));
  same(await inPage(bea, '(calls) => calls.length'), 1, "bea's calls");
}, { timeoutMs: 90_000 });

test('a phone whose application refuses goes on talking to who asked', async (context) => {
  const [alice, bea] = await phones(context);
  await decides(bea, '(request) => request.reject(488)');
  await connect(alice, bea);
  await begin(alice, "([one]) => one.transfer('1003')");
  same(await result(alice), 'transfer_failed 488', 'what became of it');
  await Promise.all([hears(alice, BEA), hears(bea, ALICE)]);
}, { timeoutMs: 90_000 });

test('in an attended transfer the target is told which call replaces which, and nobody has to answer again', async (context) => {
  const [alice, bea, carol] = await phones(context);
  await decides(bea, '(request) => request.accept()');
  await inPage(carol, "(_, phone) => { window.replaced = []; phone.on('incoming', () => window.replaced.push('incoming')); phone.on('replaced', (call, previous) => window.replaced.push([call.remote.user, previous.remote.user])); }");
  await connect(alice, bea);
  await connect(alice, carol);
  await begin(alice, '([first, second]) => first.transferTo(second)');
  same(await result(alice), 'succeeded', 'what became of it');
  await Promise.all([hears(bea, CAROL), hears(carol, BEA)]);
  same((await bea.page.evaluate(() => window.asked)).replaces, true, 'whether a conversation is taken over');
  same(JSON.stringify(await carol.page.evaluate(() => window.replaced)), '["incoming",["1002","1001"]]', 'what carol was told');
  await until('alice is out', () => inPage(alice, '(calls) => calls.length === 0'));
  for (const side of [bea, carol]) same(await inPage(side, '(calls) => calls.length'), 1, 'calls that are left');
}, { timeoutMs: 90_000 });

test('a call that is sent elsewhere goes there when the application says so, and the answer is heard', async (context) => {
  const [alice, bea, carol] = await phones(context, { redirects: 'ask' });
  await inPage(bea, "(_, phone) => { phone.on('incoming', (call) => void call.reject({ forwardTo: '1003' })); }");
  await inPage(alice, "async (_, phone) => { const call = await phone.call('1002'); call.on('redirected', ([target]) => { window.target = target; window.followed = call.followRedirect('sip:nobody@acme.test').catch((error) => error.code).then((code) => call.followRedirect(target).then(() => code)); }); }");
  await until('it rings at carol', () => inPage(carol, "([one]) => one?.state === 'ringing'"));
  same(/^sip:1003@/.test(await alice.page.evaluate(() => window.target)), true, 'where the call is sent');
  same(await alice.page.evaluate(() => window.followed), 'invalid_state', 'what a target that was not named comes to');
  await inPage(carol, '([one]) => one.answer()');
  await Promise.all([hears(alice, CAROL), hears(carol, ALICE)]);
  await inPage(alice, '([one]) => one.hangup()');
}, { timeoutMs: 90_000 });

test('music that one party of a merge plays on hold is not for the others', async (context) => {
  const [alice, bea, carol] = await phones(context);
  await connect(alice, bea);
  await connect(alice, carol);
  await inPage(alice, '([first, second]) => first.merge(second)');
  await Promise.all([hears(bea, ALICE, CAROL), hears(carol, ALICE, BEA)]);
  await inPage(bea, '([one]) => one.hold()');
  await until('alice knows that she is held', () => inPage(alice, '([first]) => first.remoteHeld'));
  await bea.page.evaluate(async () => {
    const [music] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
    await window.connections.at(-1).getSenders()[0].replaceTrack(music);
  });
  await until('alice receives the music', () => inPage(alice, `async ([first]) => {
    let energy = 0;
    (await first.getStats()).forEach((one) => { if (one.type === 'inbound-rtp') energy = one.totalAudioEnergy; });
    const before = window.energy;
    window.energy = energy;
    return before !== undefined && energy > before + 1e-4;
  }`));
  await Promise.all([hears(bea), hears(carol, ALICE)]);
  await inPage(bea, '([one]) => one.resume()');
  await Promise.all([hears(bea, ALICE, CAROL), hears(carol, ALICE, BEA)]);
}, { timeoutMs: 90_000 });
