// What a page keeps and what it costs, seen from outside through Chromium's debugging protocol.

/** Runs in the page before its scripts: counts timers that wait and timers that fire, of the page's own thread. */
function countTimers() {
  const waiting = new Set();
  const counts = { fired: 0 };
  window.timers = { waiting: () => waiting.size, fired: () => counts.fired };
  for (const [set, clear, once] of [['setTimeout', 'clearTimeout', true], ['setInterval', 'clearInterval', false]]) {
    const [arm, disarm] = [window[set], window[clear]];
    window[set] = (work, ms, ...args) => {
      const id = arm(() => {
        if (once) waiting.delete(id);
        counts.fired += 1;
        if (typeof work === 'function') work(...args);
      }, ms);
      waiting.add(id);
      return id;
    };
    window[clear] = (id) => {
      waiting.delete(id);
      disarm(id);
    };
  }
}

export const prepare = (page) => page.addInitScript(countTimers);

/** Objects of a class that are left in the page, and how many of them `counts`, a function's text, says yes to. */
async function objects(debug, className, counts) {
  const { result } = await debug.send('Runtime.evaluate', { expression: `${className}.prototype` });
  const found = await debug.send('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup: 'counted' });
  const { result: answer } = await debug.send('Runtime.callFunctionOn', {
    objectId: found.objects.objectId,
    functionDeclaration: `function () { return { all: this.length, counted: this.filter(${counts}).length, octets: this.reduce((sum, one) => sum + (one.buffer?.byteLength ?? 0), 0) }; }`,
    returnByValue: true,
  });
  await debug.send('Runtime.releaseObjectGroup', { objectGroup: 'counted' });
  return answer.value;
}

/** A debugger of `page`, for what is below. */
export async function attach(page) {
  const debug = await page.context().newCDPSession(page);
  // Time in which the thread ran: a busy machine makes it no longer, unlike the clock's.
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
  return debug;
}

/** Chromium's own figures of the page by name; times are in seconds. */
export async function metrics(debug) {
  const { metrics: list } = await debug.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** What the page holds once garbage has been collected. */
export async function kept(page, debug) {
  // Finalisers run between collections, and what they free is garbage of the next.
  for (let n = 0; n < 3; n += 1) {
    await debug.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(60);
  }
  const peers = await objects(debug, 'RTCPeerConnection', '(one) => one.signalingState !== "closed"');
  const tracks = await objects(debug, 'MediaStreamTrack', '(one) => one.readyState === "live"');
  const memories = await objects(debug, 'WebAssembly.Memory', '() => true');
  await debug.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize, JSEventListeners, Nodes } = await metrics(debug);
  const timers = await page.evaluate(() => window.timers.waiting());
  return {
    heapBytes: JSHeapUsedSize,
    wasmBytes: memories.octets,
    peers: peers.counted,
    peerObjects: peers.all,
    tracks: tracks.counted,
    trackObjects: tracks.all,
    listeners: JSEventListeners,
    nodes: Nodes,
    timers,
  };
}
