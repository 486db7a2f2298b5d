// What becomes of a phone and its calls when the tab that has it goes, by whatever way.
import { test, until } from '../lib/runner.mjs';
import { check, hears, hearsNothing, isBack, openPhone, same } from '../lib/phones.mjs';
import { leaderOf, phoneTabs, ringing, soundBack, startIn, talking } from '../lib/phone-tabs.mjs';
import { crash, freeze, halt } from '../lib/profile.mjs';

/** The call of the tabs goes on: nobody's call has ended, and there is sound both ways. */
async function goesOn(sides, bea, before) {
  for (const side of sides) {
    const view = await side.inState('active');
    same(view.id, before.id, 'the id of the call');
    same(view.callUuid, before.callUuid, 'its id at the server');
    check(!view.states.some(({ state }) => state === 'ended'), `it has not ended: ${JSON.stringify(view.states)}`);
  }
  await Promise.all([hears(sides[0]), hears(bea)]);
  check(!(await bea.h('view')).states.some(({ state }) => state === 'ended'), 'the far end lost nothing');
}

for (const [how, leave] of [
  ['is closed', (side) => side.page.close()],
  ['crashes', (side) => crash(side.page)],
  ['is frozen', (side) => freeze(side.page)],
  ['stops its phone', (side) => side.h('stopPhone')],
]) {
  test(`a call goes on with its sound when the tab that has it ${how}`, async (context) => {
    const all = await phoneTabs(context);
    const { sides: [a, b, c], bea } = all;
    await talking(all, c);
    const before = await b.h('view');
    const back = soundBack([b, c], bea);
    await leave(a);
    console.log(`        sound both ways again after ${await back} ms`);
    await goesOn([b, c], bea, before);
    same((await b.h('view')).states.map(({ state }) => state).join(), 'ringing,active,reconnecting,active', 'what the others saw');
    same(await (await leaderOf([b, c])).h('registrations'), 1, 'registrations');
    same(await c.h('command', 'hangup'), null, 'hanging up');
    same((await bea.ended()).by, 'remote', 'who ended it');
    await Promise.all([b, c].map((side) => side.ended()));
  });
}

test('the tab that has a call is reloaded: another takes it, and the one that comes back sees it', async (context) => {
  const all = await phoneTabs(context);
  const { sides: [a, b, c], bea, user } = all;
  await talking(all, a);
  const before = await b.h('view');
  // The page asks first.
  a.page.on('dialog', (dialog) => dialog.accept());
  await a.page.evaluate(() => {
    document.body.dataset.ready = 'gone';
  });
  await a.page.reload();
  await isBack(a.page);
  const again = await startIn(a.page, user);
  same(await again.h('role'), 'follower', 'the tab that came back');
  await goesOn([b, c], bea, before);
  same((await again.h('view')).id, before.id, 'the call that it sees');
  same(await again.h('command', 'hangup'), null, 'hanging up in it');
  await Promise.all([b, c, bea].map((side) => side.ended()));
});

test('a tab that stands still loses the phone, and follows without a word when it runs again', async (context) => {
  const all = await phoneTabs(context);
  const { sides: [a, b, c], bea } = all;
  await talking(all, b);
  const before = await b.h('view');
  const goOn = await halt(a.page);
  // A command is what shows soonest that nobody is there; it is done once, by the new leader.
  same(await c.h('command', 'hold'), null, 'hold, asked of the one that stands');
  await Promise.all([b, c].map((side) => side.inState('held')));
  await goOn();
  await until('it follows', async () => (await a.h('role')) === 'follower');
  await a.inState('held');
  same(await a.h('liveCalls'), 1, 'calls that it sees');
  same(await a.h('command', 'resume'), null, 'resume, in the one that stood');
  await goesOn([b, c], bea, before);
  same(await b.h('registrations'), 1, 'registrations');
  await bea.h('command', 'hangup');
  await Promise.all([a, b, c].map((side) => side.ended()));
});

test('a call on hold stays on hold, and a muted one muted, when another tab takes it', async (context) => {
  const all = await phoneTabs(context, { count: 2 });
  const { sides: [a, b], bea } = all;
  await talking(all, b);
  await b.h('command', 'mute');
  await hearsNothing(bea);
  await b.h('command', 'hold');
  await b.inState('held');
  await a.page.close();
  await until('b leads', async () => (await b.h('role')) === 'leader');
  await b.inState('held');
  same(await b.h('command', 'resume'), null, 'resume');
  await hears(b);
  await hearsNothing(bea);
  same((await b.h('view')).muted, true, 'muted');
  await b.h('command', 'unmute');
  await hears(bea);
  await b.h('command', 'hangup');
  await bea.ended();
});

test('a call that rings goes on ringing when the tab that has the phone is closed, once in each tab', async (context) => {
  const all = await phoneTabs(context);
  const { sides: [a, b, c], bea } = all;
  await ringing(all);
  const { id } = await b.h('view');
  await a.page.close();
  const leader = await leaderOf([b, c]);
  await until('it is registered', async () => (await leader.h('phoneState')).state === 'registered');
  same((await bea.h('view')).state, 'ringing', 'the caller');
  for (const side of [b, c]) {
    same((await side.inState('ringing')).id, id, 'the call that rings');
    same(await side.h('rang'), 1, 'calls that came in');
  }
  same(await c.h('command', 'answer'), null, 'answering');
  await Promise.all([b, c, bea].map((side) => side.inState('active')));
  await Promise.all([hears(b), hears(bea)]);
  await bea.h('command', 'hangup');
  await Promise.all([b, c].map((side) => side.ended()));
});

test('a caller who gives up while the phone moves is heard of', async (context) => {
  const all = await phoneTabs(context, { count: 2 });
  const { sides: [a, b], bea } = all;
  await ringing(all);
  await Promise.all([a.page.close(), bea.h('command', 'hangup')]);
  await b.ended();
  same(await b.h('liveCalls'), 0, 'calls that are left');
});

test('a call that the closing tab dials is given up, and the others say so', async (context) => {
  const all = await phoneTabs(context, { count: 2 });
  const { sides: [a, b], bea } = all;
  await b.h('call', '1002');
  await bea.inState('ringing');
  await a.page.close();
  await Promise.all([b.ended(), bea.ended()]);
  const called = await b.h('call', '1002');
  check(called.id && called.id !== 'call-1', `the next call has a number of its own: ${JSON.stringify(called)}`);
  await until('it rings there', async () => (await bea.h('view')).state === 'ringing');
  same(await bea.h('command', 'reject'), null, 'declining');
  await b.ended();
});

test('merged calls are merged again in the tab that takes them', async (context) => {
  const all = await phoneTabs(context, { count: 2 });
  const { sides: [a, b], bea } = all;
  const carol = await openPhone(context.chromium, context.server, '1003');
  context.cleanup(carol.close);
  for (const [side, number] of [[bea, '1002'], [carol, '1003']]) {
    check((await b.h('call', number)).id, 'it is dialled');
    await side.inState('ringing');
    await side.h('command', 'answer');
    await b.inState('active');
  }
  const merged = () => b.page.evaluate(() => window.__voip.calls.map(({ state, mergedWith }) => `${state} ${mergedWith.length}`).join());
  await b.page.evaluate(async () => {
    const [one, other] = window.__voip.calls;
    await one.merge(other);
  });
  await until('they are merged', async () => (await merged()) === 'active 1,active 1');
  await a.page.close();
  await until('b leads', async () => (await b.h('role')) === 'leader');
  await until('they are merged again', async () => (await merged()) === 'active 1,active 1');
  await Promise.all([hears(bea), hears(carol)]);
});
