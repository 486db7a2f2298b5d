// What a tab does while the phone moves, without tabs and without a phone: the election and the core are the test's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const elections = `
  export class Leadership {
    role = 'electing';
    id = 'here';
    sent = [];
    constructor(name, events) {
      this.events = events;
      globalThis.elections.push(this);
    }
    send(message, to) {
      this.sent.push({ ...structuredClone(message), to });
      return this.role !== 'electing';
    }
    close() {
      this.closed = true;
    }
  }`;
const { outputFiles } = await build({
  stdin: {
    contents: `export { PhoneTabs } from './tabs/phone-tabs.ts'; export { PhoneState } from './phone-state.ts';
      export { Listeners } from '../listeners.ts';`,
    resolveDir: fileURLToPath(new URL('../src/softphone', import.meta.url)),
    loader: 'ts',
  },
  plugins: [{
    name: 'elections',
    setup(made) {
      made.onResolve({ filter: /tabs\/leadership\.js$/ }, () => ({ path: 'leadership', namespace: 'elections' }));
      made.onLoad({ filter: /.*/, namespace: 'elections' }, () => ({ contents: elections }));
    },
  }],
  bundle: true,
  format: 'esm',
  write: false,
});
const { PhoneTabs, PhoneState, Listeners } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
/** What a phone shows that was not started. */
const OFF = { state: 'disconnected', reachable: false, role: 'alone', doNotDisturb: false, calls: [], error: null };
globalThis.elections = [];

const turn = () => new Promise((resolve) => setTimeout(resolve));

/** Locks as the browser has them: the next one waits until the one before is over. */
function locks() {
  const last = new Map();
  const request = async (name, { signal } = {}, held) => {
    const before = last.get(name);
    const turnOf = (async () => {
      await before;
      if (!signal?.aborted) await held();
    })();
    last.set(name, turnOf.catch(() => undefined));
    return turnOf;
  };
  return { request };
}
let here;
Object.defineProperty(globalThis, 'navigator', { get: () => ({ locks: here }), configurable: true });

/** Another tab that follows: it can be seen until `gone()`. */
function other(id) {
  let gone;
  void here.request(`voip-sdk-tab-${id}`, {}, () => new Promise((resolve) => (gone = resolve)));
  return { id, gone: () => gone() };
}

const view = (id, more = {}) => ({
  id,
  sipCallId: `call-${id}@server`,
  direction: 'inbound',
  remote: { user: '1002', uri: 'sip:1002@server' },
  phase: 'active',
  held: false,
  remoteHeld: false,
  startedAt: 1,
  answeredAt: 2,
  ...more,
});
const call = (id, more) => ({ type: 'call', event: 'phase', id, view: view(id, more) });
const REGISTERED = [
  { type: 'transport', state: 'connected' },
  { type: 'registration', state: 'registered', expiresAt: Date.now() + 600_000 },
];

/** A tab, with its election, its state, and the phones that it has opened. */
function tab({ options = {}, open } = {}) {
  here = locks();
  const phones = [];
  const failures = [];
  const state = new PhoneState(new Listeners(), OFF, { link: {}, answerTo: () => ({}), comesIn() {}, touched() {}, other: () => null });
  let local = null;
  const phone = () => {
    const made = {
      instanceId: 'urn:uuid:1',
      disposed: false,
      dialogs: [],
      did: [],
      kept: () => ({ dialogs: made.dialogs, ringing: [] }),
      takeUp: async ({ id }) => void made.did.push(`takeUp ${id}`),
      recover: async ({ id }) => made.did.push(`recover ${id}`),
      register: async () => void made.did.push('register'),
      subscribe: async () => made.did.push('subscribe'),
      unsubscribe: async (id) => void made.did.push(`unsubscribe ${id}`),
      mute: async () => {},
      rest() {},
      ...(open?.phone ?? {}),
    };
    phones.push(made);
    return made;
  };
  const host = {
    options: { extension: '1001', sipDomain: 'server', ...options },
    state,
    local: () => local,
    open: async (before) => {
      await open?.first;
      if (open?.fails) throw open.fails;
      local = phone();
      local.before = before;
      return local;
    },
    prepare() {},
    handOver() {
      if (local) local.disposed = true;
      local = null;
    },
    moved() {},
    failed: (error) => failures.push(error),
  };
  const tabs = new PhoneTabs(host);
  const election = globalThis.elections.at(-1);
  return {
    tabs,
    state,
    phones,
    failures,
    election,
    /** What of that type it has said. */
    said: (type) => election.sent.filter((message) => message.type === type),
    hear: (message, from) => election.events.message(message, from),
    lead() {
      election.role = 'leader';
      election.events.lead();
    },
    follow(leader) {
      election.role = leader ? 'follower' : 'electing';
      election.events.follow(leader);
    },
    news(events) {
      tabs.tell(events);
      state.apply(events);
      tabs.goOn(events);
    },
    /** What a leader tells of calls. */
    learn(from, calls = [], kept = { dialogs: [], ringing: [] }, more = {}) {
      const facts = (id) => ({ type: 'facts', id, muted: false, mergedWith: [], mediaLost: false, adrift: false });
      election.events.message({
        type: 'everything',
        instanceId: 'urn:uuid:1',
        lastCall: Math.max(0, ...calls.map(({ id }) => id)),
        line: REGISTERED,
        doNotDisturb: false,
        calls: calls.map((one) => ({ view: one, facts: facts(one.id) })),
        kept,
        phone: 1,
        ...more,
      }, from);
    },
    states: () => state.snapshot.calls.map(({ id, state: is }) => `${id} ${is}`).join(),
  };
}

/** A tab that follows `a`, which has these calls. */
async function follower(calls, kept, given) {
  const one = tab(given);
  one.follow('a');
  await turn();
  one.learn('a', calls, kept);
  return one;
}

test('a leader has five seconds to answer while there is a call, and two and a half otherwise', async () => {
  const one = await follower([]);
  assert.equal(one.election.events.patienceMs(), 2500);
  one.learn('a', [view(1, { phase: 'ringing', answeredAt: undefined })]);
  assert.equal(one.election.events.patienceMs(), 5000);
  one.learn('a', []);
  assert.equal(one.election.events.patienceMs(), 2500);
});

test('a tab that gives the lead up rings no more, before it knows who leads', async () => {
  const one = tab();
  one.lead();
  await turn();
  one.news([...REGISTERED, { ...call(1, { phase: 'ringing', answeredAt: undefined }), event: 'incoming' }]);
  other('b');
  one.hear({ type: 'hello' }, 'b');
  assert.equal(one.state.snapshot.role, 'leader');
  one.follow('');
  assert.equal(one.phones[0].disposed, true);
  assert.equal(one.state.snapshot.role, 'follower');
});

test('a tab that leads, stops to lead and leads again while its phone is made has one phone', async () => {
  let opened;
  const open = { first: new Promise((resolve) => (opened = resolve)) };
  const one = tab({ open });
  one.lead();
  one.follow('');
  one.lead();
  opened();
  await turn();
  assert.equal(one.phones.filter(({ disposed }) => !disposed).length, 1, 'phones that are there');
  await one.tabs.joined;
});

test('a tab that cannot have the phone says so, and leaves it to the others', async () => {
  const fails = new Error('the chunk is gone');
  const one = await follower([view(1)], { dialogs: [{ id: 1 }], ringing: [] }, { open: { fails } });
  one.lead();
  await turn();
  assert.deepEqual(one.failures, [fails]);
  // What the softphone does then; it ends what waits for a minute, too.
  one.tabs.close();
});

for (const [how, news] of [
  ['is refused its registration', { type: 'registration', state: 'failed', status: 403 }],
  ['reaches no server for a minute', null],
]) {
  test(`calls are over, and nothing rings for ever, when the tab that takes them up ${how}`, async (t) => {
    const ringing = view(2, { phase: 'ringing', answeredAt: undefined });
    const one = await follower([view(1), ringing], { dialogs: [{ id: 1 }], ringing: [{ id: 2 }] });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    one.lead();
    await Promise.resolve();
    assert.equal(one.states(), 'call-1 reconnecting,call-2 ringing');
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
    if (news) one.news([news]);
    else t.mock.timers.tick(61_000);
    assert.equal(one.states(), '');
    const told = one.said('news').flatMap(({ events }) => events).filter(({ event }) => event === 'ended');
    assert.deepEqual(told.map(({ id }) => id).sort(), [1, 2]);
  });
}

test('a call that was not taken up yet is handed on when the tab that was to do so goes as well', async () => {
  const dialogs = [{ id: 1, callId: 'x' }, { id: 2, callId: 'y' }];
  let recovered;
  const phone = { recover: () => new Promise((resolve) => (recovered = resolve)) };
  const one = await follower([view(1), view(2)], { dialogs, ringing: [] }, { open: { phone } });
  one.lead();
  await turn();
  one.news(REGISTERED);
  assert.ok(recovered, 'they are being taken up');
  // The core has the first one now, and waits for something before it has the second.
  one.phones[0].dialogs = [{ id: 1, callId: 'new' }];
  one.news([{ ...call(1, { phase: 'connecting' }), event: 'placed' }]);
  assert.deepEqual(one.said('news').at(-1).kept.dialogs, [{ id: 1, callId: 'new' }, { id: 2, callId: 'y' }]);
  one.hear({ type: 'hello' }, 'b');
  assert.deepEqual(one.said('everything').at(-1).kept.dialogs, [{ id: 1, callId: 'new' }, { id: 2, callId: 'y' }]);
});

test('a call that rings is taken up before the phone registers, and once: a server may ring it anew before it confirms', async () => {
  const ringing = view(2, { phase: 'ringing', answeredAt: undefined });
  const one = await follower([view(1), ringing], { dialogs: [{ id: 1 }], ringing: [{ id: 2 }] });
  one.lead();
  await turn();
  one.news(REGISTERED.slice(0, 1));
  assert.deepEqual(one.phones[0].did, ['takeUp 2']);
  one.news(REGISTERED.slice(1));
  assert.deepEqual(one.phones[0].did, ['takeUp 2', 'recover 1']);
  one.tabs.close();
});

test('what was asked of a leader that went and came back as leader is settled', async () => {
  const one = await follower([view(1)]);
  const held = one.tabs.commands.hold(1).then(() => 'done', (error) => error.code);
  const dialled = one.tabs.commands.transfer(1, '1003').then(() => 'done', (error) => error.code);
  await turn();
  assert.equal(one.said('command').length, 2);
  one.follow('a');
  one.learn('a', [view(1)], undefined, { phone: 2 });
  assert.equal(await dialled, 'leader_lost');
  assert.deepEqual(one.said('command').map(({ name }) => name), ['hold', 'transfer', 'hold']);
  one.hear({ type: 'answer', id: one.said('command')[0].id, value: undefined }, 'a');
  assert.equal(await held, 'done');
});

test('what was answered while this page was frozen is asked once more, as the same command', async () => {
  const one = await follower([view(1)], { dialogs: [], ringing: [] });
  const sent = one.tabs.commands.message(1, '', 'text/plain', 'hello');
  await turn();
  // The leader tells everything for a reason of its own: it has the command.
  one.learn('a', [view(1)]);
  await turn();
  assert.equal(one.said('command').length, 1);
  one.follow('a');
  await turn();
  one.learn('a', [view(1)]);
  const [first, again] = one.said('command');
  assert.equal(again?.id, first.id);
  one.hear({ type: 'answer', id: first.id, value: undefined }, 'a');
  await sent;
});

test('a tab that was robbed says so, and the leader registers again: the other may have done so as it woke', async () => {
  const robbed = tab();
  robbed.lead();
  await turn();
  robbed.news(REGISTERED);
  other('c');
  robbed.hear({ type: 'hello' }, 'c');
  robbed.follow('');
  robbed.follow('b');
  await turn();
  assert.equal(robbed.said('hello').at(-1).led, true);
  robbed.follow('d');
  await turn();
  assert.notEqual(robbed.said('hello').at(-1).led, true);

  const leader = tab();
  leader.lead();
  await turn();
  leader.news(REGISTERED);
  leader.hear({ type: 'hello' }, 'x');
  assert.deepEqual(leader.phones[0].did, []);
  leader.hear({ type: 'hello', led: true }, 'x');
  await turn();
  assert.deepEqual(leader.phones[0].did, ['register']);
});

test('subscriptions of a tab that is gone are ended, those of one that is frozen are not', async () => {
  let next = 0;
  const ended = [];
  const phone = { subscribe: async () => (next += 1), unsubscribe: async (id) => void ended.push(id) };
  const one = tab({ open: { phone } });
  one.lead();
  await turn();
  const [b, c] = [other('b'), other('c')];
  for (const { id } of [b, c]) one.hear({ type: 'hello' }, id);
  const ask = (id, from, name = 'subscribe', args = ['1002', 'dialog', [], 3600]) =>
    one.hear({ type: 'command', id, name, args }, from);
  ask('1', 'b');
  ask('2', 'b');
  ask('3', 'c');
  ask('4', 'b');
  await turn();
  assert.equal(next, 4);
  ask('5', 'b', 'unsubscribe', [2]);
  one.news([{ type: 'subscription', id: 4, state: 'terminated' }]);
  await turn();
  assert.deepEqual(ended.splice(0), [2]);
  one.hear({ type: 'bye' }, 'c');
  one.hear({ type: 'bye' }, 'b');
  assert.equal(one.tabs.hasOthers, false);
  b.gone();
  await turn();
  await turn();
  assert.deepEqual(ended, [1]);
});
