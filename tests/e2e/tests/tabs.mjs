// The election among tabs: one leads, whatever becomes of it.
import { test, until } from '../lib/runner.mjs';
import { check, same } from '../lib/phones.mjs';
import { ask, crash, freeze, halt, joinAll, openTab, openTabs, seenBy, settled, stateOf } from '../lib/profile.mjs';

async function some({ server, cleanup }, count, options) {
  const opened = await openTabs(`${server.pageUrl}/harness/tabs.html`, count, options);
  cleanup(opened.close);
  return opened;
}

const three = (context) => some(context, 3);

/** What a page saw of one sort. */
const saw = async (page, what) => (await seenBy(page)).filter((one) => one.what === what);

/** Milliseconds from `since` to the newest reign's beginning in one of the tabs. */
async function handedOver(tabs, since) {
  const begun = (await Promise.all(tabs.map((tab) => saw(tab, 'lead')))).flat().map(({ at }) => at);
  return Math.max(...begun) - since;
}

test('of three tabs one leads, and messages go both ways through it', async (context) => {
  const { tabs: [a, b, c] } = await three(context);
  const [one, two, other] = await joinAll([a, b, c], 'acme/1001');
  same(one.role, 'leader', 'the first tab');
  same([two.role, other.role].join(), 'follower,follower', 'the others');

  same(await ask(b, 'send', { from: 'b' }), true, 'a follower can send');
  await until('the leader has it', async () => (await saw(a, 'message')).length === 1);
  same(JSON.stringify((await saw(a, 'message'))[0].value), '{"from":"b"}', 'the message');
  same((await saw(a, 'message'))[0].from, two.id, 'its sender');

  await ask(a, 'send', 'to all');
  await ask(a, 'send', 'to c alone', other.id);
  await until('they have them', async () => (await saw(b, 'message')).length === 1 && (await saw(c, 'message')).length === 2);
  same((await saw(c, 'message')).map(({ value }) => value).join(), 'to all,to c alone', 'what the third tab got');
});

test('names of locks and channels hold nothing of the name given', async (context) => {
  const { tabs: [a] } = await some(context, 1);
  await joinAll([a], 'acme/1001');
  const held = await a.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name));
  same(held.length, 1, 'locks held');
  check(/^voip-sdk-[0-9a-f]{32}$/.test(held[0]), `the name is a digest: ${held[0]}`);
});

test('tabs of two names have a leader each and hear nothing of each other', async (context) => {
  const { tabs: [a, b, c] } = await three(context);
  await joinAll([a, b], 'acme/1001');
  await joinAll([c], 'acme/1002');
  await ask(c, 'send', 'of 1002');
  await ask(a, 'send', 'of 1001');
  await until('b hears a', async () => (await saw(b, 'message')).length === 1);
  same((await saw(b, 'message'))[0].value, 'of 1001', 'what b heard');
  same((await saw(c, 'message')).length, 0, 'messages that c heard');
});

for (const [how, leave] of [
  ['is closed', (page) => page.close()],
  ['is reloaded', (page) => page.reload()],
  ['goes to another page', (page) => page.goto('about:blank')],
  ['crashes', crash],
  ['closes its object', (page) => ask(page, 'close')],
  ['resigns', (page) => ask(page, 'resign')],
  ['is frozen', freeze],
]) {
  test(`within a second another tab leads when the leader ${how}`, async (context) => {
    const { tabs: [a, b, c] } = await three(context);
    const [{ epoch }] = await joinAll([a, b, c], 'name');
    const since = Date.now();
    await leave(a);
    await settled([b, c]);
    const took = await handedOver([b, c], since);
    check(took < 1000, `handed over within a second, it was ${took} ms`);
    check((await stateOf(b)).epoch > epoch, 'the new reign has a higher number');
  });
}

