// What a call waits for before its INVITE leaves.
import { test } from '../../e2e/lib/runner.mjs';
import { check, openPhone, same } from '../../e2e/lib/phones.mjs';

/** Notes the start lines of everything that goes over the connection to the SIP server. */
const overheard = (page) =>
  page.evaluate(() => {
    window.lines = [];
    const Real = WebSocket;
    window.WebSocket = class extends Real {
      constructor(url, protocols) {
        super(url, protocols);
        if (!String(url).endsWith('/sip')) return;
        this.addEventListener('message', ({ data }) => window.lines.push(`< ${String(data).split('\r\n')[0]}`));
      }
      send(data) {
        if (this.url.endsWith('/sip')) window.lines.push(`> ${String(data).split(' ')[0]}`);
        super.send(data);
      }
    };
  });

test('once registered a call needs no challenge: one INVITE leaves, as soon as there is a candidate', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001', { phone: { iceServers: [] }, prepare: overheard });
  cleanup(alice.close);
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    await alice.page.evaluate(() => window.lines.splice(0));
    await alice.h('call', '9196');
    const { timings } = await alice.inState('active');
    times.push(timings.toInviteMs);
    const lines = await alice.page.evaluate(() => window.lines);
    same(lines.filter((line) => line === '> INVITE').length, 1, `INVITEs of call ${round}: ${lines.join(', ')}`);
    check(!lines.some((line) => /^< SIP\/2.0 40[17]/.test(line)), `no challenge: ${lines.join(', ')}`);
    await alice.h('command', 'hangup');
    await alice.ended();
  }
  console.log(`        call() to INVITE: ${times.join(', ')} ms`);
  check(Math.min(...times) < 150, `call() to INVITE took ${times.join(', ')} ms`);
});

test('while ICE servers are waited for that have expired, the microphone is started', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  const user = server.user('1001');
  const seen = await alice.page.evaluate(async (account) => {
    await window.__voip.stop();
    const times = [];
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (wanted) => {
      times.push('microphone');
      return ask(wanted);
    };
    const getIceServers = async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      times.push('servers');
      return { iceServers: [], ttl: 0 };
    };
    await window.harness.startPhone(account, { getIceServers });
    await new Promise((resolve) => setTimeout(resolve, 800));
    times.length = 0;
    await window.harness.call('9196');
    return times.slice(0, 2);
  }, user);
  same(seen.join(), 'microphone,servers', 'what came first');
  await alice.inState('active');
  await alice.h('command', 'hangup');
  await alice.ended();
});
