// How often JavaScript and WebAssembly call each other. A file of its own: the module that it loads counts its calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { client, reply, scriptedSockets, sdk, until } from './support.mjs';

const change = (extension, status) => ({ type: 'presence_change', timestamp: 't', data: { extension, status } });
const snapshot = (extensions) => ({ type: 'presence_snapshot', timestamp: 't', data: { extensions } });

test('a message is one call into the module and none out of it', async () => {
  const calls = { in: [], out: [] };
  const counted = (kind, functions) => {
    const wrapped = {};
    for (const [name, value] of Object.entries(functions)) {
      if (typeof value !== 'function' || value instanceof WebAssembly.Table) wrapped[name] = value;
      else wrapped[name] = (...all) => (calls[kind].push(name), value(...all));
    }
    return wrapped;
  };
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (source, imports) => {
    const counting = Object.fromEntries(Object.entries(imports).map(([name, module]) => [name, counted('out', module)]));
    const made = await instantiate(source, counting);
    return { instance: { exports: counted('in', (made.instance ?? made).exports) }, module: made.module };
  };
  try {
    await sdk.init();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  const { WebSocket, sockets } = scriptedSockets();
  const c = client(async () => reply(200, {}), { WebSocket, token: 'tok' });
  c.connectWebSocket();
  await until(() => sockets.length > 0);
  const [socket] = sockets;
  socket.accept();
  socket.say(snapshot([{ extension: '1001', status: 'available', name: 'Alice' }]));
  c.presence.subscribe('1001', () => {});
  const events = [];
  c.onWsEvent('*', (event) => events.push(event));
  const messages = [
    change('1001', 'busy'),
    change('1001', 'busy'),
    change('1002', 'busy'),
    { type: 'call_start', id: 'e', timestamp: 't', data: { callUuid: 'u' } },
    { type: 'from_the_future', x: [1, { y: 'é' }] },
  ];
  for (const message of messages) {
    calls.in.length = calls.out.length = 0;
    socket.say(message);
    // The text is written to where the module asks for room; that is the same crossing's argument.
    const crossings = calls.in.filter((name) => !/^__wbindgen_(malloc|realloc)/.test(name));
    assert.deepEqual([crossings, calls.out], [['voipclient_receive'], []], message.type);
  }
  assert.equal(events.length, messages.length);
  calls.in.length = calls.out.length = 0;
  socket.say(snapshot(Array.from({ length: 1000 }, (_, i) => ({ extension: `${2000 + i}`, status: 'busy' }))));
  const cost = calls.in.length + calls.out.length;
  assert.ok(cost < 20, `a snapshot of a thousand took ${cost} calls: ${calls.out}`);
  c.disconnectWebSocket();
});
