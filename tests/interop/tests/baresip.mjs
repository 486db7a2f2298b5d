import { test, until } from '../../e2e/lib/runner.mjs';
import { check, hears, hearsNothing, same } from '../../e2e/lib/phones.mjs';
import { startBaresip } from '../lib/baresip.mjs';
import { openPhone } from '../lib/phone.mjs';

/** A browser's phone and a baresip, both registered. */
async function pair(context, options) {
  const browser = context.with === 'firefox' ? await context.firefox.get() : context.chromium;
  const alice = await openPhone({ ...context, browser }, '1001');
  context.cleanup(alice.close);
  const baresip = await startBaresip(context.kamailio, '3001', options);
  context.cleanup(baresip.dispose);
  return [alice, baresip];
}

/** Sound both ways: baresip gives back what it hears, and falls silent with the microphone. */
async function echoes(call) {
  await hears(call);
  await call.does('mute');
  await hearsNothing(call);
  await call.does('unmute');
  await hears(call);
}

for (const browser of ['chromium', 'firefox']) {
  const name = browser === 'chromium' ? 'Chromium' : 'Firefox';

  test(`${name} calls baresip: Opus and DTLS-SRTP, sound both ways, and baresip hangs up`, async (context) => {
    const [alice, baresip] = await pair({ ...context, with: browser });
    const out = await alice.calls('3001');
    await baresip.event('CALL_INCOMING');
    await out.inState('ringing', 'early');
    await baresip.answer();
    await out.inState('active');
    await echoes(out);
    check(/Set audio encoder: opus/.test(baresip.log), 'baresip says opus');
    check(/DTLS-SRTP complete/.test(baresip.log), 'baresip says DTLS-SRTP');

    await baresip.hangUp();
    same((await out.ended()).by, 'remote', 'who ended it');
  });

  test(`baresip calls ${name}, and the browser hangs up`, async (context) => {
    const [alice, baresip] = await pair({ ...context, with: browser });
    await baresip.dial('1001');
    const into = await alice.ringing();
    await into.does('answer');
    await baresip.event('CALL_ESTABLISHED');
    await echoes(into);
    await into.does('hangup');
    await baresip.event('CALL_CLOSED');
  });

  test(`${name} puts baresip on hold: silence, and the tone again after resuming`, async (context) => {
    const [alice, baresip] = await pair({ ...context, with: browser }, { sound: 'tone' });
    const out = await alice.calls('3001');
    await baresip.event('CALL_INCOMING');
    await baresip.answer();
    await out.inState('active');
    await hears(out);
    for (const time of ['first', 'second']) {
      await out.does('hold');
      same((await out.inState('held')).held, true, `held the ${time} time`);
      await hearsNothing(out, { packetsToo: true });
      await out.does('resume');
      await hears(out);
    }
    await out.does('hangup');
    await baresip.event('CALL_CLOSED');
  });
}

test('baresip puts a browser on hold and resumes', async (context) => {
  const [alice, baresip] = await pair(context, { sound: 'tone' });
  const out = await alice.calls('3001');
  await baresip.event('CALL_INCOMING');
  await baresip.answer();
  await out.inState('active');
  await hears(out);
  await baresip.command('hold');
  await out.seen('the browser knows that it is held', (view) => view.remoteHeld);
  await hearsNothing(out);
  await baresip.command('resume');
  await out.seen('the browser knows that it is resumed', (view) => !view.remoteHeld);
  await hears(out);
  await out.does('hangup');
});

test('every digit sent by RTP reaches baresip', async (context) => {
  const [alice, baresip] = await pair(context);
  const out = await alice.calls('3001');
  await baresip.event('CALL_INCOMING');
  await baresip.answer();
  await out.inState('active');
  await hears(out);
  await out.does('sendDtmf', '12345#*0');
  const digits = () => baresip.events.filter((one) => one.type === 'CALL_DTMF_START').map((one) => one.param).join('');
  await until('baresip has every digit', async () => digits() === '12345#*0').catch((error) => {
    throw new Error(`${error.message}; it has ${digits()}`);
  });
  await out.does('hangup');
});
