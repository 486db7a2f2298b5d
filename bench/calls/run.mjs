// What calls leave on a page: a thousand one after the other to an extension that answers at once, then fifty at the same
// time; the SDK, JsSIP and SIP.js, each on a page of its own. A run that was broken off goes on with the libraries that
// are not done. `node run.mjs [--quick] [--calls 1000] [--clients ours,jssip] [--out calls.json]`;
// `cargo xtask bench calls` sets everything up and calls this.
import { attach, kept, prepare } from '../lib/page.mjs';
import { ECHO, chosen, open, phone } from '../lib/phones.mjs';
import { earlier, flag, names, option, save } from '../lib/results.mjs';
import { endure } from './endure.mjs';

const quick = flag('quick');
const calls = Number(option('calls', quick ? '40' : '1000'));
const atOnce = quick ? 10 : 50;
/** A call is up for so long: its connection has been made by then. */
const upMs = 50;
const out = option('out');
/** Room for so many calls at once, where a library sets a limit. */
const ROOM = { ours: { maxCalls: atOnce }, sipjs: { maxSimultaneousSessions: atOnce } };
const wanted = chosen();

const { lab, record } = await open('calls');
const before = earlier(out, record);
const goesOn = before !== null && before.calls === calls && before.upMs === upMs && before.done.length < wanted.length;
const results = goesOn ? before : { ...record, calls, atOnce, upMs, done: [] };

for (const client of wanted.filter((one) => !results.done.includes(one))) {
  results.rows = results.rows.filter((row) => row.client !== client);
  const opened = await phone(lab, client, { prepare, settings: ROOM[client] });
  const debug = await attach(opened.page);
  const view = { ...opened, kept: () => kept(opened.page, debug) };
  await endure(view, ECHO, { calls, atOnce, upMs, restMs: quick ? 0 : 35_000 }, (row) => {
    results.rows.push({ client, ...row });
    print(client, row);
    save(out, results);
  });
  results.done.push(client);
  save(out, results);
  await opened.close();
}
await lab.close();
process.exit(0);

function print(client, { when, calls: after, ms, ...row }) {
  const mb = (octets) => (octets / 1e6).toFixed(2);
  const pace = ms ? `, ${Math.round(ms)} ms a call` : '';
  console.log(`${names[client]}, ${when} ${after}: heap ${mb(row.heapBytes)} MB, WebAssembly ${mb(row.wasmBytes)} MB, peer connections ${row.peers} (${row.peerObjects} objects), tracks ${row.tracks} (${row.trackObjects}), listeners ${row.listeners}, nodes ${row.nodes}, timers ${row.timers}${pace}`);
}
