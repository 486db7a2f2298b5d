// Phones that are registered and have nothing to do: how often they wake the page, and what they send.
import { attach, metrics, prepare } from '../lib/page.mjs';
import { phone } from '../lib/phones.mjs';

/** What is left of a registration has settled by then. */
const SETTLE_MS = 3_000;

/**
 * Opens a page for each client and watches from now on. `end()` resolves to rows of `case: 'idle'`, one a client. Timers
 * are those of the page's thread (`setTimeout` and `setInterval` are counted before the library loads); octets are those
 * of WebSocket messages, without the frames' own and what lies below.
 */
export async function watchIdle(lab, clients) {
  const watched = [];
  for (const client of clients) {
    const one = await phone(lab, client, { prepare });
    const debug = await attach(one.page);
    await one.page.waitForTimeout(SETTLE_MS);
    const wire = { messages: 0, bytes: 0 };
    for (const event of ['Network.webSocketFrameSent', 'Network.webSocketFrameReceived']) {
      debug.on(event, ({ response }) => {
        wire.messages += 1;
        wire.bytes += Buffer.byteLength(response.payloadData);
      });
    }
    await debug.send('Network.enable');
    watched.push({ client, ...one, debug, wire, before: await read(one.page, debug) });
  }
  return {
    async end() {
      const rows = [];
      for (const { client, page, debug, wire, before, close } of watched) {
        const after = await read(page, debug);
        const perMinute = (value) => (value * 60_000) / (after.at - before.at);
        rows.push({
          case: 'idle',
          client,
          seconds: (after.at - before.at) / 1000,
          timersPerMinute: perMinute(after.timers - before.timers),
          messagesPerMinute: perMinute(wire.messages),
          bytesPerMinute: perMinute(wire.bytes),
          taskMsPerMinute: perMinute(after.taskMs - before.taskMs),
        });
        await close();
      }
      return rows;
    },
  };
}

async function read(page, debug) {
  const { TaskDuration } = await metrics(debug);
  return { ...(await page.evaluate(() => ({ timers: window.timers.fired(), at: performance.now() }))), taskMs: TaskDuration * 1000 };
}
