// Microphones and loudspeakers: chosen, pulled out and put back while somebody talks.
import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, hearsNothing, isBack, openPhone, same } from '../lib/phones.mjs';
import { phoneTabs, talking } from '../lib/phone-tabs.mjs';
import { plugs } from '../lib/plugs.mjs';

const ONE = 'Fake Audio Input 1';
const TWO = 'Fake Audio Input 2';

/** Loads the page again with microphones that can be pulled out; counts the INVITEs that it sends. */
async function withPlugs(page) {
  page.invites = 0;
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => (page.invites += /^INVITE /.test(String(payload)))));
  await page.addInitScript(plugs);
  await page.reload();
  await isBack(page);
}

const on = (side) => side.page.evaluate(() => window.plugs.on());
const unplug = (side, label) => side.page.evaluate((one) => window.plugs.unplug(one), label);
const plug = (side, label) => side.page.evaluate((one) => window.plugs.plug(one), label);
const snapshot = (side) => side.page.evaluate(() => window.__voip.devices.getSnapshot());
const isOn = (side, label) => until(`the microphone is ${label}`, async () => (await on(side)) === label);

/** Looks the devices up, listens to changes, and gives the ids by name. */
const look = (side) =>
  side.page.evaluate(async () => {
    window.changes = [];
    window.warnings = [];
    window.__voip.on('deviceChange', (change) => window.changes.push(change));
    window.__voip.on('warning', ({ code }) => window.warnings.push(code));
    const { inputs, outputs } = await window.__voip.devices.load();
    return Object.fromEntries([...inputs, ...outputs].map(({ label, deviceId }) => [label, deviceId]));
  });

/** Null, or the code. */
const choose = (side, command, id) =>
  side.page.evaluate(([name, one]) => window.__voip.devices[name](one).then(() => null, ({ code }) => code), [command, id]);

async function pair({ chromium, server, cleanup }, phone = {}) {
  const alice = await openPhone(chromium, server, '1001', { prepare: withPlugs, phone });
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  return [alice, bea];
}

test('another microphone during a call: the far end hears on, mute and hold stay, nothing is negotiated, the old one is off', async (context) => {
  const [alice, bea] = await pair(context, { audio: { echoCancellation: false } });
  await connect(alice, bea);
  const ids = await look(alice);
  check(ids[ONE] && ids[TWO], `microphones: ${JSON.stringify(ids)}`);
  await hears(bea);
  same((await snapshot(alice)).input, null, 'the microphone before');
  const before = alice.page.invites;
  same(await choose(alice, 'setInput', ids[TWO]), null, 'choosing another');
  same(await on(alice), TWO, 'microphones that are on');
  same((await snapshot(alice)).input, ids[TWO], 'the microphone now');
  await hears(bea);
  same(alice.page.invites, before, 'INVITEs');

  await alice.h('command', 'mute');
  await hearsNothing(bea);
  same(await choose(alice, 'setInput', ids[ONE]), null, 'choosing while muted');
  same(await on(alice), ONE, 'microphones that are on');
  await hearsNothing(bea);
  await alice.h('command', 'unmute');
  await hears(bea);

  await alice.h('command', 'hold');
  await alice.inState('held');
  same(await choose(alice, 'setInput', ids[TWO]), null, 'choosing on hold');
  await hearsNothing(bea, { packetsToo: true });
  await alice.h('command', 'resume');
  await alice.inState('active');
  await hears(bea);
  same(await on(alice), TWO, 'microphones that are on');

  same(await choose(alice, 'setInput', 'no-such-device'), 'device_missing', 'a device that is not there');
  same(await on(alice), TWO, 'microphones that are on after that');
  await alice.h('command', 'hangup');
  await until('the microphone is off', async () => (await on(alice)) === '');
});

test('the microphone is pulled out in a call: the next is taken, and the first again when it is back; without any the call goes on', async (context) => {
  const [alice, bea] = await pair(context);
  await connect(alice, bea);
  const ids = await look(alice);
  same(await choose(alice, 'setInput', ids[ONE]), null, 'choosing');
  await hears(bea);
  await alice.page.evaluate(() => void (window.changes.length = 0));

  await unplug(alice, ONE);
  await until('another microphone', async () => !['', ONE].includes(await on(alice)));
  await hears(bea);
  const [change] = await alice.page.evaluate(() => window.changes);
  same([change.removed, change.lost].map(([one]) => one?.label).join(), `${ONE},${ONE}`, 'what was removed and lost');
  same((await snapshot(alice)).input, null, 'the microphone');

  await plug(alice, ONE);
  await isOn(alice, ONE);
  await hears(bea);
  same((await snapshot(alice)).input, ids[ONE], 'the microphone');

  await alice.h('command', 'mute');
  await unplug(alice, 'Audio Input');
  for (const one of [ONE, TWO]) await unplug(alice, one);
  await until('no microphone', async () => (await on(alice)) === '');
  await until('a warning', async () => (await alice.page.evaluate(() => window.warnings.join())) === 'microphone_lost');
  same((await alice.h('view')).state, 'active', 'the call');
  await plug(alice, TWO);
  await isOn(alice, TWO);
  await hearsNothing(bea);
  await alice.h('command', 'unmute');
  await hears(bea);
});

test('calls are played on the device that was chosen, and it rings on another', async (context) => {
  const [alice, bea] = await pair(context);
  const ids = await look(alice);
  const [first, second] = Object.keys(ids).filter((label) => label.includes('Output')).map((label) => ids[label]);
  check(first && second, `outputs: ${JSON.stringify(ids)}`);
  same(await choose(alice, 'setOutput', 'no-such-device'), 'device_missing', 'an output that is not there');
  same(await choose(alice, 'setOutput', first), null, 'choosing the output');
  same(await choose(alice, 'setRingtoneOutput', second), null, 'choosing what rings');
  await bea.h('call', '1001');
  await alice.inState('ringing');
  await until('it rings there', async () => (await alice.page.evaluate(() => window.plugs.ringsOn())) === second);
  await alice.h('command', 'answer');
  await Promise.all([alice.inState('active'), bea.inState('active')]);
  await hears(alice);
  same(await alice.page.evaluate(() => window.plugs.playsOn()), first, 'what the call is played on');
  same(await choose(alice, 'setOutput', second), null, 'choosing during the call');
  same(await alice.page.evaluate(() => window.plugs.playsOn()), second, 'what the call is played on');
  await hears(alice);
});

test('a microphone chosen in a tab that follows is taken where the sound is, shown in every tab, and kept by the next leader', async (context) => {
  const { sides: [a, b], bea } = await phoneTabs(context, { count: 2 });
  await talking({ sides: [a, b], bea }, b);
  same(await b.h('role'), 'follower', 'the second tab');
  const [one, two] = [await look(a), await look(b)];
  same(JSON.stringify(one), JSON.stringify(two), 'ids in both tabs');
  same(await choose(b, 'setInput', 'no-such-device'), 'device_missing', 'a device that is not there');
  same(await choose(b, 'setInput', two[TWO]), null, 'choosing in the tab that follows');
  await until('both show it', async () => (await Promise.all([a, b].map(snapshot))).every(({ input }) => input === two[TWO]));
  await hears(bea);
  await a.page.close();
  await until('the other leads', async () => ['leader', 'alone'].includes(await b.h('role')));
  await until('the call goes on', async () => (await b.h('view')).state === 'active');
  await hears(bea);
  same((await snapshot(b)).input, two[TWO], 'the microphone of the new leader');
  same(await b.page.evaluate(async () => (await window.__voip.calls[0].getStats()) !== undefined), true, 'it has the call');
});
