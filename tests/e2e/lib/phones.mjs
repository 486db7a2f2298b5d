// What the tests say over and over: a phone that is registered, a call that is up, sound that flows.
import { until } from './runner.mjs';

/** Opens the harness page in a context of its own; `h(name, ...args)` calls one of its functions. */
export async function openHarness(browser, server, options = {}) {
  const page = await browser.newPage(`${server.pageUrl}/harness/harness.html`, options);
  await isBack(page);
  const h = (name, ...args) => page.evaluate(([fn, list]) => window.harness[fn](...list), [name, args]);
  return {
    page,
    h,
    /** Waits until the newest call is in one of `states` and returns its view. */
    async inState(...states) {
      let view = null;
      try {
        return await until(`a call in state ${states.join(' or ')}`, async () => {
          view = await h('view');
          return view && states.includes(view.state) ? view : null;
        });
      } catch (error) {
        throw new Error(`${error.message}; it is ${JSON.stringify(view)}`);
      }
    },
    /** Waits for the newest call's end and returns its reason. */
    async ended() {
      return (await this.inState('ended')).end;
    },
    async close() {
      await (page.context ? page.context().close() : page.close());
    },
  };
}

/** Waits until the page's functions are there again, after it has been loaded anew. */
export const isBack = (page) => page.waitForFunction(() => document.body?.dataset.ready === 'true', { timeout: 10_000 });

/** A page that is logged in, with realtime events, and whose phone is registered. */
export async function openPhone(browser, server, number, { tenant = 'acme', phone = {}, context = {}, prepare } = {}) {
  const user = server.user(number, tenant);
  const opened = await openHarness(browser, server, context);
  if (prepare) await prepare(opened.page);
  const { error } = await opened.h('login', user);
  if (error) throw new Error(`${number}@${tenant} could not log in: ${JSON.stringify(error)}`);
  await opened.h('connectRealtime');
  const started = await opened.h('startPhone', user, phone);
  if (started.state !== 'registered') throw new Error(`${number}@${tenant} did not register: ${JSON.stringify(started)}`);
  return { ...opened, user };
}

/** Calls, waits for the ring, answers, and waits until both sides are active. */
export async function connect(caller, callee, target = callee.user.username) {
  const called = await caller.h('call', target);
  if (called.error) throw new Error(`call() was refused: ${JSON.stringify(called.error)}`);
  await callee.inState('ringing');
  const answered = await callee.h('command', 'answer');
  if (answered) throw new Error(`answer() was refused: ${JSON.stringify(answered.error)}`);
  await Promise.all([caller.inState('active'), callee.inState('active')]);
}

const packetsWanted = 40;
const energyWanted = 0.005;

/** Waits until this side has received packets that hold sound, and returns what was measured. */
export async function hears(side, { timeoutMs = 15_000 } = {}) {
  const first = await side.h('stats');
  let now = first;
  try {
    return await until('sound', async () => {
      now = await side.h('stats');
      const packets = now.packetsReceived - first.packetsReceived;
      const energy = now.energyReceived - first.energyReceived;
      return packets >= packetsWanted && energy >= energyWanted ? { packets, energy, ...now } : null;
    }, { timeoutMs, everyMs: 100 });
  } catch (error) {
    throw new Error(`${error.message}; from ${JSON.stringify(first)} to ${JSON.stringify(now)}`);
  }
}

/** Waits until a whole window of 600 ms brings no sound: neither energy nor more than a stray packet's worth of it. */
export async function hearsNothing(side, { timeoutMs = 15_000, packetsToo = false } = {}) {
  let from = { at: performance.now(), ...(await side.h('stats')) };
  let now = from;
  try {
    return await until('silence', async () => {
      now = await side.h('stats');
      const noisy = now.energyReceived - from.energyReceived > 1e-5 || (packetsToo && now.packetsReceived > from.packetsReceived);
      if (noisy) from = { at: performance.now(), ...now };
      return performance.now() - from.at > 600;
    }, { timeoutMs, everyMs: 100 });
  } catch (error) {
    throw new Error(`${error.message}; from ${JSON.stringify(from)} to ${JSON.stringify(now)}`);
  }
}

/** `assert.equal` with both in the message. */
export function same(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** Fails with `what` unless `condition`. */
export function check(condition, what) {
  if (!condition) throw new Error(what);
}
