import { test } from '../lib/runner.mjs';
import { openHarness, openPhone, same } from '../lib/phones.mjs';

/** Calls `target` and returns how it ended. */
async function endOf(side, target) {
  const called = await side.h('call', target);
  if (called.error) throw new Error(`call() was refused: ${JSON.stringify(called.error)}`);
  return side.ended();
}

test('a wrong password is told at the log-in', async ({ chromium, server, cleanup }) => {
  const page = await openHarness(chromium, server);
  cleanup(page.close);
  const { error } = await page.h('login', { ...server.user('1001'), password: 'not-the-password' });
  same(error?.name, 'AuthenticationError', 'the class of the error');
  same(error.status, 401, 'the status');
});

test('a wrong password is told by the phone, which does not try again', async ({ chromium, server, cleanup }) => {
  const page = await openHarness(chromium, server);
  cleanup(page.close);
  await page.h('login', server.user('1001'));
  const { error } = await page.h('startPhone', { ...server.user('1001'), password: 'not-the-password' });
  same(error?.code, 'authentication_failed', 'the code of the error');
  same((await page.h('phoneState')).state, 'failed', 'the state of the phone');
});

test('a number that nobody has is told as not found', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  const end = await endOf(alice, '4444');
  same(end.cause, 'not_found', 'the cause');
  same(end.statusCode, 404, 'the status code');
});

test('an extension without a phone is told as not answering', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  const end = await endOf(alice, '1010');
  same(end.cause, 'no_answer', 'the cause');
  same(end.statusCode, 480, 'the status code');
});

test('a service that is not there yet is told as not implemented', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  same((await endOf(alice, '*97')).statusCode, 501, 'the status code');
});

test('a colleague who is on the phone and takes one call only is told as busy', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002', { phone: { maxCalls: 1 } });
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await bea.h('call', '9196');
  await bea.inState('active');
  const end = await endOf(alice, '1002');
  same(end.cause, 'busy', 'the cause');
  same(end.statusCode, 486, 'the status code');
  same((await bea.h('view')).state, 'active', "the colleague's call goes on");
});

test('a call that is declined says so to the caller', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await alice.h('call', '1002');
  await bea.inState('ringing');
  same(await bea.h('command', 'reject', { statusCode: 603 }), null, 'reject()');
  const end = await alice.ended();
  same(end.cause, 'rejected', 'the cause');
  same(end.statusCode, 603, 'the status code');
  same(end.by, 'remote', 'by whom');
  same((await bea.ended()).by, 'local', 'by whom, says the callee');
});

test('a caller who gives up while it rings ends the ringing', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await alice.h('call', '1002');
  await bea.inState('ringing');
  await alice.inState('ringing');
  same(await alice.h('command', 'hangup'), null, 'hangup()');
  same((await alice.ended()).cause, 'canceled', 'the cause, says the caller');
  const end = await bea.ended();
  same(end.cause, 'canceled', 'the cause, says the callee');
  same(end.by, 'remote', 'by whom, says the callee');
});

test('a refused microphone and a missing one each have a code of their own', async ({ startChromium, server, cleanup }) => {
  for (const [options, code, cause] of [
    [{ permission: 'denied' }, 'microphone_denied', 'permission_denied'],
    [{ microphone: 'none' }, 'microphone_missing', 'device_failed'],
  ]) {
    const browser = await startChromium(options);
    cleanup(browser.close);
    const alice = await openPhone(browser, server, '1001');
    const called = await alice.h('call', '9196');
    const end = called.error ? null : await alice.ended();
    const errors = await alice.h('errors');
    const codes = [called.error?.code, ...errors.map((one) => one.code)];
    if (!codes.includes(code) && end?.cause !== cause) {
      throw new Error(`expected ${code}, got ${JSON.stringify({ called, end, errors })}`);
    }
    same(codes.includes(code), true, `the code ${code} is reported (${JSON.stringify({ codes, end })})`);
    same((await alice.h('phoneState')).state, 'registered', 'the phone stays registered');
    await browser.close();
  }
});
