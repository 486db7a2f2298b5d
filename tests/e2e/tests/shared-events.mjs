// One realtime connection for all tabs of an account; what each of them sees.
import { test, until } from '../lib/runner.mjs';
import { check, same } from '../lib/phones.mjs';
import { crash, freeze, halt, openTab, openTabs } from '../lib/profile.mjs';
import { startRealtime, tokenFor } from '../lib/realtime.mjs';

const call = (page, name, ...args) => page.evaluate(([fn, list]) => window.shared[fn](...list), [name, args]);
const view = (page) => call(page, 'view');
const types = async (page) => (await view(page)).events.map(({ type }) => type);
const pageUrl = (server) => `${server.pageUrl}/harness/shared-events.html`;

/** Waits until what is seen in all of these tabs is `wanted(view)`. */
async function allSee(tabs, what, wanted) {
  let views = [];
  try {
    await until(what, async () => {
      views = await Promise.all(tabs.map(view));
      return views.every(wanted);
    }, { everyMs: 20 });
  } catch (error) {
    throw new Error(`${error.message}; they see ${JSON.stringify(views)}`);
  }
}

const isOpen = ({ state }) => state === 'open';

/** So many tabs of one account, connected. */
async function opened({ server, cleanup }, count, { options = {}, realtime: settings, token = tokenFor('alice'), ...more } = {}) {
  const realtime = await startRealtime(settings);
  cleanup(realtime.close);
  realtime.presence('alice', '1001', 'available');
  realtime.presence('alice', '1002', 'busy');
  const profile = await openTabs(pageUrl(server), count, more);
  cleanup(profile.close);
  const start = async (tab, own = {}) => call(tab, 'start', { wsUrl: realtime.url, token, ...options, ...own });
  for (const tab of profile.tabs) {
    await start(tab);
    await allSee([tab], 'it is connected', isOpen);
  }
  return { realtime, start, ...profile };
}

for (const count of [1, 3, 10]) {
  test(`${count} tab${count > 1 ? 's' : ''} of one account: one connection, and every tab has every event once`, async (context) => {
    const { realtime, tabs } = await opened(context, count);
    same([realtime.open, realtime.total, realtime.most].join(), '1,1,1', 'connections: now, in all, at once');
    realtime.say({ type: 'call_start', timestamp: 't', data: { callUuid: 'u', caller: '1', destination: '2', direction: 'inbound' } });
    realtime.say({ type: 'from_the_future', deep: { x: [1] } });
    realtime.presence('alice', '1002', 'available');
    await allSee(tabs, 'the change', ({ presence }) => presence['1002'] === 'available');
    for (const tab of tabs) {
      same((await types(tab)).join(), 'presence_snapshot,call_start,from_the_future,presence_change', 'events of a tab');
      same((await view(tab)).states.map(({ state }) => state).join(), 'connecting,open', 'states of a tab');
    }
  });
}

test('with multiTab: false every tab has a connection of its own', async (context) => {
  const { realtime, tabs } = await opened(context, 3, { options: { multiTab: false } });
  same(realtime.open, 3, 'connections');
  realtime.say({ type: 'x' });
  await allSee(tabs, 'the event, once', ({ events }) => events.filter(({ type }) => type === 'x').length === 1);
});

for (const [how, leave] of [
  ['is closed', (page) => page.close()],
  ['is reloaded', (page) => page.reload()],
  ['crashes', crash],
  ['is frozen', freeze],
  ['disconnects', (page) => call(page, 'disconnect')],
  ['is disposed of', (page) => call(page, 'dispose')],
  ['logs out', (page) => call(page, 'setToken', null)],
]) {
  test(`when the connected tab ${how} another connects; the others keep their presence and learn what they missed`, async (context) => {
    const { realtime, tabs: [a, b, c] } = await opened(context, 3);
    for (const tab of [b, c]) {
      await call(tab, 'watch', '1001');
      await call(tab, 'watch', '1002');
    }
    realtime.presence('alice', '1002', 'ringing', { silently: true });
    await leave(a);
    await until('another connection', () => realtime.total === 2);
    await allSee([b, c], 'what they missed', ({ state, presence }) => state === 'open' && presence['1002'] === 'ringing');
    realtime.say({ type: 'call_end', timestamp: 't', data: { callUuid: 'u' } });
    await allSee([b, c], 'a later event', ({ events }) => events.some(({ type }) => type === 'call_end'));
    same(realtime.open, 1, 'connections');
    for (const tab of [b, c]) {
      const { events, states, rows } = await view(tab);
      const changes = events.filter(({ type }) => type === 'presence_change').map(({ data }) => `${data.extension} ${data.status}`);
      same(changes.join(), '1002 ringing', 'changes that a tab was told of');
      same(states.map(({ state }) => state).join(), 'connecting,open,reconnecting,open', 'states of a tab');
      same(JSON.stringify(rows), '{"1002":1}', 'rows that were told of a change');
      check(await call(tab, 'isSame', '1001'), 'what has not changed is the same object');
    }
  });
}

