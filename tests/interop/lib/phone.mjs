// What the tests say over and over: a page with a registered phone, and one call of it among several.
import { until } from '../../e2e/lib/runner.mjs';
import { domain } from './kamailio.mjs';

const ended = { state: 'ended' };

/** Opens the page; `h(name, ...args)` calls one of its functions. */
async function openPage(browser, web, options) {
  const page = await browser.newPage(`${web.url}/phone.html`, options);
  await page.waitForFunction(() => document.body.dataset.ready === 'true', { timeout: 10_000 });
  const h = (name, ...args) => page.evaluate(([fn, list]) => window.harness[fn](...list), [name, args]);
  return { page, h };
}

/** One call of a phone; `id` null is always its newest. `h` is what the helpers of tests/e2e expect. */
function callOf(h, id) {
  return {
    id,
    h: (name, ...args) => {
      if (name === 'command') return h('commandOf', id, ...args);
      return name === 'view' || name === 'stats' ? h(name, id) : h(name, ...args);
    },
    view: () => h('view', id),
    /** Runs a command that has to succeed. The promise may be awaited later, when it has failed already. */
    does(name, ...args) {
      const done = (async () => {
        const refused = await h('commandOf', id, name, ...args);
        if (refused) throw new Error(`${name}() was refused: ${JSON.stringify(refused.error)}`);
      })();
      done.catch(() => undefined);
      return done;
    },
    /** Waits until the call is in one of `states` and returns its view. */
    async inState(...states) {
      return this.seen(`a call in state ${states.join(' or ')}`, (view) => states.includes(view.state));
    },
    /** Waits until its view is as `wanted` says, and returns it. */
    async seen(what, wanted, limits) {
      let view = null;
      try {
        return await until(what, async () => {
          view = await h('view', id);
          return view && wanted(view) ? view : null;
        }, limits);
      } catch (error) {
        throw new Error(`${error.message}; it is ${JSON.stringify(view)}`);
      }
    },
    /** Waits for its end and returns the reason. */
    async ended() {
      return (await this.inState(ended.state)).end;
    },
  };
}

/** A page whose phone is registered as `number`, in `browser`, at `kamailio`. */
export async function openPhone({ browser, web, kamailio }, number, { options = {}, context = {}, registered = true } = {}) {
  const { page, h } = await openPage(browser, web, context);
  const account = { wsUri: kamailio?.wsUri, sipDomain: domain, extension: number, password: `secret-${number}` };
  const started = await h('start', { ...account, displayName: `Phone ${number}`, ...options });
  if (registered && started.state !== 'registered') {
    throw new Error(`${number} did not register: ${JSON.stringify(started)}\n${await lastWords(h)}`);
  }
  return {
    number,
    page,
    h,
    started,
    ...callOf(h, null),
    /** One call among several. */
    call: (id) => callOf(h, id),
    /** Places a call and returns it. */
    async calls(target, callOptions) {
      const placed = await h('call', target, callOptions);
      if (placed.error) throw new Error(`call() was refused: ${JSON.stringify(placed.error)}`);
      return callOf(h, placed.id);
    },
    /** Waits for a call that rings and returns it. */
    async ringing() {
      return callOf(h, (await callOf(h, null).inState('ringing')).id);
    },
    /** The SIP messages so far whose text matches; `way` is `in` or `out`. */
    async messages(pattern, way) {
      return (await h('wire')).filter((one) => (!way || one.way === way) && pattern.test(one.text));
    },
    /** Waits for the next state of the phone itself. */
    async line(state, limits) {
      await until(`the phone is ${state}`, async () => (await h('phoneState')).state === state, limits);
    },
    async close() {
      if (process.env.VOIP_WIRE) console.log((await h('wire')).map(({ way, text, at }) => `${number} ${way} ${Math.round(at)}\n${text}`).join('\n'));
      await h('stop').catch(() => undefined);
      await (page.context ? page.context().close() : page.close());
    },
  };
}

async function lastWords(h) {
  return (await h('wire')).slice(-4).map(({ way, text }) => `${way}: ${text}`).join('\n');
}

/** Calls, answers, and waits until both sides are active; returns both calls. */
export async function connect(caller, callee) {
  const out = await caller.calls(callee.number);
  const into = await callee.ringing();
  await into.does('answer');
  await Promise.all([out.inState('active'), into.inState('active')]);
  return [out, into];
}

/** Hangs up on one side and waits for both ends. */
export async function hangUp(side, ...others) {
  await side.does('hangup');
  await Promise.all(others.map((other) => other.ended()));
}
