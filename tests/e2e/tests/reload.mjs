// A page that is reloaded during a call: what becomes of the call, and of what was kept for it.
import { test, until } from '../lib/runner.mjs';
import { check, connect, hears, hearsNothing, isBack, openPhone, same } from '../lib/phones.mjs';

async function pair({ chromium, server, cleanup }, phone = {}) {
  const [alice, bea] = await Promise.all([openPhone(chromium, server, '1001', { phone }), openPhone(chromium, server, '1002')]);
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  return [alice, bea];
}

/** Reloads the page, `how` it is done, and starts the same phone in it; resolves with what was kept. */
async function reload(side, how, phone = {}) {
  await side.page.evaluate(() => {
    document.body.dataset.ready = 'gone';
  });
  if (how === 'button') await side.page.reload();
  else await side.page.evaluate(() => location.reload());
  await isBack(side.page);
  const kept = await side.page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  await side.h('login', side.user);
  same((await side.h('startPhone', side.user, phone)).state, 'registered', 'the phone of the new page');
  return kept;
}

const storage = (side) => side.page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('cemscale-voip')).length);

test('a call survives the reload of its page: recover() takes it up with its sound both ways', async (context) => {
  const [alice, bea] = await pair(context);
  await connect(alice, bea);
  await Promise.all([hears(alice), hears(bea)]);
  const { callUuid } = await alice.h('view');
  const kept = await reload(alice, 'script');
  check(!kept.includes(alice.user.password), 'no password is in the storage');
  const began = performance.now();
  const recovered = await alice.h('recover');
  console.log(`        taken up again in ${Math.round(performance.now() - began)} ms`);
  same(recovered.length, 1, `the calls that were recovered: ${JSON.stringify(recovered)}`);
  const view = await alice.inState('active');
  same(view.remoteUser, '1002', 'the far end');
  same(view.callUuid, callUuid, 'the id of the call');
  await Promise.all([hears(alice), hears(bea)]);
  check(!(await bea.h('view')).states.some(({ state }) => state === 'ended'), 'the far end lost nothing');
  same(await storage(alice), 0, 'what is still kept');

  // It is a call like any other: hold, resume, end.
  await alice.h('command', 'hold');
  await Promise.all([hearsNothing(alice), hearsNothing(bea)]);
  await alice.h('command', 'resume');
  await Promise.all([hears(alice), hears(bea)]);
  await bea.h('command', 'hangup');
  await alice.ended();
}, { timeoutMs: 90_000 });

test("the callee's page may be reloaded too, by the browser's own button where calls always wait", async (context) => {
  const phone = { recovery: 'always' };
  const [alice, bea] = await pair(context, phone);
  await connect(bea, alice);
  await reload(alice, 'button', phone);
  same((await alice.h('recover')).length, 1, 'the calls that were recovered');
  same((await alice.inState('active')).direction, 'inbound', 'the direction of the call');
  await Promise.all([hears(alice), hears(bea)]);
  await alice.h('command', 'hangup');
  same((await bea.ended()).by, 'remote', 'who ended it');
}, { timeoutMs: 90_000 });

test('a call on hold is on hold after the reload', async (context) => {
  const [alice, bea] = await pair(context);
  await connect(alice, bea);
  await alice.h('command', 'hold');
  await alice.inState('held');
  await reload(alice, 'script');
  await alice.h('recover');
  await alice.inState('held');
  await hearsNothing(bea);
  await alice.h('command', 'resume');
  await Promise.all([hears(alice), hears(bea)]);
  await alice.h('command', 'hangup');
  await bea.ended();
}, { timeoutMs: 90_000 });

test('a call that the far end left meanwhile is not recovered, and nothing is left of it', async (context) => {
  const [alice, bea] = await pair(context);
  await connect(alice, bea);
  await alice.page.evaluate(() => {
    document.body.dataset.ready = 'gone';
    location.reload();
  });
  await isBack(alice.page);
  await bea.h('command', 'hangup');
  await bea.ended();
  await alice.h('login', alice.user);
  await alice.h('startPhone', alice.user);
  same(JSON.stringify(await alice.h('recover')), '[]', 'the calls that were recovered');
  same(await alice.h('liveCalls'), 0, 'the calls that are there');
  same(await storage(alice), 0, 'what is still kept');
}, { timeoutMs: 90_000 });

