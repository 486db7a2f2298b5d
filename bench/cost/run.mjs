// What a phone costs the page that it is on: the main thread's time for a minute of a call and for an event of the
// server's, wake-ups and octets of a phone that is registered and idle; the SDK, JsSIP and SIP.js in turns.
// `node run.mjs [--quick] [--out cost.json]`; `cargo xtask bench cost` sets everything up and calls this.
import { chosen, open } from '../lib/phones.mjs';
import { flag, median, names, option, save } from '../lib/results.mjs';
import { callCosts } from './calls.mjs';
import { eventCosts } from './events.mjs';
import { watchIdle } from './idle.mjs';

const quick = flag('quick');
const rounds = quick ? 1 : 7;
const out = option('out');
const clients = chosen();

const { lab, record } = await open('cost');
const results = { ...record, rounds };
const tell = (row) => {
  results.rows.push(row);
  save(out, results);
};

// Idle phones wake up as often whatever else there is to do, so they are watched while calls are measured.
const idle = await watchIdle(lab, clients);
await callCosts(lab, clients, { rounds, seconds: quick ? 1 : 8 }, tell);
for (const row of await idle.end()) tell(row);
await eventCosts(lab, { rounds, seconds: quick ? 1 : 4, rate: 500 }, tell);
await lab.close();
print(results.rows);
process.exit(0);

function print(rows) {
  const show = (what, client, key) => {
    const found = median(rows.filter((row) => row.case === what && row.client === client).map((row) => row[key]));
    return found === null ? '-' : found.toFixed(found < 10 ? 3 : 0);
  };
  for (const client of clients) {
    console.log(`${names[client]}: ${show('call', client, 'taskMsPerMinute')} ms of the main thread a call minute (JavaScript ${show('call', client, 'scriptMsPerMinute')}); idle: ${show('idle', client, 'timersPerMinute')} timers and ${show('idle', client, 'messagesPerMinute')} messages a minute, ${show('idle', client, 'bytesPerMinute')} octets, ${show('idle', client, 'taskMsPerMinute')} ms`);
  }
  for (const side of ['ours', 'plain']) console.log(`an event of a call, ${names[side] ?? 'plain WebSocket'}: ${show('event', side, 'taskMsPerEvent')} ms (JavaScript and WebAssembly ${show('event', side, 'scriptMsPerEvent')})`);
}
