import { test, until } from '../lib/runner.mjs';
import { connect, hears, openPhone, same } from '../lib/phones.mjs';

const long = process.env.VOIP_LONG === '1';

/** Counts what a call takes from the browser, before any script of the page runs. */
async function countResources(page) {
  await page.addInitScript(() => {
    const counted = { peers: [], tracks: [] };
    window.resources = () => ({
      peers: counted.peers.filter((one) => one.connectionState !== 'closed').length,
      tracks: counted.tracks.filter((one) => one.readyState === 'live').length,
    });
    const Peer = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Peer {
      constructor(...args) {
        super(...args);
        counted.peers.push(this);
      }
    };
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      counted.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await page.reload();
  await page.waitForFunction(() => document.body.dataset.ready === 'true');
}

test('calls in a row leave neither a peer connection nor a microphone behind', async ({ chromium, server, cleanup }) => {
  const options = { prepare: countResources };
  const [alice, bea] = [await openPhone(chromium, server, '1003', options), await openPhone(chromium, server, '1004', options)];
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  for (let i = 0; i < (long ? 500 : 5); i += 1) {
    const [from, to] = i % 2 === 0 ? [alice, bea] : [bea, alice];
    await connect(from, to);
    if (i % 25 === 0) await Promise.all([hears(from), hears(to)]);
    await (i % 3 === 0 ? from : to).h('command', 'hangup');
    await Promise.all([from.ended(), to.ended()]);
  }
  for (const side of [alice, bea]) {
    let left;
    await until('everything is given back', async () => {
      left = await side.page.evaluate(() => window.resources());
      return left.peers === 0 && left.tracks === 0;
    }).catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(left)}`);
    });
    same(await side.h('liveCalls'), 0, 'calls that are left');
  }
}, { timeoutMs: long ? 3_600_000 : 60_000 });

test('a phone finds its server again every time that it is killed', async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web });
  cleanup(server.dispose);
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  for (let i = 0; i < (long ? 100 : 2); i += 1) {
    await server.kill();
    await until('the phone has noticed', async () => !(await alice.h('phoneState')).reachable);
    await server.restart();
    await until('the phone is registered again', async () => (await alice.h('phoneState')).reachable, { timeoutMs: 40_000 });
  }
  await alice.h('call', '9196');
  await alice.inState('active');
  await hears(alice);
}, { timeoutMs: long ? 3_600_000 : 120_000 });
