// What the server tells late, twice, out of order or after a reconnection.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { board, settled } from './calls-support.mjs';

test('after a reconnection calls that are gone end with an unknown cause, and those that began are there', async () => {
  const { client, board: b } = board();
  client.open();
  client.questions.shift().resolve([]);
  await settled();
  client.start('u-1');
  client.start('u-2');
  client.lose();
  client.open();
  client.questions.shift().resolve([
    { callUuid: 'u-2', caller: '1001', destination: '1002', direction: 'internal', state: 'active', startedAt: new Date().toISOString() },
    { callUuid: 'u-3', caller: '1', destination: '2', direction: 'inbound', state: 'ringing', startedAt: new Date().toISOString() },
  ]);
  await settled();
  assert.deepEqual(b.getSnapshot().map((call) => [call.callUuid, call.state]), [['u-2', 'active'], ['u-3', 'ringing']]);
  assert.deepEqual([b.get('u-1').state, b.get('u-1').hangupCause], ['ended', 'UNKNOWN']);
});

test('events out of order and twice leave the same behind as in order', () => {
  const at = (ms) => new Date(Date.UTC(2026, 0, 1, 12, 0, 0, ms)).toISOString();
  const events = [
    ['call_start', { caller: '1001', destination: '1002', direction: 'internal' }, at(0)],
    ['call_answer', {}, at(10)],
    ['call_hold', { extension: '1001' }, at(20)],
    ['call_hold', { extension: '1002' }, at(25)],
    ['call_resume', { extension: '1001' }, at(30)],
    ['call_resume', { extension: '1002' }, at(35)],
    ['call_transfer', { target: '1003' }, at(40)],
    ['call_transfer', { target: '1004' }, at(50)],
  ];
  const told = (order) => {
    const { client, board: b } = board();
    for (const [type, data, when] of order) client.say(type, { callUuid: 'u-1', ...data }, when);
    return b.get('u-1').server;
  };
  const wanted = told(events);
  assert.equal(wanted.state, 'active');
  assert.equal(wanted.transferredTo, '1004');
  for (const order of [events.toReversed(), [...events, ...events], [...events.slice(3), ...events.slice(0, 3)]]) {
    assert.deepEqual(told(order), wanted);
  }
});

test('a call whose end comes before its beginning is over', () => {
  const { client, board: b } = board();
  client.end('u-1');
  client.start('u-1');
  client.say('call_answer', { callUuid: 'u-1' });
  assert.deepEqual(b.getSnapshot(), []);
  assert.equal(b.get('u-1').state, 'ended');
});

test('what came while the active calls were asked for is newer than the answer', async () => {
  const { client, board: b } = board();
  client.start('u-1');
  client.open();
  const entry = (callUuid) => ({ callUuid, state: 'ringing', caller: '1', destination: '2', direction: 'inbound', startedAt: new Date().toISOString() });
  client.start('u-2');
  client.end('u-1');
  client.say('call_answer', { callUuid: 'u-3' });
  client.say('call_park', { callUuid: 'u-4', slot: 701 });
  client.questions.shift().resolve(['u-1', 'u-3', 'u-4'].map(entry));
  await settled();
  const shown = b.getSnapshot().map((call) => [call.callUuid, call.state]);
  assert.deepEqual(shown, [['u-2', 'ringing'], ['u-3', 'active'], ['u-4', 'parked']]);
  assert.equal(b.get('u-3').caller, '1');
});

test('an answer that comes after the connection was lost again counts for nothing, and is asked for again', async () => {
  const { client, board: b } = board();
  client.start('u-1');
  client.open();
  client.lose();
  client.questions.shift().resolve([]);
  await settled();
  assert.equal(b.get('u-1').state, 'ringing');
  client.open();
  assert.equal(client.questions.length, 1);
});

test('the list of active calls joins by Call-ID too, and tells that a call goes on which the phone has left', async () => {
  const { client, phone, board: b } = board();
  const id = phone.call({ state: 'active' });
  const startedAt = new Date().toISOString();
  const entry = { callUuid: 'u-1', state: 'active', caller: '1001', destination: '1002', direction: 'internal', startedAt };
  const legs = [{ sipCallId: b.get(id).sipCallId, extension: '1001', direction: 'outbound', startedAt }];
  client.open();
  client.questions.shift().resolve([{ ...entry, legs }]);
  await settled();
  assert.equal(b.get(id).joinedBy, 'call-id');
  phone.end(id);
  assert.equal(b.get(id).state, 'ended');
  client.lose();
  client.open();
  client.questions.shift().resolve([{ ...entry, legs: [] }]);
  await settled();
  assert.equal(b.get('u-1').state, 'active');
});

test('a call that was taken for over is not when an event of it comes', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { client, board: b } = board();
  client.start('u-1');
  client.open();
  client.questions.shift().resolve([]);
  await settled();
  assert.equal(b.get('u-1').hangupCause, 'UNKNOWN');
  t.mock.timers.tick(50);
  client.say('call_answer', { callUuid: 'u-1' });
  assert.deepEqual([b.get('u-1').state, b.get('u-1').hangupCause], ['active', null]);
  client.end('u-1');
  assert.equal(b.get('u-1').hangupCause, 'NORMAL_CLEARING');
});

test('what makes no sense is left out, and huge texts are not kept', () => {
  const { client, board: b } = board();
  for (const data of [undefined, null, {}, [], { callUuid: 7 }, { callUuid: '' }, { callUuid: 'x'.repeat(1_000_000) }]) {
    client.say('call_start', data);
  }
  assert.deepEqual(b.getSnapshot(), []);
  client.start('u-1', { caller: 'x'.repeat(1_000_000), destination: { toString: 1 }, direction: 'sideways', sipCallId: ['a'] });
  const { caller, destination, direction, server } = b.get('u-1');
  assert.deepEqual([caller, destination, direction, server.sipCallIds], [null, null, null, []]);
  for (let i = 0; i < 1000; i += 1) client.say('call_leg', { callUuid: 'u-1', sipCallId: `c-${i}` });
  assert.ok(b.get('u-1').server.sipCallIds.length <= 32);
  for (let i = 0; i < 1000; i += 1) client.say('call_hold', { callUuid: 'u-1', extension: `${i}` });
  client.end('u-1', { duration: 'long' });
  assert.equal(b.get('u-1').duration, 0);
});
