// What a board of 10,000 extensions with 1,000 changes a second costs by the SDK, and by a plain WebSocket with a `Map`:
// the same rows, the same changes, in turns. `node bench.mjs [--quick] [--out presence.json] [--profile FILE]`;
// `cargo xtask bench presence` sets everything up and calls this.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, median as middle, option } from '../../../bench/lib/results.mjs';
import { startChromium } from '../lib/chromium.mjs';
import { buildPages } from '../lib/pages.mjs';
import { SIDES, openBoard, startBoardServer } from './measure.mjs';

const quick = process.argv.includes('--quick');
const version = (name) => JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

/** Heaps are looked at after so many minutes of changes; both sides have them at the same time. */
const MEMORY_AT = quick ? [] : [1, 5, 10];
/** Each case: sides take turns for `seconds`, `rounds` times. Plain is what the aim is about; a render a frame is what an
 * author comes to who looks for what costs. A single row leaves what the events cost by themselves. */
const CASES = quick
  ? [{ name: 'all rows', rounds: 4, seconds: 5, sides: ['sdk', 'plain', 'plain-batched'] }]
  : [
      { name: 'all rows', rounds: 8, seconds: 10, sides: ['sdk', 'plain', 'plain-batched'] },
      { name: 'one row: the events alone', shown: 1, rounds: 6, seconds: 10, sides: ['sdk', 'plain'] },
      { name: '50 rows shown', shown: 50, rounds: 3, seconds: 10, sides: ['sdk', 'plain'] },
      { name: '10,000 changes a second', rate: 10_000, rounds: 4, seconds: 5, sides: ['sdk', 'plain-batched'] },
    ];

const web = mkdtempSync(join(tmpdir(), 'voip-board-'));
await buildPages(web);
const server = await startBoardServer(web);
const chromium = await startChromium();
const results = {
  machine,
  browser: `Chromium ${chromium.browser.version()}`,
  versions: { sdk: version('@cemscale/voip-sdk'), react: version('react-dom') },
  cases: [],
};
for (const one of CASES) {
  results.cases.push(await measured(one));
  print(results.cases.at(-1));
  save();
}
if (MEMORY_AT.length > 0) {
  results.memory = await memory();
  printMemory(results.memory);
  save();
}
if (option('profile')) await profiled(option('profile'));
await chromium.close();
await server.close();
rmSync(web, { recursive: true, force: true });
process.exit(0);

/** After each part, so that a run that is broken off leaves what it has found. */
function save() {
  if (option('out')) writeFileSync(option('out'), `${JSON.stringify(results, null, 1)}\n`);
}

async function measured({ name, shown, rate = 1000, rounds, seconds, sides }) {
  const boards = [];
  for (const side of sides) boards.push(await openBoard(chromium, server, side, { shown, name }));
  const runs = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const board of boards) runs.push({ round, ...(await board.run(seconds, rate)), load: loadavg()[0] });
    console.log(`${name}, round ${round} of ${rounds}: ${runs.slice(-boards.length).map((run) => `${run.side} ${ms(run.taskMsPerChange)} ms`).join(', ')}`);
  }
  for (const board of boards) await closed(board);
  return { name, rate, shown: shown ?? 10_000, runs };
}

async function memory() {
  const boards = await Promise.all(['sdk', 'plain'].map((side) => openBoard(chromium, server, side, { name: 'memory' })));
  const found = await Promise.all(boards.map((board) => board.soak(MEMORY_AT, (one) => console.log(`${one.side}, ${one.minutes} min: heap ${mb(one.heap)} MB, WebAssembly ${mb(one.wasm)} MB`))));
  for (const board of boards) await closed(board);
  return found.flat();
}

/** Nothing is measured of a board that shows something wrong. */
async function closed(board) {
  const wrong = await board.wrong();
  await board.close();
  if (wrong.length > 0) throw new Error([`${SIDES[board.side]}:`, ...wrong.slice(0, 10)].join('\n'));
}

async function profiled(file) {
  const board = await openBoard(chromium, server, 'sdk', { name: 'profile' });
  writeFileSync(file, JSON.stringify(await board.profile(10)));
  await board.close();
}

function print({ name, runs }) {
  const sides = [...new Set(runs.map((run) => run.side))];
  const row = (what, of) => console.log(`| ${what} | ${sides.map((side) => of(runs.filter((run) => run.side === side), side)).join(' | ')} |`);
  console.log(`\n${name}: medians of ${runs.length / sides.length} runs of ${Math.round(runs[0].seconds)} s in turns`);
  console.log(`| | ${sides.map((side) => SIDES[side]).join(' | ')} |\n|---|${sides.map(() => '---|').join('')}`);
  row('changes a second', (own) => Math.round(middle(own.map((run) => run.changes / run.seconds))));
  row('most that waited at the end of a run', (own) => Math.max(...own.map((run) => run.behind)));
  row('missed', (own) => Math.max(...own.map((run) => run.missed)));
  row('frames a second', (own) => median(own, 'framesPerSecond').toFixed(1));
  row('main thread a change, ms', (own) => ms(median(own, 'taskMsPerChange')));
  row('of that in JavaScript and WebAssembly', (own) => ms(median(own, 'scriptMsPerChange')));
  row('renders a change, at most', (own) => Math.max(...own.map((run) => run.rendersPerChange)).toFixed(4));
  row('main thread busy', (own) => `${Math.round(100 * median(own, 'busy'))} %`);
  row('long tasks', (own) => own.reduce((sum, run) => sum + run.longTasks, 0));
  row('load of the machine', (own) => median(own, 'load').toFixed(1));
  for (const other of sides.slice(1)) {
    const ratios = runs.filter((run) => run.side === 'sdk').map((run) => {
      const beside = runs.find((one) => one.side === other && one.round === run.round);
      return run.taskMsPerChange / beside.taskMsPerChange;
    });
    console.log(`main-thread time beside ${SIDES[other]}: ${middle(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`);
  }
}

function printMemory(memory) {
  console.log('\n| after a collection | changes | heap, MB | WebAssembly, MB |\n|---|---|---|---|');
  for (const { side, minutes, changes, heap, wasm } of memory) {
    console.log(`| ${SIDES[side]}, ${minutes} min | ${changes} | ${mb(heap)} | ${mb(wasm)} |`);
  }
}

function median(runs, field) {
  return middle(runs.map((run) => run[field]));
}

function ms(value) {
  return value.toFixed(3);
}

function mb(octets) {
  return (octets / 1e6).toFixed(2);
}