test('the far end of a call that nobody recovers is told after ten seconds', async (context) => {
  const [alice, bea] = await pair(context);
  await connect(alice, bea);
  await reload(alice, 'script');
  same((await bea.ended()).by, 'remote', 'who ended it');
  await until('nothing is left', async () => (await alice.h('liveCalls')) === 0);
  same(JSON.stringify(await alice.h('recover')), '[]', 'the calls that are recovered too late');
}, { timeoutMs: 90_000 });

test('a reload ends the call at once where none are to wait, and so does leaving by a link', async (context) => {
  const [alice, bea] = await pair(context, { recovery: 'off' });
  await connect(alice, bea);
  await alice.page.evaluate(() => location.reload());
  same((await bea.ended()).by, 'remote', 'who ended it after the reload');
  await isBack(alice.page);
  await alice.h('login', alice.user);
  await alice.h('startPhone', alice.user);
  await connect(alice, bea);
  await alice.page.evaluate(() => {
    location.href = '/harness/widget.html';
  });
  same((await bea.ended()).by, 'remote', 'who ended it after the link');
}, { timeoutMs: 90_000 });

test('what is kept and makes no sense, or is too old, is ignored and removed', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  const key = `cemscale-voip:calls:1001@${alice.user.domain}`;
  const call = { callId: 'a', local: '<sip:1001@a>;tag=1', remote: '<sip:1002@a>;tag=2', localSeq: 1, remoteTarget: 'sip:x@a', routeSet: [], startedAt: 1 };
  const kept = (over) => JSON.stringify({ version: 1, savedAt: Date.now(), instanceId: 'urn:uuid:0', calls: [call], ...over });
  const wrong = [
    '{', 'null', '[]', '7', kept({ version: 2 }), kept({ calls: 'x' }), kept({ calls: [null] }), kept({ savedAt: Date.now() - 61_000 }),
    kept({ savedAt: Date.now() + 60_000 }), kept({ calls: [{}] }), kept({ calls: [{ ...call, local: 'x' }] }), kept({ calls: [{ ...call, routeSet: [7] }] }),
    kept({ calls: [{ ...call, callId: 'a\r\nX: y' }] }),
  ];
  for (const text of wrong) {
    await alice.page.evaluate(([name, value]) => sessionStorage.setItem(name, value), [key, text]);
    same(JSON.stringify(await alice.h('recover')), '[]', `what comes of ${text}`);
    same(await storage(alice), 0, `what is left of ${text}`);
  }
  same((await alice.h('phoneState')).state, 'registered', 'the phone');
});

test('a page that may not store anything warns and hangs up', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', {
    prepare: (page) => page.evaluate(() => {
      Object.defineProperty(window, 'sessionStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } });
    }),
  });
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await connect(alice, bea);
  same(JSON.stringify(await alice.h('recover')), '[]', 'what is recovered');
  await alice.page.evaluate(() => location.reload());
  same((await bea.ended()).by, 'remote', 'who ended it');
}, { timeoutMs: 90_000 });

test('Firefox takes up a call after a reload', async ({ chromium, startFirefox, server, cleanup }) => {
  const firefox = await startFirefox();
  cleanup(firefox.close);
  const phone = { recovery: 'always' };
  const foxy = await openPhone(firefox, server, '1001', { phone });
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([foxy.close(), bea.close()]));
  await connect(foxy, bea);
  await reload(foxy, 'button', phone);
  same((await foxy.h('recover')).length, 1, 'the calls that were recovered');
  await Promise.all([hears(foxy), hears(bea)]);
  await bea.h('command', 'hangup');
  await foxy.ended();
}, { timeoutMs: 90_000 });
