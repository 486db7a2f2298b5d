// Pages, browser, proxies and the judgement of one run: two phones, a call, a fault, and what became of it.
import { join } from 'node:path';
import { build } from 'vite';
import { startChromium } from '../e2e/lib/chromium.mjs';
import { until } from '../e2e/lib/runner.mjs';
import { serve } from '../interop/lib/web.mjs';
import { startProxy } from './lib/proxy.mjs';
import { MediaPath } from './lib/relay.mjs';
import { uriOf } from './lib/sip.mjs';
import { sleep } from './cells.mjs';

const here = new URL('.', import.meta.url).pathname;
/**
 * `startSipServer` gives a server as `server.mjs` describes it; the pages are built into `web`. `production`: they are
 * built and cached as an application's are.
 */
export async function openLab({ startSipServer, web = join(here, 'tmp/web'), production = false }) {
  await build({ configFile: join(here, 'vite.config.mjs'), logLevel: 'error', build: { outDir: web, minify: production } });
  const pages = await serve(web, { cached: production });
  const chromium = await startChromium();
  const server = await startSipServer();
  return {
    server,
    startSipServer,
    chromium,
    pageUrl: `${pages.url}/index.html`,
    async close() {
      await chromium.close();
      await server.dispose();
      await pages.close();
    },
  };
}

/**
 * A page with a registered phone of one of the libraries; in `context`, or in a new one with nothing in its cache.
 * `prepare(page)` has its turn before the page's scripts.
 */
export async function openPhone(lab, client, { wsUri, account, prepare, context, ...options }) {
  const page = context ? await context.newPage() : await lab.chromium.newPage();
  await prepare?.(page);
  await page.goto(lab.pageUrl);
  await page.waitForFunction(() => document.body.dataset.ready === 'true', { timeout: 20_000 });
  const h = (name, ...args) => page.evaluate(([fn, list]) => window.phone[fn](...list), [name, args]);
  const started = await h('start', client, { wsUri, domain: account.domain, user: account.user, password: account.password, ...options });
  return { page, h, account, started, close: () => page.context().close() };
}

/** Sound that both sides receive within the time. */
async function soundBothWays(sides, timeoutMs) {
  const before = await Promise.all(sides.map((side) => side.h('stats')));
  try {
    await until('sound both ways', async () => {
      const now = await Promise.all(sides.map((side) => side.h('stats')));
      return now.every((stats, i) => stats.packetsReceived - before[i].packetsReceived >= 40 && stats.energyReceived - before[i].energyReceived >= 0.005);
    }, { timeoutMs, everyMs: 150 });
    return true;
  } catch {
    if (process.env.VOIP_FAULTS_DEBUG) console.log(before, await Promise.all(sides.map((side) => side.h('stats'))), await Promise.all(sides.map((side) => side.h('view'))));
    return false;
  }
}

async function within(timeoutMs, probe) {
  return until('it', probe, { timeoutMs, everyMs: 100 }).then(
    () => true,
    () => false,
  );
}

const both = (run, probe) => Promise.all([run.near.h('view'), run.far.h('view')]).then(([near, far]) => probe(near, far));

/** Sets up two phones and a call between them. The far end is the same for all libraries and has a good network. */
async function setUp(lab, cell, client, round) {
  const server = cell.modes ? await lab.startSipServer({ modes: cell.modes }) : lab.server;
  const proxy = await startProxy(server.sipWs);
  const run = { lab, server, proxy, media: new MediaPath(), callee: round % 2 === 1 };
  run.close = async () => {
    await Promise.allSettled([run.near?.close(), run.far?.close()]);
    run.media.kill();
    await proxy.close();
    if (cell.modes) await server.dispose();
  };
  const acked = new Set();
  run.passedOn = (ack) => acked.has(`${ack.get('Call-ID')} ${ack.cseq.number}`);
  proxy.intercept((direction, message) => look(run, cell, acked, direction, message));
  try {
    run.near = await openPhone(lab, client, { wsUri: proxy.url, account: server.account(), autoAnswer: true });
    run.far = await openPhone(lab, 'ours', { wsUri: server.sipWs, account: server.account(), autoAnswer: true });
    const [caller, callee] = run.callee ? [run.far, run.near] : [run.near, run.far];
    await caller.h('call', callee.account.user);
    if (!(await within(15_000, () => both(run, (near, far) => near.up && far.up)))) throw new Error('the call did not come up');
    if (!(await soundBothWays([run.near, run.far], 15_000))) throw new Error('the call had no sound before the fault');
  } catch (error) {
    await run.close();
    throw error;
  }
  return run;
}