test('three thousand events at once reach every tab in their order, and nobody takes the leader for dead meanwhile', async (context) => {
  const { realtime, tabs } = await opened(context, 3);
  await tabs[0].bringToFront();
  for (let n = 0; n < 3000; n += 1) realtime.say({ type: n % 100 === 0 ? 'call_start' : 'queue_update', n, data: {} });
  const arrived = (tab) => tab.evaluate(() => window.shared.view().events.filter(({ n }) => n !== undefined).map(({ n }) => n));
  for (const tab of tabs) {
    const numbers = await until('all are there', async () => {
      const seen = await arrived(tab);
      return seen.length >= 3000 && seen;
    }, { timeoutMs: 40_000, everyMs: 200 });
    check(numbers.length === 3000 && numbers.every((n, at) => n === at), 'each once, in order');
  }
  same(realtime.total, 1, 'connections that were made');
});

test('a tab that was frozen learns what it missed when it goes on', async (context) => {
  const { realtime, tabs: [a, b] } = await opened(context, 2);
  const thaw = await freeze(a);
  await until('b is connected', () => realtime.total === 2);
  await allSee([b], 'b is connected', isOpen);
  realtime.presence('alice', '1001', 'dnd');
  await allSee([b], 'the change', ({ presence }) => presence['1001'] === 'dnd');
  await thaw();
  await allSee([a], 'the change, in the tab that was frozen', ({ state, presence }) => state === 'open' && presence['1001'] === 'dnd');
  const changes = (await view(a)).events.filter(({ type }) => type === 'presence_change');
  same(changes.map(({ data }) => data.status).join(), 'dnd', 'changes that it was told of');
  same(realtime.open, 1, 'connections');
});

test('a connected tab that a debugger stops is replaced, and gives up its connection when it goes on', async (context) => {
  const { realtime, tabs: [a, b, c] } = await opened(context, 3);
  const goOn = await halt(a);
  await until('another connection', () => realtime.total === 2);
  await allSee([b, c], 'they are connected', isOpen);
  await goOn();
  await until('one connection', () => realtime.open === 1);
  realtime.say({ type: 'x' });
  await allSee([a, b, c], 'the event, once', ({ state, events }) => state === 'open' && events.filter(({ type }) => type === 'x').length === 1);
});

test('a lost connection shows in every tab, and so does what was missed, once', async (context) => {
  const { realtime, tabs } = await opened(context, 3);
  realtime.presence('alice', '1001', 'away', { silently: true });
  realtime.drop();
  await allSee(tabs, 'it is open again', ({ state, states }) => state === 'open' && states.length === 4);
  await allSee(tabs, 'what was missed', ({ presence }) => presence['1001'] === 'away');
  for (const tab of tabs) {
    const { states, events } = await view(tab);
    same(states.map(({ state }) => state).join(), 'connecting,open,reconnecting,open', 'states of a tab');
    same(events.filter(({ type }) => type === 'presence_change').length, 1, 'changes that it was told of');
  }
  same([realtime.open, realtime.total].join(), '1,2', 'connections: now, in all');
});

test('the connection is closed when no tab wants it any more', async (context) => {
  const { realtime, tabs: [a, b] } = await opened(context, 2);
  await call(b, 'disconnect');
  await allSee([b], 'it is closed', ({ state }) => state === 'closed');
  same(realtime.open, 1, 'connections with one tab that wants it');
  realtime.say({ type: 'x' });
  await allSee([a], 'the event', ({ events }) => events.some(({ type }) => type === 'x'));
  check(!(await types(b)).includes('x'), 'the other hears nothing any more');
  await call(a, 'disconnect');
  await until('none', () => realtime.open === 0);
  await call(b, 'connect');
  await allSee([b], 'it is connected', isOpen);
  same([realtime.open, realtime.total].join(), '1,2', 'connections: now, in all');
});

