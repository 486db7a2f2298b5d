// What is watched by SUBSCRIBE, read from NOTIFYs as servers write them. The server is a WebSocket that takes everything.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sdk } from './support.mjs';

/** A phone that is started, and `notify(contentType, body, state)` for its last subscription. */
async function watching() {
  let socket;
  class FakeWebSocket {
    readyState = 0;
    protocol = 'sip';
    subscribe = null;
    notifications = 0;
    answers = [];
    constructor() {
      socket = this;
      setTimeout(() => {
        this.readyState = 1;
        this.onopen?.({});
      });
    }
    send(text) {
      if (text.startsWith('SIP/2.0')) return void this.answers.push(text.slice(8, 11));
      if (!text.trim()) return;
      if (text.startsWith('SUBSCRIBE ')) this.subscribe = text;
      const copied = text.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq|contact)\s*:/i.test(line));
      const answer = ['SIP/2.0 200 OK', ...copied.map((line) => (/^to:(?!.*tag=)/i.test(line) ? `${line};tag=server` : line))];
      answer.push('Expires: 600', 'Content-Length: 0', '', '');
      setTimeout(() => this.onmessage?.({ data: answer.join('\r\n') }));
    }
    close() {
      this.readyState = 3;
    }
  }
  const options = { wsUri: 'ws://sip.test', sipDomain: 'sip.test', extension: '1001', password: 'x', WebSocket: FakeWebSocket };
  const phone = new sdk.Softphone(options);
  await phone.start();
  const field = (name) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(socket.subscribe)[1];
  const notify = async (contentType, body, state = 'active;expires=600') => {
    socket.notifications += 1;
    const to = field('To');
    const lines = [
      `NOTIFY ${/<(.*?)>/.exec(field('Contact'))[1]} SIP/2.0`,
      `Via: SIP/2.0/WS sip.test;branch=z9hG4bKn${socket.notifications}`,
      `From: ${to.includes('tag=') ? to : `${to};tag=server`}`,
      `To: ${field('From')}`,
      `Call-ID: ${field('Call-ID')}`,
      `CSeq: ${socket.notifications} NOTIFY`,
      'Contact: <sip:server@sip.test;transport=ws>',
      'Max-Forwards: 70',
      `Event: ${field('Event')}`,
      `Subscription-State: ${state}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ];
    socket.onmessage({ data: lines.join('\r\n') });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(socket.answers.at(-1), '200');
  };
  return { phone, notify };
}

const summary = 'application/simple-message-summary';
const dialogInfo = 'application/dialog-info+xml';

test('a mailbox is read with and without numbers, and what is none changes nothing', async () => {
  const { phone, notify } = await watching();
  const mailbox = await phone.watchMailbox();
  assert.equal(mailbox.snapshot.value, null);
  await notify(summary, 'Messages-Waiting: yes\r\nMessage-Account: sip:*97@sip.test\r\nVoice-Message: 2/8 (1/2)\r\n');
  assert.deepEqual(mailbox.snapshot.value, {
    waiting: true,
    voice: { new: 2, old: 8, newUrgent: 1, oldUrgent: 2 },
    account: 'sip:*97@sip.test',
  });
  const before = mailbox.snapshot.value;
  await notify(summary, 'Voice-Message: lots');
  assert.equal(mailbox.snapshot.value, before);
  await notify(summary, 'messages-waiting:no\nvoice-message: 0/3');
  assert.deepEqual(mailbox.snapshot.value, {
    waiting: false,
    voice: { new: 0, old: 3, newUrgent: 0, oldUrgent: 0 },
    account: null,
  });
  await notify(summary, 'Messages-Waiting: yes');
  assert.equal(mailbox.snapshot.value.voice, null);
  await phone.stop();
});

test('an extension is idle, ringing, calling or busy, and a partial notification changes what was known', async () => {
  const { phone, notify } = await watching();
  const watched = await phone.watchExtension('1002');
  const told = [];
  watched.on('notify', ({ state }) => told.push(state));
  const document = (state, ...dialogs) =>
    `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state='${state}' entity="sip:1002@sip.test">${dialogs.join('')}</dialog-info>`;
  await notify(dialogInfo, document('full'));
  await notify(dialogInfo, document('full', '<dialog id="a" direction="recipient"><state>early</state></dialog>'));
  await notify(dialogInfo, document('partial', '<dialog id="b" direction="initiator"><state event="x"> confirmed </state><remote><identity display="B&amp;B">sip:1003@sip.test</identity></remote></dialog>'));
  assert.deepEqual(watched.snapshot.value.dialogs, [
    { id: 'a', direction: 'recipient', state: 'early', remote: null },
    { id: 'b', direction: 'initiator', state: 'confirmed', remote: 'sip:1003@sip.test' },
  ]);
  await notify(dialogInfo, document('partial', '<dialog id="b"><state>terminated</state></dialog>'));
  await notify(dialogInfo, document('full', '<d:dialog id="c" direction="initiator"><d:state>trying</d:state></d:dialog>'));
  await notify(dialogInfo, document('full', '<dialog id="d"/>', '<dialog><state>early</state></dialog>'));
  await notify(dialogInfo, '<html><dialog id="a"><state>confirmed</state></dialog></html>');
  assert.deepEqual(told, ['idle', 'ringing', 'busy', 'ringing', 'calling', 'idle']);
  await phone.stop();
});

test('a subscription that the server ends says why, and stop() ends the others', async () => {
  const { phone, notify } = await watching();
  const presence = await phone.subscribe('1002', { event: 'presence' });
  await notify('application/pidf+xml', '<presence/>', 'pending');
  assert.equal(presence.snapshot.state, 'pending');
  assert.deepEqual(presence.snapshot.value, { contentType: 'application/pidf+xml', body: '<presence/>' });
  await notify('application/pidf+xml', '', 'terminated;reason=noresource');
  assert.deepEqual([presence.snapshot.state, presence.snapshot.reason], ['terminated', 'noresource']);
  await presence.close();

  const other = await phone.subscribe('1003', { event: 'presence' });
  await phone.stop();
  assert.equal(other.snapshot.state, 'terminated');
});

test('what cannot be subscribed to is refused before anything is sent', async () => {
  const { phone } = await watching();
  for (const options of [undefined, {}, { event: 'a b' }, { event: 'dialog', expiresSec: -1 }]) {
    await assert.rejects(phone.subscribe('1002', options), (error) => error.code === 'invalid_argument', JSON.stringify(options));
  }
  await assert.rejects(phone.subscribe('', { event: 'dialog' }), (error) => error.code === 'invalid_target');
  await phone.stop();
});
