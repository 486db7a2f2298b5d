// How long it takes to a phone that is there, to one that is registered, and from `call()` to each step of a call: the
// SDK, JsSIP and SIP.js in turns, against the development server, through a proxy that adds its delay to every message.
// `node start/run.mjs [--rounds 7] [--quick] [--out start.json]`; `--part starts` or `calls` for one of the two.
import { open } from '../../../bench/lib/phones.mjs';
import { flag, names, option, save } from '../../../bench/lib/results.mjs';
import { startSilentStun } from '../../e2e/lib/coturn.mjs';
import { startUp } from '../rounds.mjs';
import { measureCalls } from './calls.mjs';
import { printed } from './printed.mjs';
import { measureStarts } from './starts.mjs';

const quick = flag('quick');
const rounds = quick ? 1 : Number(option('rounds', '7'));
const part = option('part', '');
const clients = Object.keys(names);

startUp();
const { lab, record } = await open('start', { production: true });
const results = { ...record, rounds };
const stun = await startSilentStun();
if (part !== 'calls') await measureStarts(lab, { rounds, clients, quick }, (row) => results.rows.push(row));
if (part !== 'starts') await measureCalls(lab, { rounds, clients, quick, deadStun: stun.url }, (row) => results.rows.push(row));
await stun.close();
await lab.close();
console.log(printed(results.rows, clients, names, rounds));
save(option('out', ''), results);
process.exit(0);
