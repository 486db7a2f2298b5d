// Calls that are transferred, parked, merged, recovered or go on at another phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { board, scriptedClient, scriptedPhone, settled } from './calls-support.mjs';
import { sdk } from './support.mjs';

test('an attended transfer: two calls of the phone, then none, while the server has one that goes on', () => {
  const { client, phone, board: b } = board();
  const first = phone.call({ callUuid: 'u-1', state: 'held' });
  client.start('u-1');
  const second = phone.call({ callUuid: 'u-2', state: 'active', remoteUser: '1003' });
  client.start('u-2', { destination: '1003' });
  client.say('call_transfer', { callUuid: 'u-1', target: '1003', type: 'attended', transferredBy: '1001' });
  client.end('u-2');
  phone.end(second, 'transferred');
  phone.end(first, 'transferred');
  assert.deepEqual(b.getSnapshot().map((call) => [call.callUuid, call.state]), [['u-1', 'ringing']]);
  assert.equal(b.get(first).server.transferredTo, '1003');
  client.end('u-1');
  assert.deepEqual(b.getSnapshot(), []);
});

test('a parked call goes on without the phone and is the same call when it is taken back', () => {
  const { client, phone, board: b } = board();
  const first = phone.call({ callUuid: 'u-1', state: 'active' });
  client.start('u-1');
  client.say('call_answer', { callUuid: 'u-1' });
  client.say('call_park', { callUuid: 'u-1', slot: 701, parkedBy: '1001' });
  phone.end(first);
  assert.deepEqual([b.get('u-1').state, b.get('u-1').server.parkedSlot], ['parked', 701]);
  const back = phone.call({ remoteUser: '*7101' });
  phone.set(back, { callUuid: 'u-1', state: 'active' });
  client.say('call_resume', { callUuid: 'u-1', extension: '1001' });
  assert.equal(b.get('u-1'), b.get(back));
  assert.deepEqual(b.getSnapshot().map((call) => call.state), ['active']);
  assert.equal(b.get(first).state, 'ended');
  assert.equal(b.get('u-1').server.parkedSlot, null);
});

test('a call that is parked after the phone has heard its end comes back as parked', () => {
  const { client, phone, board: b } = board();
  const id = phone.call({ callUuid: 'u-1', state: 'active' });
  client.start('u-1');
  phone.end(id);
  assert.equal(b.get('u-1').state, 'ended');
  client.say('call_park', { callUuid: 'u-1', slot: 702 });
  assert.equal(b.get('u-1').state, 'parked');
});

test('two devices of one extension each show their own SIP call of one call, and the one that did not answer its end', () => {
  const client = scriptedClient();
  const phones = [scriptedPhone('1001'), scriptedPhone('1001')];
  const boards = phones.map((softphone) => new sdk.CallBoard({ client, softphone }));
  client.start('u-1', { caller: '1002', destination: '1001' });
  const calls = phones.map((phone, index) => phone.call({ callUuid: 'u-1', direction: 'inbound', sipCallId: `fork-${index}` }));
  assert.deepEqual(boards.map((b) => b.get('u-1').sipCallId), ['fork-0', 'fork-1']);
  phones[0].set(calls[0], { state: 'active' });
  phones[1].end(calls[1], 'answered_elsewhere');
  client.say('call_answer', { callUuid: 'u-1' });
  assert.deepEqual(boards.map((b) => b.get('u-1').state), ['active', 'active']);
  assert.deepEqual(boards.map((b) => b.get('u-1').phone.state), ['active', 'ended']);
});

test('an internal call between two phones of one page: two entries of one call of the server', () => {
  const client = scriptedClient();
  const [one, two] = [scriptedPhone('1001'), scriptedPhone('1002')];
  const b = new sdk.CallBoard({ client, softphone: one });
  b.attach(two);
  const out = one.call({ callUuid: 'u-1' });
  client.start('u-1');
  const incoming = two.call({ callUuid: 'u-1', direction: 'inbound', remoteUser: '1001' });
  assert.deepEqual(b.getSnapshot().map((call) => [call.direction, call.server.callUuid]), [['outbound', 'u-1'], ['inbound', 'u-1']]);
  // Both phones call it the same: the later one is found.
  assert.equal(out, incoming);
  one.end(out);
  two.end(incoming);
  client.end('u-1');
  assert.deepEqual(b.getSnapshot(), []);
});

