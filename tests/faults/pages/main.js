// One page for three libraries: each adapter has the same functions, so that a test treats all alike.
import './events.js';
import { audio, marks, now } from './shared.js';

const adapters = {
  ours: () => import('./ours.js'),
  jssip: () => import('./jssip.js'),
  sipjs: () => import('./sipjs.js'),
};

let phone;
let held = [];

/** Watches for the first packet of the call's sound. */
async function watchAudio() {
  const from = marks.call ?? now();
  while (now() - from < 30_000 && marks.audio === undefined) {
    const stats = await audio(phone.connection?.()).catch(() => null);
    if (stats && stats.packetsReceived > 0) marks.audio = now();
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

window.phone = {
  async start(client, options) {
    const module = await adapters[client]();
    phone = await module.start(options);
    return true;
  },
  async call(target) {
    for (const name of Object.keys(marks)) delete marks[name];
    marks.call = now();
    await phone.call(target);
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
