// Which call of the phone and which of the server are one: by the header, by the Call-ID, or not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { board, ids } from './calls-support.mjs';

test('a call of the phone and one of the server are one call by the header, whichever is known first', () => {
  for (const phoneFirst of [true, false]) {
    const { client, phone, board: b } = board();
    if (!phoneFirst) client.start('u-1');
    const first = b.get('u-1');
    const id = phone.call({ callUuid: 'u-1' });
    if (phoneFirst) client.start('u-1');
    const joined = b.get('u-1');
    assert.equal(b.getSnapshot().length, 1);
    assert.equal(joined, b.get(id));
    assert.equal(joined, b.get(joined.id));
    assert.equal(joined.joinedBy, 'header');
    assert.equal(joined.phone.id, id);
    assert.deepEqual([joined.caller, joined.destination, joined.direction], ['1001', '1002', 'outbound']);
    if (!phoneFirst) assert.equal(joined.id, first.id);
  }
});

test('a call whose header comes after the event of the server is one call from then on, found by both ids', () => {
  const { client, phone, board: b } = board();
  const id = phone.call();
  client.start('u-1');
  assert.equal(b.getSnapshot().length, 2);
  const [ours, theirs] = ids(b.getSnapshot());
  phone.set(id, { callUuid: 'u-1' });
  assert.deepEqual(ids(b.getSnapshot()), [ours]);
  assert.equal(b.get(theirs), b.get(ours));
  assert.equal(b.get('u-1'), b.get(id));
});

test('without a header and without a Call-ID nothing is joined, however well numbers and times fit', () => {
  const { client, phone, board: b } = board();
  phone.call();
  client.start('u-1');
  client.say('call_answer', { callUuid: 'u-1' });
  assert.deepEqual(b.getSnapshot().map((call) => call.joinedBy), [null, null]);
});

test('without a header the Call-ID joins', () => {
  const { client, phone, board: b } = board();
  const id = phone.call();
  client.start('u-1', { sipCallId: `sip-1001-${id}` });
  assert.equal(b.getSnapshot().length, 1);
  assert.equal(b.get('u-1').joinedBy, 'call-id');
  assert.equal(b.get(id).callUuid, 'u-1');
});

test('two calls between the same two numbers at the same time stay apart, with a header and without', () => {
  const { client, phone, board: b } = board();
  const named = phone.call({ callUuid: 'u-1' });
  const bare = phone.call();
  client.start('u-2');
  client.start('u-1');
  assert.equal(b.get(named).server.callUuid, 'u-1');
  assert.deepEqual([b.get(bare).server, b.get('u-2').phone], [null, null]);
  assert.equal(b.getSnapshot().length, 3);
});

test('a Call-ID joins only near the beginning of the call, in the same direction, for the same extension and numbers', () => {
  const late = (ms) => new Date(Date.now() - ms).toISOString();
  const leg = (over) => (client, sipCallId) => client.say('call_leg', { callUuid: 'u-1', sipCallId, ...over });
  const start = (over) => (client, sipCallId) => client.start('u-1', { sipCallId, ...over });
  const cases = [
    [true, leg({ extension: '1001', direction: 'outbound' })],
    [false, leg({ extension: '1002', direction: 'outbound' })],
    [false, leg({ extension: '1001', direction: 'inbound' })],
    [false, leg({ extension: '1001', startedAt: late(120_000) })],
    [true, leg({ extension: '1001', startedAt: late(20_000) })],
    [false, leg({ extension: '1001', startedAt: 'soon' }), 'garbled'],
    [true, start({ destination: '(1002)' })],
    [false, start({ destination: '1003' })],
    [false, start({ direction: 'inbound' })],
    [true, start({ direction: 'outbound' })],
    [true, start({ destination: 'sales' })],
  ];
  for (const [joins, say, note] of cases) {
    const { client, phone, board: b } = board();
    const id = phone.call();
    say(client, b.get(id).sipCallId);
    // A time that is none is that of the event.
    assert.equal(b.get(id).joinedBy, joins || note ? 'call-id' : null, String(say));
    if (!joins && !note) assert.equal(b.getSnapshot().length, 2);
  }
});

