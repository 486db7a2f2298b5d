import { clients, names } from '../../lib/results.mjs';
import { lines } from '../svg.mjs';
import { number, table } from '../table.mjs';

const mb = (octets) => number(octets / 1e6, 2);
const FIGURES = [
  ['heap, MB', (row) => mb(row.heapBytes)],
  ['WebAssembly, MB', (row) => mb(row.wasmBytes)],
  ['open peer connections', (row) => number(row.peers)],
  ['objects of peer connections', (row) => number(row.peerObjects)],
  ['live tracks', (row) => number(row.tracks)],
  ['event listeners', (row) => number(row.listeners)],
  ['DOM nodes', (row) => number(row.nodes)],
  ['timers that wait', (row) => number(row.timers)],
  ['milliseconds a call', (row) => (row.ms ? number(row.ms, 0) : '–')],
];

/** Octets of heap a call over the last three quarters, in which everything is warm. */
function perCall(rows) {
  const after = rows.filter((row) => row.when === 'after');
  const [from, to] = [after.find((row) => row.calls >= after.at(-1).calls / 4), after.at(-1)];
  return from && to.calls > from.calls ? (to.heapBytes - from.heapBytes) / (to.calls - from.calls) : null;
}

/** Octets of heap that are left of all calls when the page has stood still. */
function left(rows) {
  const [first, rest] = [rows[0], rows.find((row) => row.when === 'at rest after')];
  return first && rest ? rest.heapBytes - first.heapBytes : null;
}

export default {
  title: 'A thousand calls on one page, and fifty at once',
  command: 'cargo xtask bench calls',
  minutes: 12,
  what: 'Each library on a page of its own in Chromium calls `9196` of the development server, which answers at once, and ends it again; then fifty calls at the same time. Before each look garbage is collected three times (CDP). Heap, listeners and nodes are Chromium’s figures; objects are counted by `Runtime.queryObjects`; timers by wrapping `setTimeout` and `setInterval` before the library loads. “At rest” is 35 s after the last call: SIP lets ended transactions be remembered for 32 s.',
  shows({ rows, upMs = 0 }) {
    const parts = clients.flatMap((client) => {
      const own = rows.filter((row) => row.client === client);
      if (own.length === 0) return [];
      const head = [`${names[client]}`, ...own.map((row) => `${row.when} ${row.calls}`)];
      return [table([head, ...FIGURES.map(([name, of]) => [name, ...own.map(of)])])];
    });
    const summary = [
      ['', ...clients.map((client) => names[client])],
      ['heap a call over the last three quarters, octets', ...clients.map((client) => number(perCall(rows.filter((row) => row.client === client)), 0))],
      ['heap that a rest leaves of all calls, kB', ...clients.map((client) => number((left(rows.filter((row) => row.client === client)) ?? Number.NaN) / 1000, 0))],
    ];
    const series = (of) => clients.map((client) => ({ name: names[client], points: rows.filter((row) => row.client === client && row.when === 'after').map((row) => [row.calls, of(row)]) })).filter(({ points }) => points.length > 0);
    return {
      text: [`Each call was up for ${upMs} ms.`, table(summary), ...parts].join('\n\n'),
      plots: {
        'calls-heap': lines({ title: 'Heap and WebAssembly after so many calls, garbage collected', unit: 'MB', xUnit: 'calls', series: series((row) => (row.heapBytes + row.wasmBytes) / 1e6) }),
        'calls-peers': lines({ title: 'Objects of peer connections after so many calls', unit: 'objects', xUnit: 'calls', series: series((row) => row.peerObjects) }),
      },
    };
  },
  doesNotShow: 'Calls of ordinary length, incoming ones, or other browsers. WebAssembly’s memory never shrinks, so it shows the most that was in use, which is what SIP remembers of 32 s of calls at this rate. Chromium 156 itself keeps about a tenth of the connections that are closed in the very moment in which their state changes (a heap snapshot names `ChangePeerConnectionState` as their only holder), which a call that has been up for a while does not meet.',
};
