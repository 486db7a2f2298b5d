// Many tabs that behave as one phone: what every tab sees and does.
import { test, until } from '../lib/runner.mjs';
import { check, hears, hearsNothing, same } from '../lib/phones.mjs';
import { leaderOf, phoneTabs, ringing, socketsAt, talking } from '../lib/phone-tabs.mjs';

test('1, 3 and 10 tabs are one registration and one socket', async (context) => {
  // Those of the tests before are being closed.
  await until('no socket at the server', () => socketsAt(context.server) === 0);
  const all = await phoneTabs(context, { count: 1 });
  const counts = [];
  for (const tabs of [1, 3, 10]) {
    while (all.sides.length < tabs) all.sides.push(await all.open());
    const roles = await Promise.all(all.sides.map((side) => side.h('role')));
    same(roles.filter((role) => role === 'leader').length, 1, `leaders of ${tabs}`);
    const registrations = await all.sides.at(-1).h('registrations');
    counts.push(`${tabs} tabs: ${registrations} registration, ${socketsAt(context.server) - 1} socket`);
    same(registrations, 1, `registrations with ${tabs} tabs`);
    // One of them is the other party's.
    same(socketsAt(context.server), 2, `sockets with ${tabs} tabs`);
  }
  console.log(`        ${counts.join('; ')}`);
});

test('a call rings in every tab, is answered in one that follows, and ringing stops everywhere', async (context) => {
  const all = await phoneTabs(context);
  const { sides: [a, b, c], bea } = all;
  const views = await ringing(all);
  same(new Set(views.map(({ id }) => id)).size, 1, 'ids of the call');
  same(await c.h('command', 'answer'), null, 'answering');
  await Promise.all([a, b, c, bea].map((side) => side.inState('active')));
  same(await a.h('role'), 'leader', 'the first tab');
  await Promise.all([hears(a), hears(c), hears(bea)]);
  same(JSON.stringify(await Promise.all([a, b, c].map((side) => side.h('rang')))), '[1,1,1]', 'calls that came in');
  same(await b.h('command', 'hangup'), null, 'hanging up');
  same((await bea.ended()).by, 'remote', 'who ended it');
  for (const side of [a, b, c]) same((await side.ended()).by, 'local', 'who ended it');
  same(JSON.stringify(await Promise.all([a, b, c].map((side) => side.h('liveCalls')))), '[0,0,0]', 'calls that are left');
});

test('a tab that follows dials, holds, mutes, sends digits and reads statistics', async (context) => {
  const { sides: [a, b, c], bea } = await phoneTabs(context);
  const called = await b.h('call', '1002');
  check(called.id, `call() in a tab that follows: ${JSON.stringify(called.error)}`);
  await bea.inState('ringing');
  await until('the others see it', async () => (await c.h('liveCalls')) === 1);
  await bea.h('command', 'answer');
  await Promise.all([b, bea].map((side) => side.inState('active')));
  await Promise.all([hears(b), hears(bea)]);
  check((await b.h('view')).timings.toActiveMs !== null, 'its times are told');

  same(await b.h('command', 'hold'), null, 'hold');
  await Promise.all([hearsNothing(b), hearsNothing(bea)]);
  same(await b.h('command', 'resume'), null, 'resume');
  await Promise.all([hears(b), hears(bea)]);
  same(await b.h('command', 'mute'), null, 'mute');
  await hearsNothing(bea);
  same((await b.h('view')).muted, true, 'muted');
  same(await b.h('command', 'unmute'), null, 'unmute');
  await hears(bea);
  same(await b.h('command', 'sendDtmf', '12#'), null, 'digits by RTP');
  await until('the server heard the digits', () => (context.server.log.match(/telephone-event/g) ?? []).length >= 3);
  same((await b.h('command', 'transfer', '')).error.code, 'invalid_target', 'an error of a command');
  same(await b.h('command', 'hangup'), null, 'hanging up');
  await bea.ended();
  same(await a.h('liveCalls'), 0, 'calls that are left');
});

test('a tab that comes sees the state and the calls, and do not disturb is set for all', async (context) => {
  const all = await phoneTabs(context, { count: 2 });
  const { sides: [a, b], bea } = all;
  await b.h('setDoNotDisturb', true);
  await until('the leader knows', () => a.h('doNotDisturb'));
  const called = await bea.h('call', '1001');
  check(called.id, 'it is called');
  same((await bea.ended()).cause, 'busy', 'the answer');
  await a.h('setDoNotDisturb', false);
  await ringing(all);
  const d = await all.open();
  same((await d.inState('ringing')).id, (await a.h('view')).id, 'the call that it sees');
  same(await d.h('command', 'answer'), null, 'answering in the tab that came');
  await Promise.all([hears(a), hears(bea)]);
  await bea.h('command', 'hangup');
  await Promise.all([a, b, d].map((side) => side.ended()));
});

test('no tab that closes rejects a call, and one that stops leaves the phone to the others', async (context) => {
  const all = await phoneTabs(context, { count: 4 });
  const { sides: [a, b, c, d], bea } = all;
  await ringing(all);
  await c.page.close();
  same(await d.h('stopPhone'), 'disconnected', 'the phone of the tab that stopped');
  same(await d.h('liveCalls'), 0, 'calls that it still has');
  same((await bea.inState('ringing')).state, 'ringing', 'the call');
  same(await b.h('command', 'answer'), null, 'answering in one that stayed');
  await Promise.all([hears(a), hears(bea)]);
  same((await leaderOf([a, b])) === a, true, 'the leader is the same');
  await bea.h('command', 'hangup');
  await b.ended();
});

test('two accounts are two phones, and without multiTab each tab is a phone of its own', async (context) => {
  const { server } = context;
  const { sides: [a], bea, open } = await phoneTabs(context, { count: 1 });
  const other = await open(server.user('1003'));
  const alone = await open(server.user('1001'), { multiTab: false });
  same(JSON.stringify(await Promise.all([a, other, alone].map((side) => side.h('role')))), '["leader","leader","alone"]', 'their roles');
  same(await a.h('registrations'), 2, 'registrations of 1001');
  await bea.h('call', '1001');
  await Promise.all([a, alone].map((side) => side.inState('ringing')));
  same(await other.h('liveCalls'), 0, 'calls of the other account');
  same(await alone.h('command', 'answer'), null, 'answering');
  same((await a.ended()).cause, 'answered_elsewhere', 'the other phone');
  await Promise.all([hears(alone), hears(bea)]);
  await bea.h('command', 'hangup');
});
