// Whatever the order, the delay and the repetition of what is heard: no join that is wrong, and none missing in the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scriptedClient, scriptedPhone } from './calls-support.mjs';
import { sdk } from './support.mjs';

/** Numbers that come the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];
  const shuffle = (list) => {
    const all = [...list];
    for (let i = all.length - 1; i > 0; i -= 1) {
      const j = below(i + 1);
      [all[i], all[j]] = [all[j], all[i]];
    }
    return all;
  };
  return { below, pick, shuffle, chance: (p) => next() < p };
}

/** Interleaves lists at random, each in its own order. */
function interleave(r, lists) {
  const rest = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const all = [];
  while (rest.length > 0) {
    const i = r.below(rest.length);
    all.push(rest[i].shift());
    if (rest[i].length === 0) rest.splice(i, 1);
  }
  return all;
}

const EXTENSIONS = ['1001', '1002'];

/** One call with all that is heard of it: `phone` in order, `server` in none. `how` is what can join it. */
function makeCall(r, n, phones) {
  const how = r.pick(['header', 'late header', 'call-id', 'nothing']);
  const direction = r.pick(['inbound', 'outbound']);
  const phone = r.pick(phones);
  const far = r.pick(EXTENSIONS.concat('+12125550100'));
  const uuid = `u-${n}`;
  const sipCallId = `leg-${n}`;
  const [caller, destination] = direction === 'outbound' ? [phone.extension, far] : [far, phone.extension];
  const time = new Date().toISOString();
  const facts = { callUuid: uuid, caller, destination, direction: r.pick(['internal', direction]) };
  const say = (type, data) => (client) => client.say(type, { callUuid: uuid, ...data }, time);
  const own = how === 'call-id' ? { sipCallId } : {};
  const server = [say('call_start', { ...facts, ...(r.chance(0.5) ? own : {}) }), say('call_answer'), say('call_end', { ...facts, duration: 1, billsec: 1, hangupCause: 'NORMAL_CLEARING' })];
  if (how === 'call-id') server.push(say('call_leg', { ...own, extension: phone.extension, direction }));
  for (const type of ['call_hold', 'call_resume', 'call_park', 'call_transfer']) {
    if (r.chance(0.3)) server.push(say(type, { extension: '1001', slot: 701, target: '1009' }));
  }
  // Other legs, of others and of the same number; and claims that contradict.
  if (r.chance(0.5)) server.push(say('call_leg', { sipCallId: `else-${n}`, extension: phone.extension, direction }));
  const foreign = `x-${n}`;
  const lie = r.pick([{ extension: '9999' }, { direction: direction === 'inbound' ? 'outbound' : 'inbound', extension: phone.extension }, { startedAt: '2020-01-01T00:00:00Z', extension: phone.extension }]);
  const lies = r.chance(0.3) ? [(client) => client.say('call_leg', { callUuid: foreign, sipCallId, ...lie }, time)] : [];
  let id;
  const steps = [() => (id = phone.call({ direction, remoteUser: far, sipCallId, callUuid: how === 'header' ? uuid : null }))];
  if (how === 'late header') steps.push(() => phone.set(id, { callUuid: uuid }));
  if (r.chance(0.7)) steps.push(() => phone.set(id, { state: 'active', answeredAt: new Date() }));
  steps.push(() => phone.end(id, r.pick(['terminated', 'transferred', 'answered_elsewhere'])));
  return { uuid, sipCallId, how, steps, server: [...server, ...lies] };
}

function round(seed) {
  const r = random(seed);
  const client = scriptedClient();
  const phones = EXTENSIONS.map((extension) => scriptedPhone(extension));
  const board = new sdk.CallBoard({ client });
  for (const phone of phones) board.attach(phone);
  const calls = Array.from({ length: 1 + r.below(12) }, (_, n) => makeCall(r, n, phones));
  // Everything of the servers in any order, some of it twice.
  const said = r.shuffle(calls.flatMap(({ server }) => server));
  const heard = said.flatMap((one) => (r.chance(0.2) ? [one, one] : [one]));
  const order = interleave(r, [heard, ...calls.map(({ steps }) => steps)]);
  const truth = new Map(calls.map((call) => [call.sipCallId, call]));
  let steps = 0;
  const check = () => {
    steps += 1;
    const ids = new Set();
    for (const one of board.getSnapshot()) {
      assert.ok(!ids.has(one.id), `seed ${seed}: two entries with one id`);
      ids.add(one.id);
      const { phone, server } = one;
      if (phone && server) assert.equal(server.callUuid, truth.get(phone.sipCallId).uuid, `seed ${seed}: a wrong join`);
      assert.equal(board.get(one.id), one);
    }
  };
  // What a listener throws would be reported by the host, after the test.
  const wrong = [];
  board.subscribe(() => {
    try {
      check();
    } catch (error) {
      wrong.push(error);
    }
  });
  for (const step of order) step(client);
  check();
  if (wrong.length > 0) throw wrong[0];
  assert.deepEqual(board.getSnapshot().filter((one) => !/^x-/.test(one.callUuid ?? '')), [], `seed ${seed}: all is over`);
  for (const { uuid, sipCallId, how } of calls) {
    const one = board.get(uuid);
    assert.equal(one.server.hangupCause, 'NORMAL_CLEARING');
    assert.equal(one.phone?.sipCallId ?? null, how === 'nothing' ? null : sipCallId, `seed ${seed}: ${how} of ${uuid}`);
  }
  board.dispose();
  return steps;
}

