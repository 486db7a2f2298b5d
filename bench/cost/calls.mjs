// The main thread's time for a call that is up, less the same page's time without one.
import { attach, metrics, prepare } from '../lib/page.mjs';
import { ECHO, phone } from '../lib/phones.mjs';

/** Sound and the first questions about it have settled by then. */
const SETTLE_MS = 1_500;

/** `rounds` turns of each client: a window without a call, one with it. Rows of `case: 'call'`. */
export async function callCosts(lab, clients, { rounds, seconds }, tell) {
  const opened = [];
  for (const client of clients) {
    const one = await phone(lab, client, { prepare });
    opened.push({ client, ...one, debug: await attach(one.page) });
  }
  // One of each before it counts: code and devices are warm then. A single round only shows that it can be done.
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round += 1) {
    for (const one of opened) {
      const row = await turn(one, round === 0 ? 1 : seconds);
      if (round > 0) tell({ case: 'call', client: one.client, round, ...row });
    }
  }
  for (const one of opened) await one.close();
}

async function turn({ page, h, debug }, seconds) {
  await page.bringToFront();
  const without = await spent(page, debug, seconds);
  await h('atOnce', ECHO, 1);
  await page.waitForTimeout(SETTLE_MS);
  const during = await spent(page, debug, seconds);
  await h('endAll');
  await page.waitForTimeout(200);
  const more = (key) => during[key] - without[key];
  return { taskMsPerMinute: more('taskMs'), scriptMsPerMinute: more('scriptMs'), timersPerMinute: more('timers'), withoutTaskMsPerMinute: without.taskMs };
}

/** Milliseconds and timers a minute, seen over so many seconds. */
export async function spent(page, debug, seconds) {
  const before = await read(page, debug);
  await page.waitForTimeout(seconds * 1000);
  const after = await read(page, debug);
  const perMinute = (key) => ((after[key] - before[key]) * 60_000) / (after.at - before.at);
  return { taskMs: perMinute('taskMs'), scriptMs: perMinute('scriptMs'), timers: perMinute('timers') };
}

async function read(page, debug) {
  const { TaskDuration, ScriptDuration } = await metrics(debug);
  const seen = await page.evaluate(() => ({ timers: window.timers?.fired() ?? 0, at: performance.now() }));
  return { ...seen, taskMs: TaskDuration * 1000, scriptMs: ScriptDuration * 1000 };
}
