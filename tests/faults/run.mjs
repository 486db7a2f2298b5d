// The ordinary run: every cell twice with the packed SDK, four at a time; with --long twenty times. What a long run has
// got through is kept in tmp/long.jsonl for this very package: broken off, it goes on from there.
// `node run.mjs [part of a cell's name] [--long]`; `cargo xtask test faults` sets everything up and calls this.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish } from '../e2e/lib/runner.mjs';
import { cells } from './cells.mjs';
import { openLab, runCell } from './lab.mjs';
import { pool, sdkDigest, startUp, verdictOf } from './rounds.mjs';
import { startSipServer } from './server.mjs';

const here = new URL('.', import.meta.url).pathname;
const long = process.argv.includes('--long');
const filter = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? '';
const rounds = long ? 20 : 2;

startUp();
const kept = join(here, 'tmp/long.jsonl');
const sdk = sdkDigest();

/** The results of an earlier long run of the same package. */
function earlier() {
  if (!long || !existsSync(kept)) return [];
  return readFileSync(kept, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((one) => one.sdk === sdk);
}

let passed = 0;
let failed = 0;
const times = [];

function judge(cell, result) {
  const name = `${cell.name}, ${result.role === 'callee' ? 'called' : 'calling'}`;
  const trouble = verdictOf(cell, result);
  if (result.registeredMs !== null && !cell.limitMs) times.push(result.registeredMs);
  if (trouble) {
    failed += 1;
    console.log(`FAILED  ${name}\n        ${trouble} ${JSON.stringify(result)}`);
    return;
  }
  passed += 1;
  const again = result.registeredMs === null ? '' : `, registered again after ${result.registeredMs} ms`;
  console.log(`ok      ${name} (${result.seconds} s${again})`);
}

const wanted = cells.filter((cell) => cell.name.includes(filter));
const done = earlier();
const jobs = [];
for (let round = 0; round < rounds; round += 1) {
  for (const cell of wanted) {
    const before = done.find((one) => one.cell === cell.name && one.round === round);
    if (before) judge(cell, before);
    else jobs.push({ cell, round });
  }
}
// The longest first, so that the end is not one run alone.
jobs.sort((a, b) => Number(b.cell.name.includes('60')) - Number(a.cell.name.includes('60')));

const lab = await openLab({ startSipServer });
await pool(jobs, 4, async ({ cell, round }) => {
  try {
    const result = await runCell(lab, cell, 'ours', round);
    if (long) appendFileSync(kept, `${JSON.stringify({ ...result, sdk })}\n`);
    judge(cell, result);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${cell.name}, round ${round}\n        ${error.stack}`);
  }
});
if (passed + failed === 0) {
  failed = 1;
  console.log(`FAILED  no cell has a name with "${filter}" in it`);
}
times.sort((a, b) => a - b);
if (times.length > 0) console.log(`registered again, from the network's return: median ${times[times.length >> 1]} ms, worst ${times.at(-1)} ms`);
await lab.close();
finish({ passed, failed }, 'faults');
