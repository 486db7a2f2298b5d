// One phone in several tabs, without tabs: what becomes of commands while the lead moves. The channel is a list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const { outputFiles } = await build({
  stdin: {
    contents: `export { RemotePhone } from './remote-phone.ts';
      export { CommandDesk } from './command-desk.ts';
      export { COMMANDS } from './messages.ts';`,
    resolveDir: fileURLToPath(new URL('src/softphone/tabs', root)),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const { RemotePhone, CommandDesk, COMMANDS } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

/** A follower's phone; `sent` is what it has sent, `leads` whether somebody takes it. */
function follower() {
  const channel = { sent: [], leads: true };
  const remote = new RemotePhone({
    audio: true,
    send: (message) => channel.leads && channel.sent.push(structuredClone(message)) > 0,
  });
  return { channel, remote, ...remote.commands };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));
const code = (promise) => promise.then(() => 'nothing', (error) => error.code);

test('a command is one message, and settles with what is answered to it', async () => {
  const { channel, remote, hold, transfer, subscribe } = follower();
  const held = hold(3);
  const transferred = transfer(3, '1004');
  const subscribed = subscribe('1002', 'dialog', [], 3600);
  await turn();
  assert.deepEqual(channel.sent.map(({ name, args }) => [name, args]), [
    ['hold', [3]],
    ['transfer', [3, '1004']],
    ['subscribe', ['1002', 'dialog', [], 3600]],
  ]);
  const [first, second, third] = channel.sent;
  const error = { kind: 'phone', code: 'invalid_state', message: 'Not now.', retryable: true, details: { statusCode: 491 } };
  remote.answered({ type: 'answer', id: second.id, error });
  remote.answered({ type: 'answer', id: third.id, value: 9 });
  remote.answered({ type: 'answer', id: first.id, value: undefined });
  remote.answered({ type: 'answer', id: first.id, value: 'once more' });
  await held;
  assert.equal(await subscribed, 9);
  const refused = await transferred.catch((given) => given);
  assert.equal(refused.name, 'SoftphoneError');
  assert.deepEqual([refused.code, refused.message, refused.retryable, refused.details], ['invalid_state', 'Not now.', true, { statusCode: 491 }]);
});

test('when another tab leads, what does no harm is asked again, and the rest rejects with leader_lost', async () => {
  const { channel, remote, ...commands } = follower();
  const asked = {
    answer: commands.answer(1),
    hangup: commands.hangup(1),
    invite: commands.invite('1002', false, [], 0),
    sendDtmf: commands.sendDtmf(1, '12', 'auto'),
    message: commands.message(undefined, '1002', 'text/plain', 'hello'),
  };
  await turn();
  await turn();
  assert.equal(channel.sent.length, 5);
  const before = new Map(channel.sent.splice(0).map(({ id, name }) => [name, id]));
  remote.moved();
  assert.deepEqual(channel.sent.map(({ name }) => name).sort(), ['answer', 'hangup']);
  for (const { id, name } of channel.sent) assert.equal(id, before.get(name), 'it can be known as the same command');
  for (const name of ['invite', 'sendDtmf', 'message']) assert.equal(await code(asked[name]), 'leader_lost', name);
  for (const { id } of channel.sent) remote.answered({ type: 'answer', id, value: undefined });
  await Promise.all([asked.answer, asked.hangup]);
});

test('what is asked while nobody leads waits for who does, and is asked once', async () => {
  const { channel, remote, invite, hold } = follower();
  channel.leads = false;
  const called = invite('1002', false, [], 0);
  const held = hold(1);
  await turn();
  await turn();
  channel.leads = true;
  remote.moved();
  assert.deepEqual(channel.sent.map(({ name }) => name).sort(), ['hold', 'invite']);
  for (const { id } of channel.sent.splice(0)) remote.answered({ type: 'answer', id, value: 4 });
  assert.equal(await called, 4);
  await held;
  remote.moved();
  assert.equal(channel.sent.length, 0);
});

test('a tab that leads itself now does what it had asked for, and one that leaves rejects it', async () => {
  const here = follower();
  const resumed = here.resume(2);
  const sent = here.message(2, '', 'text/plain', 'hello');
  await turn();
  const done = [];
  here.remote.movedHere({ resume: async (call) => void done.push(call), message: async () => assert.fail('done twice') });
  await resumed;
  assert.deepEqual(done, [2]);
  assert.equal(await code(sent), 'leader_lost');

  const gone = follower();
  const asked = gone.hangup(2);
  await turn();
  gone.remote.close();
  assert.equal(await code(asked), 'not_started');
  assert.equal(await code(gone.hold(2)), 'not_started');
});

test('a command that cannot be sent is an ArgumentError', async () => {
  const { setHeaders } = follower();
  const error = await setHeaders(1, [['X-A', () => 0]].map(([name, value]) => [name, { value }])).catch((given) => given);
  assert.equal(error.name, 'ArgumentError');
});

test('the leader does a command once, also when it is asked twice, and answers each time', async () => {
  const answers = [];
  const desk = new CommandDesk((answer, to) => answers.push([answer, to]));
  let held = 0;
  let opened;
  desk.open(new Promise((resolve) => {
    opened = resolve;
  }));
  const command = { type: 'command', id: 'x', name: 'hold', args: [1] };
  desk.take(command, 'b');
  desk.take(command, 'b');
  opened({ hold: async () => void (held += 1) });
  await turn();
  desk.take(command, 'b');
  await turn();
  assert.equal(held, 1);
  assert.deepEqual(answers.map(([{ id, error }, to]) => [id, error, to]), [['x', undefined, 'b'], ['x', undefined, 'b'], ['x', undefined, 'b']]);
});

test('the leader refuses what is no command, passes errors on, and says nothing any more once it has handed over', async () => {
  const answers = [];
  const desk = new CommandDesk((answer) => answers.push(answer));
  let finish;
  const phone = {
    dispose: () => assert.fail('not for others'),
    reject: async () => {
      throw new TypeError('of ours');
    },
    answer: () => new Promise((resolve) => {
      finish = resolve;
    }),
    getStats: async () => new Map([['a', { type: 'codec' }]]),
  };
  desk.open(Promise.resolve(phone));
  for (const [id, name] of [['1', 'dispose'], ['2', 'constructor'], ['3', 'reject'], ['4', 'getStats'], ['5', 'answer']]) {
    desk.take({ type: 'command', id, name, args: [1] }, 'b');
  }
  await turn();
  const of = (id) => answers.find((answer) => answer.id === id);
  assert.equal(of('1').error.code, 'invalid_state');
  assert.equal(of('2').error.code, 'invalid_state');
  assert.equal(of('3').error.code, 'unexpected');
  assert.deepEqual([...structuredClone(of('4').value)], [['a', { type: 'codec' }]]);
  desk.close();
  finish();
  await turn();
  assert.equal(of('5'), undefined);
});

test('every command says whether it may be asked again, and none that dials, writes or sends tones may', () => {
  const once = Object.keys(COMMANDS).filter((name) => COMMANDS[name] === 'once');
  for (const name of ['invite', 'acceptRefer', 'transfer', 'transferTo', 'sendDtmf', 'message']) assert.ok(once.includes(name), name);
  for (const name of ['answer', 'hangup', 'hold', 'resume', 'mute']) assert.ok(!once.includes(name), name);
});
