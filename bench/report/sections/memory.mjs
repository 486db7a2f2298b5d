import { lines } from '../svg.mjs';
import { number, table } from '../table.mjs';

export default {
  title: 'What 100,000 REST requests leave',
  command: 'cargo xtask bench memory',
  minutes: 2,
  what: 'In Node, ten at a time: answers, failures and cancellations. After each tenth garbage is collected; MB.',
  shows({ rows }) {
    const mb = (octets) => number(octets / 1e6, 2);
    return {
      text: table([['requests', 'heap', 'process', 'WebAssembly'], ...rows.map((row) => [number(row.requests), mb(row.heapBytes), mb(row.rssBytes), mb(row.wasmBytes)])]),
      plots: {
        memory: lines({
          title: 'After so many requests, garbage collected',
          unit: 'MB',
          xUnit: 'requests',
          series: [['heap', 'heapBytes'], ['WebAssembly', 'wasmBytes']].map(([name, key]) => ({ name, points: rows.map((row) => [row.requests, row[key] / 1e6]) })),
        }),
      },
    };
  },
  doesNotShow: 'A page: there the figures are of the heap of all that it does. The process keeps pages that its allocator has had once.',
};