test('shuffled, repeated and delayed events of many calls never give a wrong join, and all right ones in the end', () => {
  let steps = 0;
  for (let seed = 1; seed <= 2000; seed += 1) steps += round(seed);
  assert.ok(steps > 40_000, String(steps));
});

test('what is joined depends on what was said, not on the order, also where claims contradict one another', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const r = random(seed);
    const claims = Array.from({ length: 2 + r.below(6) }, () => {
      const callUuid = `u-${r.below(3)}`;
      const sipCallId = `leg-${r.below(3)}`;
      const time = new Date(Date.now() - r.pick([0, 0, 0, 120_000])).toISOString();
      const extension = r.pick([undefined, '1001', '1002']);
      const direction = r.pick(['inbound', 'outbound', 'internal']);
      return r.chance(0.2)
        ? (client) => client.end(callUuid)
        : (client) => client.say('call_leg', { callUuid, sipCallId, extension, direction, startedAt: time });
    });
    const phoneSteps = Array.from({ length: 3 }, (_, n) => (client, phone) => phone.call({ id: `call-${n}`, sipCallId: `leg-${n}` }));
    const outcome = (order) => {
      const client = scriptedClient();
      const phone = scriptedPhone('1001');
      const board = new sdk.CallBoard({ client, softphone: phone });
      for (const step of order) step(client, phone);
      return [0, 1, 2].map((n) => board.get(`call-${n}`).server?.callUuid ?? null);
    };
    const steps = [...claims, ...phoneSteps];
    const first = outcome(steps);
    for (let i = 0; i < 4; i += 1) assert.deepEqual(outcome(r.shuffle(steps)), first, `seed ${seed}`);
  }
});

test('a flood of 10,000 calls drops those that have ended first, and none that is live', () => {
  const client = scriptedClient();
  const phone = scriptedPhone();
  const board = new sdk.CallBoard({ client, softphone: phone });
  const own = phone.call({ callUuid: 'own' });
  client.start('own');
  for (let n = 0; n < 10_000; n += 1) {
    client.start(`over-${n}`);
    client.end(`over-${n}`);
    client.start(`live-${n}`);
  }
  assert.equal(board.getSnapshot().length, 10_001);
  assert.equal(board.get(own).server.callUuid, 'own');
  const kept = Array.from({ length: 10_000 }, (_, n) => board.get(`over-${n}`)).filter(Boolean);
  assert.equal(kept.length, 200);
  assert.ok(kept.every((one) => one.state === 'ended'));
  // What is forgotten does not come back by a late event.
  client.say('call_answer', { callUuid: 'over-9700' });
  assert.equal(board.get('over-9700'), undefined);
});

test('a server that begins calls without end is not followed without end, and the own call still is', () => {
  const client = scriptedClient();
  const phone = scriptedPhone();
  const board = new sdk.CallBoard({ client, softphone: phone });
  for (let n = 0; n < 60_000; n += 1) client.start(`u-${n}`);
  assert.equal(board.getSnapshot().length, 50_000);
  const id = phone.call({ callUuid: 'own' });
  client.start('own');
  assert.equal(board.get(id).server.callUuid, 'own');
});

test('ended calls are forgotten after ten minutes', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const client = scriptedClient();
  const board = new sdk.CallBoard({ client });
  client.start('u-1');
  client.end('u-1');
  t.mock.timers.tick(599_000);
  client.start('u-2');
  client.end('u-2');
  assert.equal(board.get('u-1').state, 'ended');
  t.mock.timers.tick(2_000);
  client.start('u-3');
  client.end('u-3');
  assert.equal(board.get('u-1'), undefined);
  assert.equal(board.get('u-2').state, 'ended');
});

test('in a flood those who listen to all calls are told of many changes together, and who listens to one at once', async () => {
  const client = scriptedClient();
  const board = new sdk.CallBoard({ client });
  let all = 0;
  let one = 0;
  const seen = new Promise((resolve) => {
    board.subscribe(() => {
      all += 1;
      if (board.getSnapshot().length === 10_000) resolve();
    });
  });
  board.subscribe('u-9999', () => one++);
  for (let n = 0; n < 10_000; n += 1) client.start(`u-${n}`);
  assert.equal(one, 1);
  await seen;
  assert.ok(all < 1_000, String(all));
  board.dispose();
});
