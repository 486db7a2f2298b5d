// One call, not three truths: calls of a scripted phone and of a scripted server on one board.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scriptedClient, scriptedPhone } from './calls-support.mjs';
import { sdk } from './support.mjs';

function board(extension) {
  const client = scriptedClient();
  const phone = scriptedPhone(extension);
  return { client, phone, board: new sdk.CallBoard({ client, softphone: phone }) };
}

const ids = (calls) => calls.map((call) => call.id);
const settled = () => new Promise((resolve) => setImmediate(resolve));

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

test('snapshots are immutable and keep their identity until something changes', () => {
  const { client, phone, board: b } = board();
  const id = phone.call({ callUuid: 'u-1' });
  client.start('u-1');
  const [list, one] = [b.getSnapshot(), b.get(id)];
  client.start('u-1');
  assert.equal(b.getSnapshot(), list);
  assert.equal(b.get(id), one);
  assert.ok(Object.isFrozen(list) && Object.isFrozen(one) && Object.isFrozen(one.server));
  client.say('call_answer', { callUuid: 'u-1' });
  assert.notEqual(b.get(id), one);
});

test('a listener of one id hears of that call alone, under any of its ids', () => {
  const { client, phone, board: b } = board();
  const heard = [];
  const id = phone.call({ callUuid: 'u-1' });
  const stops = [
    b.subscribe('u-1', () => heard.push('uuid')),
    b.subscribe(id, () => heard.push('phone')),
    b.subscribe('u-2', () => heard.push('other')),
  ];
  client.start('u-1');
  assert.deepEqual(heard.toSorted(), ['phone', 'uuid']);
  client.start('u-2');
  assert.equal(heard[2], 'other');
  for (const stop of stops) stop();
  client.say('call_answer', { callUuid: 'u-1' });
  assert.equal(heard.length, 3);
});

test('the end shows, by the phone or by the server first, and can still be read', () => {
  for (const phoneFirst of [true, false]) {
    const { client, phone, board: b } = board();
    const id = phone.call({ callUuid: 'u-1', state: 'active' });
    client.start('u-1');
    const ends = [() => phone.end(id), () => client.end('u-1')];
    if (!phoneFirst) ends.reverse();
    ends[0]();
    assert.equal(b.get('u-1').state, phoneFirst ? 'ended' : 'active');
    ends[1]();
    assert.deepEqual(b.getSnapshot(), []);
    const { state, duration, hangupCause, endReason } = b.get(id);
    assert.deepEqual([state, duration, hangupCause, endReason.cause], ['ended', 5, 'NORMAL_CLEARING', 'terminated']);
  }
});

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

test('dispose leaves no listener behind', () => {
  const { client, phone, board: b } = board();
  b.subscribe(() => assert.fail());
  b.dispose();
  assert.equal(client.listeners() + phone.listeners(), 0);
  client.start('u-1');
});
