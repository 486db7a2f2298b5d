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

test('a clock of the server that is hours off does not keep a Call-ID from joining', () => {
  const { client, phone, board: b } = board();
  const id = phone.call();
  const wrong = new Date(Date.now() - 3 * 3_600_000).toISOString();
  client.say('call_leg', { callUuid: 'u-1', sipCallId: b.get(id).sipCallId, extension: '1001' }, wrong);
  assert.equal(b.get(id).callUuid, 'u-1');
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
