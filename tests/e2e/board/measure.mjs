// A board in a page, and what it costs there.
import { startProcess } from '../lib/process.mjs';
import { until } from '../lib/runner.mjs';

/** The sides, and how the figures call them. */
export const SIDES = { sdk: 'this SDK', plain: 'plain', 'plain-batched': 'plain, one render a frame' };

/** Starts the server that pushes presence, with the pages of `folder`. */
export async function startBoardServer(folder) {
  const script = new URL('server.mjs', import.meta.url).pathname;
  const process_ = await startProcess(process.execPath, [script, folder], { ready: /listening on \S+/, what: 'the presence server' });
  const [, url] = /listening on (\S+)/.exec(process_.log);
  return {
    url,
    async ask(command, account, query = '') {
      const answer = await fetch(`${url}/control/${command}?account=${account}${query}`);
      if (!answer.ok) throw new Error(`The presence server does not know ${command}.`);
      return answer.json();
    },
    close: () => process_.kill(),
  };
}

/** Opens a side's board and waits until every row shows what the snapshot said. */
export async function openBoard(chromium, server, side, { shown = 10_000, name = '' } = {}) {
  const account = `${side} ${shown} ${name}`.replace(/\W+/g, '-');
  const page = await chromium.newPage(`${server.url}/harness/board.html?side=${side}&account=${account}&shown=${shown}`);
  const debug = await page.context().newCDPSession(page);
  // Time in which the thread ran: a busy machine makes it no longer, unlike the clock's.
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.waitForFunction((rows) => document.querySelectorAll('li[data-status]').length === rows, shown, { timeout: 60_000 });
  return new Board(server, page, debug, side, account);
}

class Board {
  constructor(server, page, debug, side, account) {
    Object.assign(this, { server, page, debug, side, account });
  }

  async #read() {
    const { metrics } = await this.debug.send('Performance.getMetrics');
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    const counted = await this.page.evaluate(() => {
      const { messages, frames, longTasks, renders } = window.counts;
      return { messages, frames, longTasks, renders: renders.reduce((sum, n) => sum + n, 0), at: performance.now() };
    });
    return { ...counted, taskMs: of('TaskDuration') * 1000, scriptMs: of('ScriptDuration') * 1000, heap: of('JSHeapUsedSize') };
  }

  /** Takes changes for so long, and says what they cost; the first second is for warming up. */
  async run(seconds, rate = 1000) {
    await this.page.bringToFront();
    const idle = await this.#read();
    await this.server.ask('push', this.account, `&rate=${rate}`);
    await this.page.waitForTimeout(1000);
    const before = await this.#read();
    await this.page.waitForTimeout(seconds * 1000);
    const after = await this.#read();
    const { sent, largestBurst } = await this.server.ask('stop', this.account);
    const { messages: atStop } = await this.#read();
    const missed = await this.#caughtUp(sent);
    const end = await this.#read();
    const of = (name) => after[name] - before[name];
    const changes = of('messages');
    return {
      side: this.side,
      seconds: of('at') / 1000,
      changes,
      framesPerSecond: of('frames') / (of('at') / 1000),
      taskMsPerChange: of('taskMs') / changes,
      scriptMsPerChange: of('scriptMs') / changes,
      busy: of('taskMs') / of('at'),
      longTasks: of('longTasks'),
      // From idle to idle: what waits for a frame belongs to a message before it.
      rendersPerChange: (end.renders - idle.renders) / (end.messages - idle.messages),
      behind: Math.max(0, sent - atStop),
      missed,
      largestBurst,
    };
  }

  /** Waits until every row shows what the server says, and tells how many changes did not come by a message of theirs:
   * after a connection that was lost, the snapshot has them. */
  async #caughtUp(sent) {
    const { entries } = await this.server.ask('state', this.account);
    let messages = -1;
    await until('every row as the server says', async () => {
      const before = messages;
      ({ messages } = await this.#read());
      // Not while messages come: comparing ten thousand rows costs as much as many of them.
      return messages === before && (await this.page.evaluate(differing, entries)).length === 0;
    }, { timeoutMs: 1_800_000, everyMs: 250 });
    return sent - messages;
  }

  /** Takes changes for the last of `minutes`, and tells what is in use after each of them. */
  async soak(minutes, tell, rate = 1000) {
    const began = performance.now();
    await this.server.ask('push', this.account, `&rate=${rate}`);
    const found = [];
    for (const minute of minutes) {
      await this.page.waitForTimeout(Math.max(0, began + minute * 60_000 - performance.now()));
      const { messages } = await this.#read();
      found.push({ side: this.side, minutes: minute, changes: messages, ...(await this.memory()) });
      tell(found.at(-1));
    }
    const { sent } = await this.server.ask('stop', this.account);
    const missed = await this.#caughtUp(sent);
    if (missed > 0) throw new Error(`${this.side}: ${missed} changes were missed`);
    return found;
  }

  /** Octets in use after a collection: of JavaScript, and of WebAssembly's memories. */
  async memory() {
    await this.debug.send('HeapProfiler.collectGarbage');
    const { heap } = await this.#read();
    const { result } = await this.debug.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
    const { objects } = await this.debug.send('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup: 'memories' });
    const sum = await this.debug.send('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: 'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }',
      returnByValue: true,
    });
    await this.debug.send('Runtime.releaseObjectGroup', { objectGroup: 'memories' });
    return { heap, wasm: sum.result.value };
  }

  /** What rows show that is not what the server says, and rows that rendered more often than they changed. */
  async wrong() {
    const { changes, entries } = await this.server.ask('state', this.account);
    const renders = await this.page.evaluate(() => [...window.counts.renders]);
    // Once when it was mounted, once for the snapshot.
    const idle = entries.flatMap(({ extension }, n) =>
      renders[n] > changes[n] + 2 ? [`${extension} changed ${changes[n]} times and rendered ${renders[n]} times`] : []);
    return [...(await this.page.evaluate(differing, entries)), ...idle];
  }

  /** A profile of the main thread, to be opened in the developer tools, while changes come. */
  async profile(seconds, rate = 1000) {
    await this.debug.send('Profiler.enable');
    await this.debug.send('Profiler.setSamplingInterval', { interval: 200 });
    await this.server.ask('push', this.account, `&rate=${rate}`);
    await this.debug.send('Profiler.start');
    await this.page.waitForTimeout(seconds * 1000);
    const { profile } = await this.debug.send('Profiler.stop');
    await this.server.ask('stop', this.account);
    await this.debug.send('Profiler.disable');
    return profile;
  }

  close() {
    return this.page.context().close();
  }
}

/** Runs in the page: the rows that show something else than these entries. */
function differing(entries) {
  return [...document.querySelectorAll('li')].flatMap((row) => {
    const { extension, status, name, caller = '' } = entries[Number(row.dataset.extension) - 10_000];
    const shown = [...row.children].map((cell) => cell.textContent).join(' ');
    const wanted = [extension, name, status, caller].join(' ');
    return shown === wanted ? [] : [`shown: ${shown}; the server says: ${wanted}`];
  });
}