/** Keeps what later faults need to know, and leads media through the relay where the cell wants it. */
async function look(run, cell, acked, direction, message) {
  if (direction === 'down' && message.method === 'INVITE' && message.status >= 200 && message.status < 300) {
    acked.add(`${message.get('Call-ID')} ${message.cseq.number}`);
  }
  if (direction === 'down' && message.method === 'INVITE' && message.hasSdp) {
    run.farDescription = message.body;
    run.farContact = uriOf(message.get('Contact'));
  }
  if (!cell.relayed || !message.hasSdp) return undefined;
  message.body = direction === 'down' ? await run.media.toNear(message.body) : run.media.toFar(message.body);
  return 'changed';
}

/** One run of one cell: what survived, how long it took, what was left behind. */
export async function runCell(lab, cell, client, round) {
  const run = await setUp(lab, cell, client, round);
  try {
    const startedAt = run.proxy.clock();
    const wholeAt = await cell.fault(run);
    const result = { client, cell: cell.name, round, role: run.callee ? 'callee' : 'caller', survived: null, registeredMs: null, zombies: 0, note: '' };
    if (!cell.stays) {
      await within(cell.limitMs ?? 45_000, () => run.proxy.registeredAfter(wholeAt) !== null);
      const at = run.proxy.registeredAfter(wholeAt);
      result.registeredMs = at === null ? null : Math.round(at - wholeAt);
      if (at === null) result.note = 'never registered again';
    }
    if (cell.after === 'ended') result.zombies = await leftHanging(run);
    else await judgeLife(run, cell, result);
    if (run.glareStatus !== undefined) result.note = `their re-INVITE was answered ${run.glareStatus || 'not at all'}`;
    result.seconds = Math.round((run.proxy.clock() - startedAt) / 100) / 10;
    if (process.env.VOIP_FAULTS_DEBUG) result.seen = run.proxy.seen;
    return result;
  } finally {
    await run.close();
  }
}

/** Sides that are still in the call after 10 s. */
async function leftHanging(run) {
  await within(10_000, () => both(run, (near, far) => !near.up && !far.up));
  return both(run, (near, far) => Number(near.up) + Number(far.up));
}

/** The call has to be up with sound both ways, and an end by either side has to reach the other. */
async function judgeLife(run, cell, result) {
  // What ends a call ends it soon after the network is back; repairs have their time too.
  await sleep(cell.stays ? 1_000 : 3_000);
  if (cell.after === 'held') {
    const held = await within(10_000, () => both(run, (near, far) => near.up && far.up && near.held && far.remoteHeld));
    if (!held) result.note = 'the hold did not come about';
    await run.near.h('command', 'resume');
    await within(10_000, () => both(run, (near, far) => !near.up || (!near.held && !far.remoteHeld)));
  }
  const alive = await both(run, (near, far) => near.up && far.up);
  result.survived = alive && (await soundBothWays([run.near, run.far], 20_000));
  if (alive && !result.survived) result.note ||= 'up without sound both ways';
  const [near, far] = await Promise.all([run.near.h('view'), run.far.h('view')]);
  if (!near.up && !far.up) return;
  if (near.up && far.up) {
    const byFar = cell.endBy !== 'near' && [true, false, false, true][result.round % 4];
    await (byFar ? run.far : run.near).h('command', 'hangup');
    result.endedBy = byFar ? 'far' : 'near';
  }
  result.zombies = await leftHanging(run);
}
