// One phone in several tabs of a browser profile.
import { openTab, openTabs } from './profile.mjs';
import { check, hears, openPhone, same } from './phones.mjs';
import { until } from './runner.mjs';

/** A tab as `openPhone` gives one: `h` calls the page's functions. */
export function sideOf(page, user) {
  const h = (name, ...args) => page.evaluate(([fn, list]) => window.harness[fn](...list), [name, args]);
  const inState = async (...states) => {
    let view = null;
    try {
      return await until(`a call in state ${states.join(' or ')}`, async () => {
        view = await h('view');
        return view && states.includes(view.state) ? view : null;
      }, { everyMs: 20 });
    } catch (error) {
      throw new Error(`${error.message}; it is ${JSON.stringify(view)}`);
    }
  };
  return { page, h, user, inState, ended: async () => (await inState('ended')).end };
}

/** Starts the phone of an extension in a tab. */
export async function startIn(page, user, phone = {}) {
  const side = sideOf(page, user);
  await side.h('login', user);
  const started = await side.h('startPhone', user, phone);
  if (started.state !== 'registered') throw new Error(`the phone of ${user.username} did not start: ${JSON.stringify(started)}`);
  return side;
}

/** `count` tabs of one profile with the phone of 1001, one after the other, and 1002 in a browser of its own. */
export async function phoneTabs({ server, chromium, cleanup }, { count = 3, phone = {}, number = '1001' } = {}) {
  const url = `${server.pageUrl}/harness/harness.html`;
  const opened = await openTabs(url, count);
  cleanup(opened.close);
  const user = server.user(number);
  const sides = [];
  for (const page of opened.tabs) sides.push(await startIn(page, user, phone));
  const bea = await openPhone(chromium, server, '1002');
  cleanup(bea.close);
  const open = async (given = user, options = phone) => startIn(await openTab(opened.profile, url), given, options);
  return { sides, bea, profile: opened.profile, user, open };
}

/** SIP sockets that are open at the server. */
export function socketsAt(server) {
  const told = [...server.log.replace(/\u001b\[[0-9;]*m/g, '').matchAll(/SIP socket (?:opened|closed) open=(\d+)/g)];
  return Number(told.at(-1)?.[1] ?? 0);
}

/** A call of 1002's that rings in every tab. */
export async function ringing({ sides, bea }) {
  const called = await bea.h('call', '1001');
  if (called.error) throw new Error(`call() was refused: ${JSON.stringify(called.error)}`);
  return Promise.all(sides.map((side) => side.inState('ringing')));
}

/** A call that is up, answered in the tab `by`, with its sound both ways. */
export async function talking({ sides, bea }, by = sides[0]) {
  await ringing({ sides, bea });
  same(await by.h('command', 'answer'), null, 'answering');
  await Promise.all([...sides, bea].map((side) => side.inState('active')));
  await Promise.all([hears(sides[0]), hears(bea)]);
}

/** The one of the tabs that leads. */
export async function leaderOf(sides) {
  return until('one tab leads', async () => {
    const roles = await Promise.all(sides.map((side) => side.h('role')));
    const leaders = sides.filter((_, index) => roles[index] === 'leader');
    check(leaders.length <= 1, `leaders: ${leaders.length}`);
    return leaders[0];
  });
}

/**
 * Milliseconds until both sides get packets again, after a pause in which neither does; begin it before what causes the
 * pause. Of the tabs the one that leads has the sound.
 */
export async function soundBack(tabs, bea, { timeoutMs = 15_000 } = {}) {
  const packets = (side) => side.h('stats').then(({ packetsReceived }) => packetsReceived, () => null);
  const since = performance.now();
  let silentFar = false;
  let last = await packets(bea);
  let near = null;
  let farBack = 0;
  let nearBack = 0;
  await until('sound both ways again', async () => {
    const leader = (await Promise.all(tabs.map((side) => side.h('role').catch(() => '')))).indexOf('leader');
    const [now, here] = await Promise.all([packets(bea), leader < 0 ? null : packets(tabs[leader])]);
    const at = Math.round(performance.now() - since);
    // The stream begins anew with the call that takes the place of the old one, or goes on after a pause.
    if (now === last) silentFar = true;
    else if (silentFar && !farBack && leader >= 0) farBack = at;
    last = now;
    if (here !== null && near !== null && here > near && !nearBack) nearBack = at;
    near = here;
    return farBack > 0 && nearBack > 0;
  }, { timeoutMs, everyMs: 15 });
  return Math.max(farBack, nearBack);
}
