// Several tabs of one browser profile, and what may become of each.
import { startFirefox } from './firefox.mjs';
import { isBack } from './phones.mjs';
import { until } from './runner.mjs';
import { startTabs } from './tabs.mjs';

let running;

/** Closes the Chromium of `openTabs`, if it was started. */
export async function closeProfiles() {
  await (await running)?.close();
  running = undefined;
}

/** Opens `url` in `count` tabs of a profile of their own. `prepare(page)` is called before each is loaded. */
export async function openTabs(url, count, { prepare, browser = 'chromium' } = {}) {
  const firefox = browser === 'firefox' ? await startFirefox() : undefined;
  // One Chromium for all tests of a run.
  if (!firefox) running ??= startTabs();
  const profile = await (firefox ?? (await running)).browser.createBrowserContext();
  const tabs = [];
  for (let i = 0; i < count; i += 1) tabs.push(await openTab(profile, url, { prepare }));
  const close = async () => {
    await profile.close();
    await firefox?.close();
  };
  return { profile, tabs, close };
}

export async function openTab(profile, url, { prepare } = {}) {
  const page = await profile.newPage();
  if (prepare) await prepare(page);
  await page.goto(url);
  await isBack(page);
  return page;
}

/** Calls a function of the page's `window.tabs`. */
export const ask = (page, name, ...args) => page.evaluate(([fn, list]) => window.tabs[fn](...list), [name, args]);
export const stateOf = (page) => ask(page, 'state');
export const seenBy = (page) => page.evaluate(() => window.tabs.seen);

/** Joins them one after another, so that the first leads; resolves to their states. */
export async function joinAll(tabs, name) {
  for (const [index, tab] of tabs.entries()) {
    await ask(tab, 'join', name);
    await settled(tabs.slice(0, index + 1));
  }
  return Promise.all(tabs.map(stateOf));
}

/** Waits until exactly one of the tabs leads and the others follow it; resolves to its index. */
export async function settled(tabs, { timeoutMs = 15_000 } = {}) {
  let states = [];
  try {
    const leader = await until('one leads and the others follow it', async () => {
      states = await Promise.all(tabs.map(stateOf));
      const leaders = states.filter(({ role }) => role === 'leader');
      const [{ id, epoch } = {}] = leaders;
      return leaders.length === 1 && states.every((one) => one.leader === id && one.epoch === epoch) && { id };
    }, { timeoutMs, everyMs: 10 });
    return states.findIndex(({ id }) => id === leader.id);
  } catch (error) {
    throw new Error(`${error.message}; they are ${JSON.stringify(states)}`);
  }
}

/** Freezes a page as browsers do with hidden ones: it has to be hidden. Resolves to what thaws it. */
export async function freeze(page) {
  const session = await page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await session.detach();
  };
}

/** Stops a page in the debugger: it does not run, and nothing tells it so. Resolves to what lets it go on. */
export async function halt(page) {
  const session = await page.createCDPSession();
  await session.send('Debugger.enable');
  const paused = new Promise((resolve) => session.once('Debugger.paused', resolve));
  await session.send('Debugger.pause');
  // A pause waits for the next statement.
  session.send('Runtime.evaluate', { expression: '1' }).catch(() => undefined);
  await paused;
  return async () => {
    await session.send('Debugger.resume');
    await session.send('Debugger.disable');
    await session.detach();
  };
}

/** Kills the page's process. */
export async function crash(page) {
  const session = await page.createCDPSession();
  const crashed = new Promise((resolve) => page.once('error', resolve));
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}