test('a leader that a debugger stops is robbed once by hidden tabs, and knows it before it hears what was asked of it meanwhile', async (context) => {
  const { tabs: [a, ...others] } = await some(context, 6);
  await joinAll([a, ...others], 'name');
  // Where the others' timers are slowed down.
  await a.bringToFront();
  await until('the others are hidden', async () => (await Promise.all(others.map((tab) => tab.evaluate(() => document.hidden)))).every(Boolean));
  const goOn = await halt(a);
  const since = Date.now();
  // All of them become impatient at the same time.
  await Promise.all(others.map((tab) => ask(tab, 'send', 'asked of the one that stands')));
  await settled(others);
  const took = await handedOver(others, since);
  check(took < 3000, `replaced after ${took} ms`);
  const leads = (await Promise.all(others.map((tab) => saw(tab, 'lead')))).flat().length;
  same(leads, 1, 'how often somebody began to lead');

  await goOn();
  await settled([a, ...others]);
  same((await saw(a, 'message')).length, 0, 'what the robbed one did of what was asked');
  same((await stateOf(a)).role, 'follower', 'the robbed one');
  check((await saw(a, 'follow')).length > 0, 'it was told to follow');
  same(await ask(a, 'send', 'hello'), true, 'it can send as a follower');
});

test('what lay waiting for the leader is done only if it leads still', async (context) => {
  const { tabs: [a, b] } = await some(context, 2);
  // What the browser says of locks is heard late, in its order: messages come by a way that does not wait for it.
  await a.evaluate(() => {
    const told = new Promise((tell) => (window.tellOfTheft = tell));
    const request = navigator.locks.request.bind(navigator.locks);
    navigator.locks.request = (...given) => request(...given).catch((error) => told.then(() => Promise.reject(error)));
    const query = navigator.locks.query.bind(navigator.locks);
    const after = () => new Promise((done) => setTimeout(done));
    navigator.locks.query = () => (window.late ? told.then(after).then(query) : query());
  });
  await joinAll([a, b], 'name');
  /** Says something to the leader as if it had been said long ago, after taking the lock, if wanted. */
  const late = (body, steals) => b.evaluate(async ([text, steal]) => {
    const { name } = (await navigator.locks.query()).held[0];
    const { id, leader, epoch } = window.tabs.state();
    if (steal) {
      await new Promise((granted) => void navigator.locks.request(name, { steal: true }, () => {
        granted();
        return new Promise(() => {});
      }));
    }
    const channel = new BroadcastChannel(name);
    channel.postMessage({ v: 1, kind: 'message', from: id, to: leader, epoch, leads: false, at: Date.now() - 10_000, body: text });
  }, [body, steals]);
  await late('first', false);
  await until('it is done', async () => (await saw(a, 'message')).length === 1);
  await a.evaluate(() => (window.late = true));
  await late('second', true);
  // An answer to a question that came after it.
  await b.evaluate(async () => {
    const { name } = (await navigator.locks.query()).held[0];
    const channel = new BroadcastChannel(name);
    const answer = new Promise((heard) => (channel.onmessage = ({ data }) => data.kind === 'claim' && heard()));
    channel.postMessage({ v: 1, kind: 'ping', from: 'another', epoch: 0, leads: false, at: Date.now() });
    await answer;
  });
  await a.evaluate(() => window.tellOfTheft());
  await until('it leads no more', async () => (await stateOf(a)).role !== 'leader');
  same((await saw(a, 'message')).map(({ value }) => value).join(), 'first', 'what was done');
});

test('a leader whose page is busy for half a second keeps the lead', async (context) => {
  const { tabs: [a, b] } = await some(context, 2);
  await joinAll([a, b], 'name');
  await ask(a, 'stall', 500);
  await ask(b, 'send', 'asked meanwhile');
  await until('it is done late', async () => (await saw(a, 'message')).length === 1);
  same((await stateOf(a)).role, 'leader', 'the busy tab');
  same((await saw(b, 'lead')).length, 0, 'how often the other led');
});

test('a tab that comes while the leader stands still replaces it', async (context) => {
  const { profile, tabs: [a] } = await some(context, 1);
  await joinAll([a], 'name');
  const goOn = await halt(a);
  const d = await openTab(profile, `${context.server.pageUrl}/harness/tabs.html`);
  await ask(d, 'join', 'name');
  await settled([d]);
  await goOn();
  same(await settled([a, d]), 1, 'who leads');
});

