// The softphone's face without a browser: what is refused before anything is sent, and starts and stops that cross.
// The server is a WebSocket that answers every REGISTER.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rejection, sdk } from './support.mjs';

/** A SIP server for REGISTER alone; `sockets` are those that were opened. */
function sipServer() {
  const sockets = [];
  class FakeWebSocket {
    readyState = 0;
    protocol = 'sip';
    requests = [];
    constructor() {
      sockets.push(this);
      setTimeout(() => {
        this.readyState = 1;
        this.onopen?.({});
      });
    }
    send(text) {
      const lines = text.split('\r\n');
      this.requests.push(text);
      if (!text.startsWith('REGISTER ')) return;
      const copied = lines.filter((line) => /^(via|from|to|call-id|cseq|contact|v|f|t|i|m)\s*:/i.test(line));
      const answer = ['SIP/2.0 200 OK', ...copied.map((line) => (/^to|^t\s*:/i.test(line) ? `${line};tag=s` : line))];
      const expires = /^expires:\s*(\d+)/im.exec(text)?.[1] ?? '600';
      answer.push(`Expires: ${expires}`, 'Content-Length: 0', '', '');
      setTimeout(() => this.onmessage?.({ data: answer.join('\r\n') }));
    }
    close() {
      this.readyState = 3;
    }
  }
  return { FakeWebSocket, sockets };
}

function phone(over = {}) {
  const { FakeWebSocket, sockets } = sipServer();
  const options = { wsUri: 'ws://sip.test', sipDomain: 'sip.test', extension: '1001', password: 'secret-password' };
  return { phone: new sdk.Softphone({ ...options, WebSocket: FakeWebSocket, ...over }), sockets };
}

test('wrong options are refused by the constructor with an ArgumentError', () => {
  const wrong = [
    { wsUri: 'ws://' },
    { wsUri: 'https://sip.test' },
    { wsUri: 'wss://sip.test/#x' },
    { wsUri: [] },
    { extension: 1001 },
    { extension: '10 01' },
    { extension: '1001>\r\nX: y' },
    { sipDomain: '' },
    { password: 1234 },
  ];
  for (const over of wrong) assert.throws(() => phone(over), sdk.ArgumentError, JSON.stringify(over));
  assert.throws(() => new sdk.Softphone(), sdk.ArgumentError);
});

test('a command before start() says so, and stop() and dispose() may come at any time', async () => {
  const { phone: one, sockets } = phone();
  assert.equal((await rejection(one.call('1002'))).code, 'not_started');
  await one.stop();
  one.dispose();
  one.dispose();
  assert.equal((await rejection(one.start())).code, 'disposed');
  assert.equal(sockets.length, 0);
});

test('a signal that is aborted already rejects with an AbortError', async () => {
  const error = await rejection(phone().phone.call('1002', { signal: AbortSignal.abort('changed my mind') }));
  assert.ok(error instanceof sdk.AbortError && error.code === 'aborted');
  assert.equal(error.cause, 'changed my mind');
});

