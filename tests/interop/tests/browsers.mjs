import { test } from '../../e2e/lib/runner.mjs';
import { check, hears, hearsNothing, same } from '../../e2e/lib/phones.mjs';
import { connect, hangUp, openPhone } from '../lib/phone.mjs';

const names = { chromium: 'Chromium', firefox: 'Firefox' };

/** Two phones in the browsers of these names, over ws and wss. */
async function pair({ firefox, chromium, ...context }, from, to, options = {}) {
  const browsers = { chromium: () => chromium, firefox: () => firefox.get() };
  const alice = await openPhone({ ...context, browser: await browsers[from]() }, '1001', options);
  context.cleanup(alice.close);
  const bea = await openPhone({ ...context, browser: await browsers[to]() }, '1002', {
    options: { wsUri: context.kamailio.wssUri },
    ...options,
  });
  context.cleanup(bea.close);
  return [alice, bea];
}

for (const [from, to] of [['chromium', 'chromium'], ['firefox', 'firefox'], ['chromium', 'firefox'], ['firefox', 'chromium']]) {
  test(`${names[from]} calls ${names[to]}, they hear each other, hold, resume, and the callee hangs up`, async (context) => {
    const [alice, bea] = await pair(context, from, to);
    const [out, into] = await connect(alice, bea);
    await Promise.all([hears(out), hears(into)]);
    same((await into.view()).remoteUser, '1001', 'who called');

    await out.does('hold');
    await out.inState('held');
    await into.seen('the far end knows that it is held', (view) => view.remoteHeld);
    await Promise.all([hearsNothing(out), hearsNothing(into)]);
    await out.does('resume');
    await into.seen('the far end knows that it is resumed', (view) => !view.remoteHeld);
    await Promise.all([hears(out), hears(into)]);

    await hangUp(into, out);
    const end = (await out.view()).end;
    same(end.by, 'remote', 'who ended it');
    same(end.cause, 'terminated', 'why');
  });
}

test('a registered phone is not challenged again: not for a call, nor within it, nor for the next', async (context) => {
  const [alice, bea] = await pair(context, 'chromium', 'chromium');
  for (const time of ['first', 'second']) {
    const [out, into] = await connect(alice, bea);
    await out.does('hold');
    await hangUp(out, into);
    same((await alice.messages(/^SIP\/2\.0 40[17]/, 'in')).length, 1, `challenges up to the ${time} call's end`);
  }
});

test('a call that is refused says why', async (context) => {
  const [alice, bea] = await pair(context, 'chromium', 'chromium');
  const out = await alice.calls('1002');
  await (await bea.ringing()).does('reject', { statusCode: 486 });
  const end = await out.ended();
  same(end.cause, 'busy', 'cause');
  same(end.statusCode, 486, 'status');
});

test('a number where nobody is registered ends the call with what the server said', async (context) => {
  const [alice] = await pair(context, 'chromium', 'chromium');
  const out = await alice.calls('1999');
  const end = await out.ended();
  same(end.statusCode, 480, 'status');
  same(end.by, 'remote', 'by whom');
});

test('a caller who gives up stops the ringing', async (context) => {
  const [alice, bea] = await pair(context, 'chromium', 'chromium');
  const out = await alice.calls('1002');
  const into = await bea.ringing();
  await out.inState('ringing', 'early');
  await out.does('hangup');
  same((await out.view()).end.cause, 'canceled', "the caller's cause");
  same((await into.ended()).cause, 'canceled', "the callee's cause");
});

test('a call to an account with two phones rings both; the one that is late is told where it was answered', async (context) => {
  const [alice, bea] = await pair(context, 'chromium', 'chromium');
  const second = await openPhone(context, '1002');
  context.cleanup(second.close);
  same((await context.kamailio.bindings('1002')).length, 2, 'bindings of the account');
  const out = await alice.calls('1002');
  const [one, other] = await Promise.all([bea.ringing(), second.ringing()]);
  await one.does('answer');
  await out.inState('active');
  const end = await other.ended();
  same(end.cause, 'answered_elsewhere', 'cause at the other phone');
  await Promise.all([hears(out), hears(one)]);
  await hangUp(out, one);
});

test('both phones of an account ring and both refuse: the caller is told once', async (context) => {
  const [alice, bea] = await pair(context, 'chromium', 'chromium');
  const second = await openPhone(context, '1002');
  context.cleanup(second.close);
  const out = await alice.calls('1002');
  const [one, other] = await Promise.all([bea.ringing(), second.ringing()]);
  await one.does('reject', { statusCode: 486 });
  check((await out.view()).state !== 'ended', 'it rings on while one has not answered');
  await other.does('reject', { statusCode: 486 });
  same((await out.ended()).cause, 'busy', 'cause');
});
