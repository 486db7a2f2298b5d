// Tabs without tabs: what shares the realtime connection, over an election that the test decides; and its alarm clock.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);

/** The sources in `contents`, with an election that does nothing by itself. */
async function sources(contents) {
  const election = `export class Leadership {
    role = 'electing'; sent = [];
    constructor(name, events) { this.events = events; globalThis.elections.push(this); }
    send(message, to) { this.sent.push({ ...structuredClone(message), to }); return true; }
    resign() { this.role = 'electing'; this.events.follow(''); }
    close() { this.role = 'closed'; }
  }`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('src/tabs', root)), loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [{
      name: 'election',
      setup(build) {
        build.onResolve({ filter: /leadership\.js$/ }, () => ({ path: 'election', namespace: 'test' }));
        build.onLoad({ filter: /./, namespace: 'test' }, () => ({ contents: election, loader: 'js' }));
      },
    }],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

globalThis.elections = [];
const { SharedEvents, Alarm } = await sources(`export { SharedEvents } from './shared-events.ts'; export { Alarm } from './alarm.ts';`);

/** A tab that wants the events; `told` is what its application has heard. */
function tab() {
  const told = [];
  const engine = { on: false, connectWebSocket: () => (engine.on = true), disconnectWebSocket: () => (engine.on = false), assumePresence() {} };
  let state = 'closed';
  const shared = new SharedEvents({
    url: 'wss://pbx.test/ws',
    engine,
    token: () => 'token',
    account: () => 'account',
    presence: () => ({}),
    state: () => state,
    warn() {},
    deliver(kind, value) {
      // As the client does: a state that is shown already is not told again.
      if (kind === 'connection' && value.state === state) return;
      if (kind === 'connection') state = value.state;
      told.push(kind === 'connection' ? value.state : value.type);
    },
  });
  shared.connectWebSocket();
  const election = globalThis.elections.at(-1);
  const become = (role, leader) => {
    election.role = role;
    if (role === 'leader') election.events.lead();
    else election.events.follow(leader);
  };
  return { shared, engine, election, told, become, hear: (message, from) => election.events.message(message, from) };
}

const known = { type: 'known', state: 'open', entries: [] };
/** Waits until it has sent an event of that type. */
async function sends(election, type) {
  const has = () => election.sent.some(({ said }) => said?.some(([, event]) => event.type === type));
  while (!has()) await new Promise((resolve) => setTimeout(resolve));
}

test('a follower that was away while the lead moved shows reconnecting before open, so that calls are asked for again', () => {
  const { told, become, hear } = tab();
  become('follower', 'a');
  hear(known, 'a');
  assert.deepEqual(told.splice(0), ['connecting', 'open', 'presence_snapshot']);
  // The next leader has been connected for long when this page runs again: from it no more comes than what is known.
  become('follower', 'b');
  hear(known, 'b');
  assert.deepEqual(told.splice(0), ['reconnecting', 'open']);
});

test('an event that cannot be sent costs the other tabs no other event', async () => {
  const { shared, election, told, become, hear } = tab();
  become('leader');
  hear({ type: 'join' }, 'b');
  const depth = 200_000;
  const deep = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const marked = { type: 'call_hold', data: { callUuid: 'u' } };
  for (const event of [{ type: 'call_start' }, { type: 'deep', data: deep }, marked, { type: 'call_end' }]) shared.happened('event', event);
  // What a careless listener of this tab does.
  marked.data.onClick = () => {};
  assert.deepEqual(told.slice(-4), ['call_start', 'deep', 'call_hold', 'call_end']);
  await sends(election, 'call_end');
  const said = election.sent.filter(({ type }) => type === 'said').flatMap((message) => message.said.map(([, event]) => event));
  assert.deepEqual(said, [{ type: 'call_start' }, { type: 'call_hold', data: { callUuid: 'u' } }, { type: 'call_end' }]);
});

test('an event that cannot be sent keeps no tab in the lead', () => {
  const { shared, engine, become, hear } = tab();
  become('leader');
  hear({ type: 'join' }, 'b');
  assert.equal(engine.on, true);
  shared.happened('event', { type: 'odd', data: () => {} });
  shared.disconnectWebSocket();
  assert.equal(engine.on, false);
});

test('an alarm rings by a clock that tells tenths of seconds only', (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1000 });
  t.after(() => mock.timers.reset());
  t.mock.method(performance, 'now', () => Math.floor(Date.now() / 100) * 100);
  globalThis.document = { hidden: false };
  t.after(() => delete globalThis.document);
  let rings = 0;
  const alarm = new Alarm(() => (rings += 1));
  alarm.set(250);
  // By this clock the timer is early.
  mock.timers.tick(250);
  assert.equal(rings, 0);
  mock.timers.tick(50);
  assert.equal(rings, 1);
  mock.timers.tick(1000);
  assert.equal(rings, 1);
});
