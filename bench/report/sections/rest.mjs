import { bars } from '../svg.mjs';
import { number, table } from '../table.mjs';

/** What the operations weigh. */
function weight({ full, one, none, operations }) {
  const row = (what, of) => [what, ...['raw', 'gzip', 'brotli'].map(of)];
  return table([
    ['octets', 'raw', 'gzip', 'brotli'],
    row(`the client module with ${operations} operations`, (kind) => number(full[kind])),
    row('what REST adds', (kind) => number(full[kind] - none[kind])),
    row('what each further operation adds', (kind) => number((full[kind] - one[kind]) / (operations - 1), 1)),
  ]);
}

export default {
  title: 'What a REST call costs',
  command: 'cargo xtask bench rest',
  minutes: 2,
  what: 'The same requests through the SDK and through bare `fetch` and `json()`, in turns, on connections that stay open; in Node and in Chromium. Milliseconds.',
  shows({ rows, sizes }) {
    const pairs = rows.filter((row) => row.client === 'ours').map((ours) => ({ ours, bare: rows.find((row) => row.client === 'fetch' && row.host === ours.host && row.case === ours.case) }));
    const lines = pairs.map(({ ours, bare }) => [
      `${ours.host}, ${ours.case}`,
      number(bare.medianMs, 3),
      number(bare.p95Ms, 3),
      number(ours.medianMs, 3),
      number(ours.p95Ms, 3),
      number(ours.medianMs - bare.medianMs, 3),
      number(ours.medianMs / bare.medianMs, 2),
      String(ours.count),
    ]);
    return {
      text: [table([['', '`fetch`', '95 %', 'this SDK', '95 %', 'added', 'this SDK to `fetch`', 'calls'], ...lines]), sizes && weight(sizes)].filter(Boolean).join('\n\n'),
      plots: { rest: bars({ title: 'A REST call', unit: 'milliseconds, medians', series: ['fetch', 'this SDK'], groups: pairs.map(({ ours, bare }) => ({ name: `${ours.host}, ${ours.case}`, values: [bare.medianMs, ours.medianMs] })) }) },
    };
  },
  doesNotShow: 'The network, a server that has to work for its answer, or what retries and a token’s renewal take. The aim is at most 0.3 ms more for a small answer, and 1.05 times the time for 10,000 records.',
};
