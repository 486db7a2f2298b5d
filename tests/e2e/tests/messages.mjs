// Messages, what is watched, digits by INFO.
import { VoIPClient } from '@cemscale/voip-sdk/client';
import { test, until } from '../lib/runner.mjs';
import { check, connect, openPhone, same } from '../lib/phones.mjs';

async function phones({ chromium, server, cleanup }, ...numbers) {
  const opened = await Promise.all(numbers.map((number) => openPhone(chromium, server, number)));
  for (const one of opened) cleanup(one.close);
  return opened;
}

const inPage = (side, body, argument) =>
  side.page.evaluate(([text, given]) => new Function('phone', 'given', `return (${text})(phone, given)`)(window.__voip, given), [body, argument]);

test('a message arrives with its sender and its text, and sending resolves', async (context) => {
  const [alice, bea] = await phones(context, '1001', '1002');
  await inPage(bea, "(phone) => { window.messages = []; phone.on('message', (message, call) => window.messages.push({ user: message.from.user, body: message.body, type: message.contentType, call: call && call.id })); }");
  await inPage(alice, "(phone, text) => phone.sendMessage('1002', text)", 'Zwölf Boxkämpfer jagen Viktor über den Deich.');
  const [message] = await until('it is there', async () => {
    const all = await bea.page.evaluate(() => window.messages);
    return all.length > 0 && all;
  });
  same(message.user, '1001', 'the sender');
  same(message.body, 'Zwölf Boxkämpfer jagen Viktor über den Deich.', 'the text');
  check(message.type.startsWith('text/plain'), `the type is ${message.type}`);
  same(message.call, null, 'the call in which it came');
});

test('a message to nobody rejects with the status', async (context) => {
  const [alice] = await phones(context, '1001');
  const error = await inPage(alice, "(phone) => phone.sendMessage('1099', 'x').then(() => null, (error) => ({ code: error.code, status: error.details.statusCode }))");
  same(error?.code, 'message_failed', 'the code');
  check(error.status >= 400, `the status ${error.status}`);
});

test('watchExtension tells idle, ringing, busy and idle again, and close() ends it', async (context) => {
  const [alice, bea, watcher] = await phones(context, '1001', '1002', '1003');
  await inPage(watcher, "async (phone) => { window.seen = []; window.watched = await phone.watchExtension('1002'); window.watched.subscribe(() => { const { value } = window.watched.getSnapshot(); if (value && window.seen.at(-1) !== value.state) window.seen.push(value.state); }); }");
  const saw = (state) => until(`it is ${state}`, async () => (await watcher.page.evaluate(() => window.seen.at(-1) ?? window.watched.snapshot.value?.state)) === state);
  await saw('idle');
  await alice.h('call', '1002');
  await bea.inState('ringing');
  await saw('ringing');
  await bea.h('command', 'answer');
  await saw('busy');
  await alice.h('command', 'hangup');
  await bea.ended();
  await saw('idle');
  await inPage(watcher, '() => window.watched.close()');
  same(await watcher.page.evaluate(() => window.watched.snapshot.state), 'terminated', 'the state of what was closed');
});

test('watchMailbox tells how many messages there are', async (context) => {
  const [alice] = await phones(context, '1001');
  await inPage(alice, '(phone) => phone.watchMailbox().then((watched) => { window.mailbox = watched; })');
  const value = await until('the mailbox is known', () => alice.page.evaluate(() => window.mailbox.snapshot.value));
  const client = new VoIPClient({ apiUrl: context.server.url });
  await client.login(context.server.user('1001'));
  const { voicemails } = await client.listVoicemails({ read: false });
  same(value.voice?.new, voicemails.length, 'new messages');
  same(value.waiting, voicemails.length > 0, 'whether one waits');
  const { state, expiresAt } = await alice.page.evaluate(() => window.mailbox.snapshot);
  same(state, 'active', 'the state');
  check(expiresAt > new Date(), 'it is renewed some time');
});

test('digits by INFO reach the far end one after the other', async (context) => {
  const [alice, bea] = await phones(context, '1001', '1002');
  await connect(alice, bea);
  await inPage(bea, "(phone) => { window.digits = ''; phone.calls[0].on('dtmf', (digit) => { window.digits += digit; }); }");
  same(await alice.h('command', 'sendDtmf', '12#', { via: 'info' }), null, 'sendDtmf() by INFO');
  await until('bea has them', async () => (await bea.page.evaluate(() => window.digits)) === '12#');
  await alice.h('command', 'hangup');
  await bea.ended();
});
