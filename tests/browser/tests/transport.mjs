import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { test, until } from '../../e2e/lib/runner.mjs';
import { check, openHarness, openPhone, same } from '../../e2e/lib/phones.mjs';

/** A WebSocket server that takes every connection and selects no subprotocol. */
async function startPlainWebSocket() {
  const sockets = new Set();
  /** What each connection offered. */
  const offers = [];
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    offers.push(request.headers['sec-websocket-protocol'] ?? 'none');
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    offers,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a server that does not select the subprotocol 'sip' has a code of its own", async ({ chromium, server, cleanup }) => {
  const plain = await startPlainWebSocket();
  cleanup(plain.close);
  const alice = await openHarness(chromium, server);
  cleanup(alice.close);
  const user = server.user('1001');
  await alice.h('login', user);
  // Chromium refuses such a handshake itself; a constructor of one's own (as in Node) does not.
  const lenient = await alice.page.evaluate(async ([options, url]) => {
    class Lenient extends WebSocket {
      constructor(address) {
        super(address);
      }
    }
    const started = await window.harness.startPhone(options, { wsUri: url, WebSocket: Lenient });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return { ...started, later: window.__voip.state };
  }, [user, plain.url]);
  same(lenient.error?.code, 'subprotocol_refused', 'the code with which start() rejects');
  same(lenient.later, 'failed', 'the state of the phone');
  same(plain.offers.length, 1, 'connections: trying again would not help');
});

test("a server with which the browser itself fails the handshake for want of 'sip' has the same code", async ({ chromium, server, cleanup }) => {
  const plain = await startPlainWebSocket();
  cleanup(plain.close);
  const alice = await openHarness(chromium, server);
  cleanup(alice.close);
  const user = server.user('1001');
  await alice.h('login', user);
  const started = await alice.h('startPhone', user, { wsUri: plain.url });
  same(started.error?.code, 'subprotocol_refused', 'the code with which start() rejects');
  same((await alice.h('phoneState')).state, 'failed', 'the state of the phone');
  // The one that is opened while the module loads may have been refused before the phone asks for it, which tries again.
  const early = plain.offers.length === 3 ? ['sip'] : [];
  same(plain.offers.join(), [...early, 'sip', 'none'].join(), 'offers: sip, then the question without it');
});

test('a server that is not there rejects start(), and the phone registers when it comes', async ({ chromium, server: page, startServer, web, cleanup }) => {
  const server = await startServer({ web });
  cleanup(server.dispose);
  const user = server.user('1001');
  await server.kill();
  const alice = await openHarness(chromium, page);
  cleanup(alice.close);
  await alice.h('login', page.user('1001'));
  const { error } = await alice.h('startPhone', user, { wsUri: server.sipWs });
  same(error?.code, 'transport_closed', 'the code with which start() rejects');
  await server.restart();
  await until('the phone is registered', async () => (await alice.h('phoneState')).state === 'registered', { timeoutMs: 40_000 });
}, { timeoutMs: 90_000 });

test('an offline event that proves untrue changes nothing', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.page.evaluate(() => {
    window.dispatchEvent(new Event('offline'));
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { state, reachable, seen } = await alice.h('phoneState');
  same(`${state} ${reachable}`, 'registered true', 'the state of the phone');
  same(seen.at(-1), 'registered', 'the last state that was told');
});

test('the return of the network is not waited for', async ({ chromium, startServer, server: page, web, cleanup }) => {
  const server = await startServer({ web });
  cleanup(server.dispose);
  const alice = await openHarness(chromium, page);
  cleanup(alice.close);
  await alice.h('login', page.user('1001'));
  await alice.h('startPhone', server.user('1001'), { wsUri: server.sipWs });
  await server.kill();
  await until('the phone knows', async () => !(await alice.h('phoneState')).reachable);
  // By now the pauses between attempts have grown.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  await server.restart();
  await alice.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await until('the phone is registered', async () => (await alice.h('phoneState')).reachable, { timeoutMs: 1500 });
}, { timeoutMs: 90_000 });

test('stop() unregisters, and start() begins anew', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  same(await alice.h('stopPhone'), 'disconnected', 'the state after stop()');
  await bea.h('call', '1001');
  same((await bea.ended()).statusCode, 480, 'what a caller is told');
  const again = await alice.page.evaluate(() => window.__voip.start().then(() => window.__voip.state));
  same(again, 'registered', 'the state after start()');
  await bea.h('call', '1001');
  await alice.inState('ringing');
  await bea.h('command', 'hangup');
  await alice.ended();
});

test('a phone can ask which phones are registered for its extension, and knows itself among them', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const second = await openPhone(chromium, server, '1001');
  cleanup(() => Promise.all([alice.close(), second.close()]));
  const phones = await alice.page.evaluate(() => window.__voip.fetchRegistrations());
  same(phones.length, 2, 'how many there are');
  same(phones.filter((one) => one.ours).length, 1, 'how many of them are this one');
});

test('a page that goes away hangs up and unregisters', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await alice.h('call', '1002');
  await bea.inState('ringing');
  await bea.h('command', 'answer');
  await alice.inState('active');
  await alice.page.goto('about:blank');
  const end = await bea.ended();
  check(end.by === 'remote', `the far end is told: ${JSON.stringify(end)}`);
});