test('a frozen follower is passed over, and takes part again when it runs', async (context) => {
  const { tabs: [a, b, c] } = await three(context);
  await joinAll([a, b, c], 'name');
  const thaw = await freeze(b);
  await a.close();
  await settled([c]);
  await thaw();
  same(await settled([b, c]), 1, 'who leads');
});

test('a page in the back/forward cache does not lead, and follows when it comes back', async (context) => {
  const { tabs: [a, b] } = await some(context, 2);
  await joinAll([a, b], 'name');
  await a.bringToFront();
  await a.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.wasKept = persisted)));
  await a.goto(`${context.server.pageUrl}/harness/tabs.html?elsewhere`);
  await settled([b]);
  await a.goBack();
  await until('it is back', () => a.evaluate(() => window.wasKept !== undefined));
  check(await a.evaluate(() => window.wasKept), 'the election does not keep a page out of the cache');
  same(await settled([a, b]), 1, 'who leads');
  same((await saw(a, 'follow'))[0].value, '', 'it was told that it leads no more, before another was known');
});

test('in Firefox, too, another tab leads within a second when the leader is closed, and one that is alone leads', async ({ server, cleanup }) => {
  const { tabs: [a, b, c], close } = await openTabs(`${server.pageUrl}/harness/tabs.html`, 3, { browser: 'firefox' });
  cleanup(close);
  await joinAll([a, b, c], 'name');
  const since = Date.now();
  await a.close();
  await settled([b, c]);
  const took = await handedOver([b, c], since);
  check(took < 1000, `handed over within a second, it was ${took} ms`);
  await c.close();
  await settled([b]);
});

test('leadership does not move with the focus', async (context) => {
  const { tabs: [a, b, c] } = await three(context);
  const [{ epoch }] = await joinAll([a, b, c], 'name');
  for (const tab of [b, c, a, b]) await tab.bringToFront();
  await ask(b, 'send', 'still there');
  await until('the same leader has it', async () => (await saw(a, 'message')).length === 1);
  same((await stateOf(a)).epoch, epoch, 'the reign');
});

test('a page that cannot see other tabs is alone, leads for itself and says so', async (context) => {
  for (const prepare of [
    (page) => page.evaluateOnNewDocument(() => delete window.BroadcastChannel),
    (page) => page.evaluateOnNewDocument(() => delete Navigator.prototype.locks),
    (page) => page.evaluateOnNewDocument(() => {
      window.BroadcastChannel = class {
        constructor() {
          throw new DOMException('blocked', 'SecurityError');
        }
      };
    }),
    (page) => page.evaluateOnNewDocument(() => {
      LockManager.prototype.request = () => Promise.reject(new DOMException('blocked', 'SecurityError'));
    }),
  ]) {
    const { tabs: [a] } = await some(context, 1, { prepare });
    await ask(a, 'join', 'name');
    await until('it is alone', async () => (await stateOf(a)).role === 'alone');
    same((await seenBy(a)).map(({ what, value }) => value?.code ?? what).join(), 'tabs_unavailable,lead', 'what it was told');
    same(await ask(a, 'send', 'anything'), false, 'whether it sends');
    same(await ask(a, 'confirm'), true, 'whether it leads for certain');
  }
});

test('a sandboxed frame is alone', async (context) => {
  const { tabs: [a] } = await some(context, 1);
  // A frame without an origin may not fetch the script: it gets its text.
  await a.evaluate(async () => {
    const text = await (await fetch(document.querySelector('script[src]').src)).text();
    const frame = document.createElement('iframe');
    frame.sandbox = 'allow-scripts';
    frame.srcdoc = `<body><script type="module">${text.replace(/^import .*$/m, '').replaceAll('</script', '<\\/script')}</script></body>`;
    document.body.append(frame);
  });
  const frame = await until('the frame', () => a.frames().find((one) => one !== a.mainFrame()));
  await frame.waitForFunction(() => document.body?.dataset.ready === 'true');
  await ask(frame, 'join', 'name');
  await until('it is alone', async () => (await stateOf(frame)).role === 'alone');
  same((await saw(frame, 'warn'))[0].value.code, 'tabs_unavailable', 'the warning');
});
