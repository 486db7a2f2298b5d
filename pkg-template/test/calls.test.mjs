// One call, not three truths: the board as it is read, listened to and left.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { board, settled } from './calls-support.mjs';

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

test('dispose leaves no listener behind', () => {
  const { client, phone, board: b } = board();
  b.subscribe(() => assert.fail());
  b.dispose();
  assert.equal(client.listeners() + phone.listeners(), 0);
  client.start('u-1');
});

test('a listener that causes a change hears of it afterwards', () => {
  const { client, phone, board: b } = board();
  const seen = [];
  b.subscribe(() => {
    seen.push(b.getSnapshot().length);
    if (seen.length === 1) phone.call();
  });
  client.start('u-1');
  assert.deepEqual(seen, [1, 2]);
});

test('what the server has told one user is nothing for the next, and the phone keeps its calls', async () => {
  const { client, phone, board: b } = board();
  const id = phone.call({ callUuid: 'u-1' });
  client.start('u-1');
  client.start('u-2');
  client.end('u-3');
  client.open();
  let heard = 0;
  b.subscribe('u-2', () => heard++);
  client.login(false);
  assert.equal(heard, 1);
  client.questions.shift().resolve([{ callUuid: 'u-4', state: 'active', caller: '1', destination: '2', direction: 'inbound' }]);
  await settled();
  assert.deepEqual(b.getSnapshot().map((call) => [call.phone.id, call.server, call.state]), [[id, null, 'ringing']]);
  for (const gone of ['u-2', 'u-3', 'u-4']) assert.equal(b.get(gone), undefined);
  client.login(true);
  client.start('u-1');
  assert.equal(b.get(id).joinedBy, 'header');
});
