// What many requests leave behind: heap, memory of the process, memory of the WebAssembly module.
// `node --expose-gc memory.mjs [--requests 100000] [--out memory.json]`; `cargo xtask bench memory` sets everything up and calls this.
import { readFileSync } from 'node:fs';
import { startProcess } from '../../tests/e2e/lib/process.mjs';
import { begin, option, save } from '../lib/results.mjs';

/** How many requests are under way at once: as many as a busy page has. */
const AT_ONCE = 10;

/**
 * Makes `requests` requests through the SDK in the folder `sdkFolder` and samples ten times, each after garbage has
 * been collected. Resolves to `[{ requests, heap, rss, wasm }]`, in bytes; the first is taken after `warmUp` requests.
 */
export async function endure(sdkFolder, requests, { samples = 10, onSample = () => {} } = {}) {
  if (!globalThis.gc) throw new Error('Node has to run with --expose-gc.');
  const wasm = memoryOfWasm();
  const script = new URL('server.mjs', import.meta.url).pathname;
  const server = await startProcess(process.execPath, [script, sdkFolder], { ready: /listening on \S+/, what: 'the server' });
  const [, apiUrl] = /listening on (\S+)/.exec(server.log);
  const { VoIPClient, NotFoundError } = await import(`${sdkFolder}/client.js`);
  const client = new VoIPClient({ apiUrl, token: 'opaque' });
  const taken = [];
  for (let sample = 1; sample <= samples; sample++) {
    await round(client, NotFoundError, requests / samples);
    const now = { requests: (requests / samples) * sample, ...(await measure(wasm)) };
    taken.push(now);
    onSample(now);
  }
  client.dispose();
  await server.kill();
  return taken;
}

/** Answers, failures and cancellations: each leaves by a way of its own. */
async function round(client, NotFoundError, requests) {
  let left = requests;
  const worker = async () => {
    while (left-- > 0) {
      if (left % 10 === 3) {
        const error = await client.getCall(`missing-${left}`).catch((thrown) => thrown);
        if (!(error instanceof NotFoundError)) throw error;
      } else if (left % 10 === 7) {
        const controller = new AbortController();
        const aborted = client.me({ signal: controller.signal }).catch((thrown) => thrown.name);
        controller.abort();
        if ((await aborted) !== 'AbortError') throw new Error('a cancelled request went on');
      } else if ((await client.me()).user.extension !== '1001') {
        throw new Error('a wrong answer');
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function measure(wasm) {
  // Finalisers run between collections, and what they free is garbage of the next.
  for (let n = 0; n < 4; n++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc();
  }
  return { heap: process.memoryUsage().heapUsed, rss: process.memoryUsage.rss(), wasm: wasm() };
}

/** Bytes of the package's WebAssembly memory, which it keeps to itself; Node's own HTTP parser has another. */
function memoryOfWasm() {
  let memory;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate.apply(WebAssembly, args);
    const { exports } = made.instance ?? made;
    if ('__wbindgen_malloc' in exports) memory = exports.memory;
    return made;
  };
  return () => memory.buffer.byteLength;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const mb = (bytes) => (bytes / 1e6).toFixed(2).padStart(10);
  console.log('  requests   heap MB    RSS MB   wasm MB');
  const onSample = ({ requests, heap, rss, wasm }) => console.log(String(requests).padStart(10) + mb(heap) + mb(rss) + mb(wasm));
  const versions = { ours: JSON.parse(readFileSync(`${process.env.VOIP_SDK}/../package.json`, 'utf8')).version };
  const record = begin('memory', { versions });
  const taken = await endure(process.env.VOIP_SDK, Number(option('requests', '100000')), { onSample });
  save(option('out'), { ...record, rows: taken.map(({ requests, heap, rss, wasm }) => ({ requests, heapBytes: heap, rssBytes: rss, wasmBytes: wasm })) });
  process.exit(0);
}
