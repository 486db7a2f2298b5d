// The main thread's time for a realtime event of a call, by the SDK and by a plain WebSocket with a listener a type. The
// other libraries have no events of a server.
import { startBoardServer } from '../../tests/e2e/board/measure.mjs';
import { until } from '../../tests/e2e/lib/runner.mjs';
import { attach } from '../lib/page.mjs';
import { spent } from './calls.mjs';

/** `rounds` turns of each side with `rate` events a second. Rows of `case: 'event'`. */
export async function eventCosts(lab, { rounds, seconds, rate }, tell) {
  const server = await startBoardServer('.');
  const opened = [];
  for (const client of ['ours', 'plain']) {
    const page = await lab.chromium.newPage(lab.pageUrl);
    await page.waitForFunction(() => document.body.dataset.ready === 'true', { timeout: 20_000 });
    await page.evaluate(([side, url]) => window.events.start(side, url, side), [client, server.url]);
    await until('the events are subscribed to', async () => (await server.ask('state', client)).sockets > 0);
    opened.push({ client, page, debug: await attach(page) });
  }
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round += 1) {
    for (const { client, page, debug } of opened) {
      const row = await turn(server, client, page, debug, { seconds, rate });
      if (round > 0) tell({ case: 'event', client, round, ...row });
    }
  }
  for (const { page } of opened) await page.context().close();
  await server.close();
}

async function turn(server, account, page, debug, { seconds, rate }) {
  await page.bringToFront();
  const idle = await spent(page, debug, seconds / 2);
  await server.ask('calls', account, `&rate=${rate}`);
  await page.waitForTimeout(500);
  const before = await page.evaluate(() => ({ ...window.events.counts(), at: performance.now() }));
  const busy = await spent(page, debug, seconds);
  const after = await page.evaluate(() => ({ ...window.events.counts(), at: performance.now() }));
  const { sent } = await server.ask('stop', account);
  await until('every event was told', async () => (await page.evaluate(() => window.events.counts().events)) === sent);
  const perMinute = ((after.events - before.events) * 60_000) / (after.at - before.at);
  return { taskMsPerEvent: (busy.taskMs - idle.taskMs) / perMinute, scriptMsPerEvent: (busy.scriptMs - idle.scriptMs) / perMinute, eventsPerSecond: perMinute / 60 };
}