test('two accounts in two tabs have two connections, and neither sees anything of the other', async (context) => {
  const { realtime, start, profile, tabs: [a] } = await opened(context, 1);
  realtime.presence('bea', '2001', 'away');
  const b = await openTab(profile, pageUrl(context.server));
  await start(b, { token: tokenFor('bea') });
  await allSee([b], 'it is connected', isOpen);
  same(realtime.accounts().join(), 'alice,bea', 'accounts that are connected');
  realtime.say({ type: 'for_alice' }, 'alice');
  realtime.say({ type: 'for_bea' }, 'bea');
  await allSee([a], 'its event', ({ events }) => events.some(({ type }) => type === 'for_alice'));
  await allSee([b], 'its event', ({ events }) => events.some(({ type }) => type === 'for_bea'));
  check(!(await types(a)).includes('for_bea') && !(await types(b)).includes('for_alice'), 'no mixing of events');
  same(Object.keys((await view(b)).presence).join(), '2001', 'whom the second sees');

  // The first becomes the second: one connection less, and nothing left of whom it saw.
  await call(a, 'setToken', tokenFor('bea', { n: 2 }));
  await allSee([a], 'what bea sees', ({ state, presence }) => state === 'open' && Object.keys(presence).join() === '2001');
  await until('one connection', () => realtime.accounts().join() === 'bea');
});

test('two tabs of one user with two tokens share a connection', async (context) => {
  const { realtime, start, profile } = await opened(context, 1);
  const b = await openTab(profile, pageUrl(context.server));
  await start(b, { token: tokenFor('alice', { n: 2 }) });
  await allSee([b], 'it is connected', isOpen);
  same([realtime.open, realtime.total].join(), '1,1', 'connections: now, in all');
});

test('a token that says nothing is an account by itself', async (context) => {
  const { realtime, start, profile } = await opened(context, 1, { token: 'opaque-1' });
  for (const [token, expected] of [['opaque-1', 'opaque-1'], ['opaque-2', 'opaque-1,opaque-2']]) {
    const tab = await openTab(profile, pageUrl(context.server));
    await start(tab, { token });
    await allSee([tab], 'it is connected', isOpen);
    same(realtime.accounts().join(), expected, 'accounts that are connected');
  }
});

test('a token that is refused gives the lead to a tab with another; without one, each tab is told why', async (context) => {
  let good = () => true;
  const { realtime, start, profile, tabs: [a] } = await opened(context, 1, { realtime: { accept: (token) => good(token) } });
  const b = await openTab(profile, pageUrl(context.server));
  const fresh = tokenFor('alice', { n: 2 });
  await start(b, { token: fresh });
  await allSee([b], 'it is connected', isOpen);
  good = (token) => token === fresh;
  await call(a, 'setToken', tokenFor('alice', { n: 3 }));
  await allSee([a, b], 'both are connected', ({ state, states }) => state === 'open' && states.some((one) => one.state === 'reconnecting'));
  check((await view(a)).states.every(({ state }) => state !== 'closed'), 'nothing was closed');
  same(realtime.open, 1, 'connections');

  good = () => false;
  await call(b, 'setToken', tokenFor('alice', { n: 4 }));
  await allSee([a, b], 'they are closed and say why', ({ state, states }) => state === 'closed' && states.at(-1).code === 'token_expired');
});

test('where tabs cannot see each other each has a connection of its own, and says so', async (context) => {
  const { realtime, tabs } = await opened(context, 2, { prepare: (page) => page.evaluateOnNewDocument(() => delete window.BroadcastChannel) });
  same(realtime.open, 2, 'connections');
  for (const tab of tabs) same((await view(tab)).warnings.join(), 'tabs_unavailable', 'warnings');
});

test('nothing about the account stands in a name, and nothing is stored', async (context) => {
  const { tabs: [a] } = await opened(context, 1);
  const names = await a.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name));
  check(names.every((name) => /^voip-sdk-[0-9a-f]{32}$/.test(name)), `names are digests: ${names}`);
  const stored = await a.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]);
  same(stored.join(), '0,0,0', 'what is stored');
});

test('three tabs of a real login hear of a call over one connection', async ({ server, chromium, cleanup }) => {
  const counted = (page) => page.evaluateOnNewDocument(() => {
    window.sockets = 0;
    window.WebSocket = class extends WebSocket {
      constructor(...args) {
        super(...args);
        window.sockets += 1;
      }
    };
  });
  const { tabs, close } = await openTabs(pageUrl(server), 3, { prepare: counted });
  cleanup(close);
  const { username, password, tenantId } = server.user('1001');
  for (const tab of tabs) {
    await call(tab, 'start', {});
    await call(tab, 'login', { username, password, tenantId });
    await allSee([tab], 'it is connected', isOpen);
  }
  const sockets = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.sockets)));
  same(sockets.join(), '1,0,0', 'sockets that were made');
  check(chromium && (await view(tabs[2])).presence['1002'] !== undefined, 'the last one sees who is present');
});