test('a phone whose call takes the place of another one in the same call: the first one is over, the second stands for it', () => {
  const { client, phone, board: b } = board();
  const old = phone.call({ callUuid: 'u-1', state: 'active' });
  client.start('u-1');
  const replacing = phone.call({ callUuid: 'u-1', state: 'active' });
  phone.end(old, 'replaced');
  assert.deepEqual(b.getSnapshot().map((call) => call.phone.id), [replacing]);
  assert.equal(b.get('u-1').phone.id, replacing);
});

test('merged calls stay two calls', () => {
  const { client, phone, board: b } = board();
  for (const uuid of ['u-1', 'u-2']) {
    client.start(uuid);
    phone.call({ callUuid: uuid, state: 'active' });
  }
  phone.set('call-1', { mergedWith: ['call-2'] });
  phone.set('call-2', { mergedWith: ['call-1'] });
  assert.deepEqual(b.getSnapshot().map((call) => call.callUuid), ['u-1', 'u-2']);
});

test('a call that is recovered by another dialog is joined by that Call-ID, also when it is seen later', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { client, phone, board: b } = board();
  const startedAt = new Date(Date.now() - 600_000);
  client.say('call_leg', { callUuid: 'u-1', sipCallId: 'again', extension: '1001', direction: 'outbound' });
  t.mock.timers.tick(300_000);
  const id = phone.call({ sipCallId: 'again', direction: 'inbound', recovered: true, startedAt });
  assert.equal(b.get(id).callUuid, 'u-1');
  // In the same life too: another tab has taken it over.
  phone.set(id, { sipCallId: 'once-more' });
  client.say('call_leg', { callUuid: 'u-1', sipCallId: 'once-more', extension: '1001', direction: 'outbound' });
  assert.deepEqual([b.get(id).callUuid, b.get(id).sipCallId], ['u-1', 'once-more']);
});

test('a phone that is let go takes along its calls that have not ended, and the server keeps its own', () => {
  const { client, board: b } = board();
  const other = scriptedPhone('1005');
  const detach = b.attach(other);
  assert.equal(b.attach(other), detach);
  const ended = other.call();
  other.end(ended);
  const id = other.call({ callUuid: 'u-1' });
  other.call();
  client.start('u-1');
  const { id: own } = b.get(id);
  let heard = 0;
  b.subscribe(id, () => heard++);
  detach();
  detach();
  assert.equal(heard, 1);
  assert.deepEqual([b.get(own), b.get(id)], [undefined, undefined]);
  assert.deepEqual(b.getSnapshot().map((call) => [call.callUuid, call.phone]), [['u-1', null]]);
  assert.equal(b.get(ended).state, 'ended');
  assert.equal(other.listeners(), 0);
});

test('a call that the phone has refused and that rings on elsewhere is asked for after a while, one that is over is not', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: Date.now() });
  const { client, phone, board: b } = board();
  client.open();
  client.questions.shift().resolve([]);
  await settled();
  for (const uuid of ['u-1', 'u-2']) {
    client.start(uuid);
    phone.end(phone.call({ callUuid: uuid, direction: 'inbound' }), 'rejected');
  }
  assert.deepEqual(b.getSnapshot(), []);
  t.mock.timers.tick(10_000);
  client.questions.shift().resolve([{ callUuid: 'u-1', state: 'ringing', caller: '1', destination: '2', direction: 'inbound' }]);
  await settled();
  assert.deepEqual(b.getSnapshot().map((call) => [call.callUuid, call.state]), [['u-1', 'ringing']]);
  assert.equal(b.get('u-2').hangupCause, 'UNKNOWN');
  client.end('u-1');
  client.start('u-3');
  phone.end(phone.call({ callUuid: 'u-3' }));
  client.end('u-3');
  t.mock.timers.tick(20_000);
  assert.equal(client.questions.length, 0);
  b.dispose();
});