/** Lets promises go on, and nothing else: no chunk is loaded and no timer runs meanwhile. */
async function promises() {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

test('the connection is opened while the module still loads, and is the only one', async () => {
  const { phone: one, sockets } = phone({ multiTab: false });
  const starting = one.start();
  await promises();
  assert.equal(sockets.length, 1);
  // The module takes longer to load than this server takes to accept.
  await starting;
  assert.deepEqual([sockets.length, sockets[0].requests.length > 0], [1, true]);
  one.dispose();
  assert.equal(sockets[0].readyState, 3);
});

test('a connection that was refused while the module loaded is tried again, and a stop meanwhile closes it', async () => {
  const { FakeWebSocket, sockets } = sipServer();
  class Refused extends FakeWebSocket {
    constructor() {
      super();
      if (sockets.length === 1) this.readyState = 3;
    }
  }
  const { phone: one } = phone({ WebSocket: Refused, multiTab: false });
  await one.start();
  assert.deepEqual(sockets.map(({ requests }) => requests.length > 0), [false, true]);
  one.dispose();
  const { phone: two, sockets: opened } = phone({ multiTab: false });
  const starting = rejection(two.start());
  await promises();
  await two.stop();
  assert.equal((await starting).code, 'not_started');
  assert.deepEqual(opened.map(({ readyState, requests }) => [readyState, requests.length]), [[3, 0]]);
});

test('what was set, and who listens, before the phone is loaded holds once it is', async () => {
  const { phone: one } = phone({ multiTab: false });
  const [snapshots, states] = [[], []];
  let renewed = 0;
  one.on('changed', (snapshot) => snapshots.push(snapshot));
  one.on('stateChanged', (state) => states.push(state));
  const gone = one.on('stateChanged', () => assert.fail('it was removed'));
  one.subscribe(() => renewed++);
  const before = one.getSnapshot();
  assert.deepEqual([one.state, one.reachable, one.error, one.calls, before.role], ['disconnected', false, null, [], 'alone']);
  assert.equal(one.snapshot, before);
  one.doNotDisturb = true;
  one.doNotDisturb = true;
  gone();
  // Told at once, and once: nothing was loaded for it.
  assert.deepEqual([snapshots.length, renewed, snapshots[0]], [1, 1, one.snapshot]);
  assert.equal(before.doNotDisturb, false);
  await one.start();
  assert.deepEqual([states.at(-1), one.doNotDisturb, one.snapshot.doNotDisturb], ['registered', true, true]);
  assert.equal(snapshots.at(-1), one.snapshot);
  assert.equal(renewed, snapshots.length);
  await one.stop();
  assert.equal(states.at(-1), 'disconnected');
});

test('dispose() while the phone is on its way ends the start, and nothing is connected', async () => {
  const { phone: one, sockets } = phone({ multiTab: false });
  const started = rejection(one.start());
  one.dispose();
  assert.equal((await started).code, 'disposed');
  assert.equal((await rejection(one.start())).code, 'disposed');
  assert.deepEqual(sockets.filter(({ readyState }) => readyState !== 3), []);
});

test('two starts at once open one connection', async () => {
  const { phone: one, sockets } = phone();
  await Promise.all([one.start(), one.start()]);
  assert.equal(one.state, 'registered');
  assert.equal(sockets.length, 1);
  await one.stop();
  assert.equal(one.state, 'disconnected');
});

test('stop() overtakes a start() that is under way, and the next start() counts', async () => {
  const { phone: one, sockets } = phone();
  const first = rejection(one.start());
  await one.stop();
  assert.equal((await first).code, 'not_started');
  assert.equal(sockets.length, 0);

  const second = rejection(one.start());
  const stopped = one.stop();
  const third = one.start();
  await Promise.all([stopped, third]);
  assert.equal((await second).code, 'not_started');
  assert.equal(one.state, 'registered');
  await one.stop();
});

test('start() after unregister() registers again', async () => {
  const { phone: one } = phone();
  await one.start();
  await one.unregister();
  assert.equal(one.state, 'connected');
  await one.start();
  assert.equal(one.state, 'registered');
  await one.stop();
});

test('a target or a header that cannot be is refused before anything is sent', async () => {
  const { phone: one, sockets } = phone();
  await one.start();
  const sent = sockets[0].requests.length;
  for (const target of ['', ' ', 'a b', 'sip:', {}]) {
    assert.equal((await rejection(one.call(target))).code, 'invalid_target', String(target));
  }
  for (const options of [{ extraHeaders: { 'X-A': 'b\r\nX-C: d' } }, { callerId: '1>\r\nX: y' }]) {
    assert.ok((await rejection(one.call('1002', options))) instanceof sdk.ArgumentError, JSON.stringify(options));
  }
  assert.equal(sockets[0].requests.length, sent);
  await one.stop();
});

test('no secret is in what a phone shows of itself', () => {
  const { phone: one } = phone();
  assert.doesNotMatch(JSON.stringify([one, one.snapshot]), /secret-password/);
});
