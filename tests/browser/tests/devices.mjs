import { test, until } from '../../e2e/lib/runner.mjs';
import { openPhone, same } from '../../e2e/lib/phones.mjs';

/** Counts the microphone's tracks that are alive in the page, copies included. */
async function countTracks(page) {
  await page.addInitScript(() => {
    window.tracks = [];
    const devices = navigator.mediaDevices;
    const original = devices.getUserMedia.bind(devices);
    window.asked = 0;
    devices.getUserMedia = async (wanted) => {
      window.asked += 1;
      const stream = await original(wanted);
      window.tracks.push(...stream.getTracks());
      return stream;
    };
    const clone = MediaStreamTrack.prototype.clone;
    MediaStreamTrack.prototype.clone = function () {
      const copy = clone.call(this);
      window.tracks.push(copy);
      return copy;
    };
  });
  await page.reload();
  await page.waitForFunction(() => document.body.dataset.ready === 'true');
}

const alive = (side) => side.page.evaluate(() => window.tracks.filter((track) => track.readyState === 'live').length);
const asked = (side) => side.page.evaluate(() => window.asked);

async function released(side) {
  await until('the microphone is released', async () => (await alive(side)) === 0, { timeoutMs: 5000 });
}

test('the microphone is taken for a call only, once for two calls, and released after the last', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: countTracks });
  cleanup(alice.close);
  same(await asked(alice), 0, 'questions for the microphone before a call');
  await alice.h('call', '9196');
  await alice.inState('active');
  await alice.h('call', '9197');
  await alice.inState('active');
  same(await asked(alice), 1, 'questions for the microphone with two calls');
  same((await alice.page.evaluate(() => window.__voip.calls.map((call) => call.state))).sort().join(), 'active,held', 'the states of the two calls');
  await alice.page.evaluate(() => window.__voip.calls[0].hangup());
  same((await alive(alice)) > 0, true, 'the microphone is on during the second call');
  await alice.page.evaluate(() => window.__voip.calls[0].hangup());
  await released(alice);
});

test('a call that is given up while the microphone is asked for leaves no microphone on', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { prepare: countTracks });
  cleanup(alice.close);
  await alice.page.evaluate(async () => {
    const call = await window.__voip.call('9196');
    await call.hangup();
  });
  await released(alice);
  same((await alice.h('phoneState')).state, 'registered', 'the state of the phone');
  same(await alice.h('liveCalls'), 0, 'calls');
});

test('aborting the signal gives up a call that is not answered', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await alice.page.evaluate(async () => {
    window.abort = new AbortController();
    window.own = await window.__voip.call('1002', { signal: window.abort.signal });
  });
  await bea.inState('ringing');
  await alice.page.evaluate(() => window.abort.abort());
  same((await bea.ended()).cause, 'canceled', 'the cause, says the callee');
  const late = await alice.page.evaluate(() => window.__voip.call('1002', { signal: window.abort.signal }).then(() => 'called', (error) => error.name));
  same(late, 'AbortError', 'a call with a signal that is aborted already');
});

test('a refused microphone rejects answer() and ends that call alone', async ({ startChromium, chromium, server, cleanup }) => {
  const deaf = await startChromium({ permission: 'denied' });
  cleanup(deaf.close);
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(deaf, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await alice.h('call', '1002');
  await bea.inState('ringing');
  const answered = await bea.h('command', 'answer');
  same(answered?.error.code, 'microphone_denied', 'the code with which answer() rejects');
  await alice.ended();
  same((await bea.ended()).cause, 'permission_denied', 'the cause, says the callee');
  same((await bea.h('phoneState')).state, 'registered', 'the state of the phone');
});

test('DTMF takes digits, stars, hashes and letters up to D, and nothing else', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.h('call', '9196');
  await alice.inState('active');
  const sent = await alice.page.evaluate(async () => {
    const [call] = window.__voip.calls;
    const code = (promise) => promise.then(() => 'done', (error) => error.code);
    return [await code(call.sendDtmf('12#*aD')), await code(call.sendDtmf('1x')), await code(call.sendDtmf('')), await code(call.sendDtmf('1', { via: 'smoke' }))];
  });
  same(sent.join(), 'done,invalid_argument,invalid_argument,invalid_argument', 'what comes of it');
});
