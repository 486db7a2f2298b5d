import { test, until } from '../../e2e/lib/runner.mjs';
import { check, same } from '../../e2e/lib/phones.mjs';
import { domain } from '../lib/kamailio.mjs';
import { openPhone } from '../lib/phone.mjs';
import { freePort } from '../lib/ports.mjs';

/** The algorithm of the credentials in a message; where it is not said, it is MD5 (RFC 7616 §3.4). */
const algorithmOf = ({ text }) => /^(?:Proxy-)?Authorization: .*algorithm="?([\w-]+)/im.exec(text)?.[1] ?? 'MD5';

async function authorized(phone) {
  const messages = await phone.messages(/^REGISTER [\s\S]*^Authorization:/im, 'out');
  return messages.map(algorithmOf);
}

for (const scheme of ['ws', 'wss']) {
  test(`a phone registers over ${scheme} with SHA-256 and leaves no binding behind`, async (context) => {
    const { kamailio, cleanup } = context;
    const wsUri = scheme === 'ws' ? kamailio.wsUri : kamailio.wssUri;
    const alice = await openPhone(context, '1001', { options: { wsUri } });
    cleanup(alice.close);
    same((await authorized(alice)).join(), 'SHA-256', 'algorithms of the credentials');
    const [via] = await alice.messages(/^REGISTER/, 'out');
    check(via.text.includes(`Via: SIP/2.0/${scheme.toUpperCase()} `), `Via says ${scheme}`);
    same((await kamailio.bindings('1001')).length, 1, 'bindings');
    same(await alice.h('stop'), 'disconnected', 'state after stop()');
    same((await kamailio.bindings('1001')).length, 0, 'bindings after stop()');
  });
}

test('Firefox registers over wss', async ({ firefox, ...context }) => {
  const { kamailio, cleanup } = context;
  const alice = await openPhone({ ...context, browser: await firefox.get() }, '1001', { options: { wsUri: kamailio.wssUri } });
  cleanup(alice.close);
  same((await kamailio.bindings('1001')).length, 1, 'bindings');
});

test('a server that knows only MD5 gets MD5', async ({ kamailioWith, ...context }) => {
  const kamailio = await kamailioWith({ modes: [] });
  context.cleanup(kamailio.dispose);
  const alice = await openPhone({ ...context, kamailio }, '1001');
  context.cleanup(alice.close);
  same((await authorized(alice)).join(), 'MD5', 'algorithms of the credentials');
});

test('of a challenge nobody knows, one with SHA-256 and one with MD5 it answers the topmost that it knows', async ({ kamailioWith, ...context }) => {
  const kamailio = await kamailioWith({ modes: ['WITH_SHA256', 'WITH_MANY_CHALLENGES'] });
  context.cleanup(kamailio.dispose);
  const alice = await openPhone({ ...context, kamailio }, '1001');
  context.cleanup(alice.close);
  const [challenge] = await alice.messages(/^SIP\/2\.0 401/, 'in');
  same(challenge.text.match(/^WWW-Authenticate:/gim).length, 3, 'challenges');
  same((await authorized(alice)).join(), 'SHA-256', 'algorithms of the credentials');
});

test('a wrong password is told as that, and is not tried again and again', async (context) => {
  const alice = await openPhone(context, '1001', { options: { password: 'wrong' }, registered: false });
  context.cleanup(alice.close);
  same(alice.started.error?.code, 'authentication_failed', 'code');
  check((await alice.messages(/^REGISTER/, 'out')).length <= 3, 'few attempts');
});

test('HA1 is as good as the password', async (context) => {
  const { createHash } = await import('node:crypto');
  const ha1 = createHash('sha256').update(`1001:${domain}:secret-1001`).digest('hex');
  const alice = await openPhone(context, '1001', { options: { password: undefined, ha1 } });
  context.cleanup(alice.close);
  same(alice.started.state, 'registered', 'state');
});

test('the registration is refreshed before it expires, with a nonce that is used once more', async (context) => {
  const alice = await openPhone(context, '1001', { options: { registerExpiresSec: 10 } });
  context.cleanup(alice.close);
  const count = async () => (await alice.messages(/^SIP\/2\.0 200[\s\S]*^CSeq: \d+ REGISTER/im, 'in')).length;
  await until('a second 200 to REGISTER', async () => (await count()) >= 2);
  same((await alice.messages(/^SIP\/2\.0 401/, 'in')).length, 1, 'challenges in all');
  same((await alice.h('phoneState')).reachable, true, 'reachable');
});

test('an interval that is too short for the server becomes the one that it wants', async (context) => {
  const alice = await openPhone(context, '1001', { options: { registerExpiresSec: 2 } });
  context.cleanup(alice.close);
  const [binding] = await context.kamailio.bindings('1001');
  check(binding.Expires > 5, `the binding lives ${binding.Expires} s`);
});

test('of several addresses of which the first is dead, the second is taken', async (context) => {
  const dead = `ws://127.0.0.1:${await freePort()}`;
  const begun = performance.now();
  const alice = await openPhone(context, '1001', { options: { wsUri: [dead, context.kamailio.wsUri] } });
  context.cleanup(alice.close);
  same(alice.started.state, 'registered', 'state');
  check(performance.now() - begun < 5_000, 'within five seconds');
});
