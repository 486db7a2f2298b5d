// Who listens to the board of joined calls, and what it remembers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scriptedClient, scriptedPhone } from './calls-support.mjs';
import { sdk } from './support.mjs';

function board(extension) {
  const client = scriptedClient();
  const phone = scriptedPhone(extension);
  return { client, phone, board: new sdk.CallBoard({ client, softphone: phone }) };
}

test('what a listener throws stops nobody, and is reported', async (t) => {
  const { queueMicrotask } = globalThis;
  const thrown = [];
  t.mock.method(globalThis, 'queueMicrotask', (job) => queueMicrotask(() => {
    try { job(); } catch (error) { thrown.push(error.message); }
  }));
  const { client, board: b } = board();
  let heard = 0;
  b.subscribe(() => { throw new Error('mine'); });
  b.subscribe(() => heard++);
  client.start('u-1');
  assert.equal(heard, 1);
  await null;
  assert.deepEqual(thrown, ['mine']);
});

test('a call that a listener reads while it is new is told to the others too, and is in the list', () => {
  const { client, phone, board: b } = board();
  const seen = [];
  let id;
  b.subscribe(() => {
    seen.push(b.getSnapshot().length);
    id ??= phone.call();
    b.get(id);
  });
  client.start('u-1');
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(b.getSnapshot().map((call) => call.phone?.id), [undefined, id]);
});

test('a listener that has been ended is not called any more, also not by the round under way', () => {
  const { client, board: b } = board();
  const called = [];
  const stops = [];
  stops.push(b.subscribe('u-1', () => stops.forEach((stop) => stop())));
  stops.push(b.subscribe('u-1', () => called.push('one')));
  stops.push(b.subscribe(() => called.push('all')));
  client.start('u-1');
  assert.deepEqual(called, []);
  b.subscribe(() => b.dispose());
  b.subscribe(() => called.push('disposed'));
  client.start('u-2');
  assert.deepEqual(called, []);
});

test('a call that was forgotten is known again by its record, and by nothing else', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { client, board: b } = board();
  client.start('u-1');
  client.end('u-1');
  t.mock.timers.tick(700_000);
  client.start('u-2');
  client.end('u-2');
  assert.equal(b.get('u-1'), undefined);
  const at = (ms) => new Date(Date.now() - ms).toISOString();
  const record = { id: 'r', callUuid: 'u-1', direction: 'inbound', caller: '1', destination: '2', startedAt: at(800_000), endedAt: at(700_000) };
  b.record({ ...record, duration: 100, billsec: 0, hangupCause: 'NO_ANSWER', metadata: { contact: '7' } });
  assert.deepEqual([b.get('u-1').state, b.get('u-1').hangupCause, b.get('u-1').duration], ['ended', 'NO_ANSWER', 100]);
  assert.deepEqual(b.get('u-1').server.metadata, { contact: '7' });
  client.say('call_answer', { callUuid: 'u-1' });
  assert.deepEqual(b.getSnapshot(), []);
});

test('a call that was muted and is parked is not muted any more', () => {
  const { client, phone, board: b } = board();
  const id = phone.call({ callUuid: 'u-1', state: 'active', muted: true });
  client.start('u-1');
  assert.equal(b.get(id).muted, true);
  client.say('call_park', { callUuid: 'u-1', slot: 701 });
  phone.end(id);
  assert.deepEqual([b.get(id).state, b.get(id).muted, b.get(id).phone.muted], ['parked', false, true]);
});

test('a board that was disposed of takes no phone any more', () => {
  const { board: b } = board();
  const other = scriptedPhone('1005');
  b.dispose();
  b.attach(other)();
  b.attach(other);
  assert.equal(other.listeners(), 0);
});

test('of much those who listen to all calls are told in time, also where timers come late as in a hidden tab', (t) => {
  const { client, board: b } = board();
  for (let n = 0; n < 600; n += 1) client.start(`u-${n}`);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const seen = [];
  b.subscribe(() => seen.push(b.getSnapshot().length));
  const started = performance.now();
  const passed = () => performance.now() - started;
  for (let n = 0; seen.length < 3 && passed() < 10_000; n += 1) client.start(`more-${n}`);
  assert.equal(seen.length, 3);
  assert.ok(passed() >= 100, String(passed()));
  b.dispose();
});

test('a call that rings at a hundred phones stays joined by the Call-ID of the one that is here', async () => {
  const startedAt = new Date().toISOString();
  const others = Array.from({ length: 100 }, (_, n) => ({ sipCallId: `x-${n}`, extension: `${2000 + n}`, direction: 'inbound', startedAt }));
  const facts = { callUuid: 'u-1', direction: 'inbound', caller: '1002', destination: '300', state: 'ringing', startedAt };
  for (const how of ['rings first', 'is told first', 'is listed']) {
    const { client, phone, board: b } = board();
    const legs = [{ sipCallId: 'here', extension: '1001', direction: 'inbound', startedAt }, ...others];
    const ring = () => phone.call({ sipCallId: 'here', direction: 'inbound' });
    const id = how === 'rings first' && ring();
    if (how === 'is listed') {
      client.open();
      client.questions.shift().resolve([{ ...facts, legs }]);
      await new Promise((resolve) => setImmediate(resolve));
    } else {
      client.start('u-1', facts);
      for (const leg of legs) client.say('call_leg', { callUuid: 'u-1', ...leg });
    }
    assert.equal(b.get(id || ring()).joinedBy, 'call-id', how);
    // And of those that are here there are not without end either.
    for (let n = 0; n < 100; n += 1) client.say('call_leg', { callUuid: 'u-1', sipCallId: `y-${n}`, extension: '1001', direction: 'inbound' });
    assert.equal(b.get('u-1').server.sipCallIds.length, 32);
  }
});

test('one event with a wrong time keeps no Call-ID from joining', () => {
  for (const hours of [8, -8]) {
    const { client, phone, board: b } = board();
    client.say('call_start', { callUuid: 'u-0' }, new Date(Date.now() + hours * 3_600_000).toISOString());
    const id = phone.call();
    client.say('call_leg', { callUuid: 'u-1', sipCallId: b.get(id).sipCallId, extension: '1001' });
    assert.equal(b.get(id).joinedBy, 'call-id', String(hours));
  }
});
