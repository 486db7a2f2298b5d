// The phone of a tab with a core that is the test's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: `export { LocalPhone } from './local-phone.ts'; export { PhoneState } from './phone-state.ts';
      export { Listeners } from '../listeners.ts';`,
    resolveDir: fileURLToPath(new URL('../src/softphone', import.meta.url)),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const { LocalPhone, PhoneState, Listeners } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
/** What a phone shows that was not started. */
const OFF = { state: 'disconnected', reachable: false, role: 'alone', doNotDisturb: false, calls: [], error: null };

const turn = () => new Promise((resolve) => setTimeout(resolve));

function phone(core = {}) {
  let tell;
  class Core {
    constructor(_options, listener) {
      tell = listener;
      Object.assign(this, { setIceServers() {}, dispose() {}, tracks: () => [], ...core });
    }
  }
  const state = new PhoneState(new Listeners(), OFF, { link: {}, answerTo: () => ({}), comesIn() {}, touched() {}, other: () => null });
  const options = { wsUri: 'wss://server/sip', sipDomain: 'server', extension: '1001', password: 'p' };
  const local = new LocalPhone(Core, { options, state, devices: { detach() {} }, news: (events) => state.apply(events) }, { callsBefore: 0 });
  return { local, state, tell: (...events) => tell(events) };
}

const view = {
  id: 1,
  sipCallId: 'x',
  direction: 'inbound',
  remote: { user: '1002', uri: 'sip:1002@server' },
  phase: 'active',
  held: false,
  remoteHeld: false,
  startedAt: 1,
  answeredAt: 2,
};

test('tones that could not be sent are heard of once, not again as an unhandled rejection when the call ends', async (t) => {
  const unhandled = t.mock.fn();
  process.on('unhandledRejection', unhandled);
  t.after(() => process.off('unhandledRejection', unhandled));
  const { local, tell } = phone({ dtmfSender: () => null });
  tell({ type: 'call', event: 'incoming', id: 1, view });
  await assert.rejects(local.sendDtmf(1, '1', 'rtp'), { code: 'invalid_state' });
  const end = { cause: 'normal', statusCode: 0, reasonPhrase: '', by: 'remote' };
  tell({ type: 'call', event: 'ended', id: 1, view: { ...view, phase: 'ended', endedAt: 3, end } });
  await turn();
  assert.equal(unhandled.mock.callCount(), 0);
  local.dispose();
});
