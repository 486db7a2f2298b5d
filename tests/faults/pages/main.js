// One page for three libraries: each adapter has the same functions, so that a test treats all alike.
import './events.js';
import { audio, mark, marks, now } from './shared.js';

const adapters = {
  ours: () => import('./ours.js'),
  jssip: () => import('./jssip.js'),
  sipjs: () => import('./sipjs.js'),
};

let phone;
let held = [];

// Whatever the library, it is ready for its work when its first message leaves.
globalThis.WebSocket = class extends WebSocket {
  send(data) {
    mark('speaks');
    super.send(data);
  }
};

/** Watches for the first packet of the call's sound, and for the first energy; browsers renew their figures every 50 ms. */
async function watchAudio() {
  const from = marks.call ?? now();
  while (now() - from < 90_000 && marks.ended === undefined && (marks.audio === undefined || marks.sound === undefined)) {
    const stats = await audio(phone.connection?.()).catch(() => null);
    if (stats?.packetsReceived > 0) mark('audio');
    if (stats?.energyReceived > 0.00001) mark('sound');
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

window.phone = {
  async start(client, options) {
    mark('start');
    const module = await adapters[client]();
    phone = await module.start(options);
    mark('registered');
    return { ...marks };
  },
  async call(target, options) {
    for (const name of Object.keys(marks)) delete marks[name];
    marks.call = now();
    await phone.call(target, options);
    void watchAudio();
  },
  /** Settles at once: what becomes of it is seen by `view`. A refusal is an answer too. */
  command(name) {
    Promise.resolve(phone[name]()).catch((error) => (marks[`${name}Error`] = String(error?.code ?? error?.message ?? error)));
  },
  /** Calls one after the other, each ended when it has been up for `ms`. */
  async inTurn(target, count, ms = 0) {
    for (let n = 0; n < count; n += 1) {
      const one = await phone.dial(target);
      await one.up;
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      await one.hangup();
      await one.ended;
    }
  },
  /** So many at once; they stay until `endAll`. */
  async atOnce(target, count) {
    held = await Promise.all(Array.from({ length: count }, () => phone.dial(target)));
    await Promise.all(held.map((one) => one.up));
    return held.length;
  },
  async endAll() {
    await Promise.all(held.map((one) => one.hangup()));
    await Promise.all(held.map((one) => one.ended));
    held = [];
  },
  view: () => ({ ...phone.view(), marks: { ...marks } }),
  stats: () => audio(phone.connection?.()),
};
document.body.dataset.ready = 'true';