test('a Call-ID that two calls of the server claim joins neither, and that of the one that is up when the other is over', () => {
  const { client, phone, board: b } = board();
  const id = phone.call();
  const { sipCallId } = b.get(id);
  client.start('u-1', { sipCallId });
  assert.equal(b.get(id).callUuid, 'u-1');
  client.say('call_leg', { callUuid: 'u-2', sipCallId, extension: '1001' });
  assert.equal(b.get(id).callUuid, null);
  assert.equal(b.getSnapshot().length, 3);
  client.end('u-1');
  assert.equal(b.get(id).callUuid, 'u-2');
  assert.equal(b.get('u-1').state, 'ended');
});

test('the header counts more than a Call-ID, and a header that changes takes the call along', () => {
  const { client, phone, board: b } = board();
  const id = phone.call();
  const { id: own, sipCallId } = b.get(id);
  client.start('u-1', { sipCallId });
  client.start('u-2');
  const seen = b.get('u-2').id;
  phone.set(id, { callUuid: 'u-2', state: 'active' });
  assert.deepEqual([b.get(id).callUuid, b.get(id).joinedBy, b.get('u-2').id], ['u-2', 'header', own]);
  assert.equal(b.get('u-1').phone, null);
  // Transferred: the server has a new id for the call, which it tells before or after its event.
  phone.set(id, { callUuid: 'u-3' });
  assert.deepEqual([b.get(id).callUuid, b.get(id).server], ['u-3', null]);
  assert.deepEqual([b.get('u-2').id, b.get('u-2').phone], [seen, null]);
  client.start('u-3');
  assert.equal(b.get('u-3'), b.get(own));
  client.end('u-2');
  assert.equal(b.get(id).state, 'active');
});

test('the ids of a phone that was started anew are other calls', () => {
  const { client, phone, board: b } = board();
  const first = b.get(phone.call({ callUuid: 'u-1' }));
  client.start('u-1');
  phone.restart();
  const second = b.get(phone.call({ callUuid: 'u-2', sipCallId: 'other' }));
  client.start('u-2');
  assert.equal(first.phone.id, second.phone.id);
  assert.notEqual(first.id, second.id);
  assert.equal(b.get(first.id).callUuid, 'u-1');
  assert.equal(b.get(second.phone.id).callUuid, 'u-2');
});

test('a header that names a call which was over long before joins nothing', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { client, phone, board: b } = board();
  client.start('u-1');
  client.end('u-1');
  t.mock.timers.tick(120_000);
  const id = phone.call({ callUuid: 'u-1' });
  assert.equal(b.get(id).server, null);
  assert.equal(b.get(id).joinedBy, null);
});

test('a clock of the server that is hours off does not keep a Call-ID from joining', () => {
  const { client, phone, board: b } = board();
  const id = phone.call();
  const wrong = new Date(Date.now() - 3 * 3_600_000).toISOString();
  client.say('call_leg', { callUuid: 'u-1', sipCallId: b.get(id).sipCallId, extension: '1001' }, wrong);
  assert.equal(b.get(id).callUuid, 'u-1');
});

test('what is said of a leg with its extension counts more than what is not, and of what counts nothing may contradict', () => {
  const { client, phone, board: b } = board();
  const id = phone.call();
  const { sipCallId } = b.get(id);
  // The number that was dialled is another one to the server: a short code.
  client.start('u-1', { sipCallId, destination: '700' });
  assert.equal(b.get(id).joinedBy, null);
  client.say('call_leg', { callUuid: 'u-1', sipCallId, extension: '1001', direction: 'outbound' });
  assert.equal(b.get(id).joinedBy, 'call-id');
  client.say('call_leg', { callUuid: 'u-1', sipCallId, extension: '1002', direction: 'outbound' });
  assert.equal(b.get(id).joinedBy, null);
});
