// What the test and the measurement share: running jobs a few at a time, and what counts as a failure of ours.
import { existsSync } from 'node:fs';
import { digestIn, versionIn } from '../../bench/lib/results.mjs';
import { finish } from '../e2e/lib/runner.mjs';

const modules = new URL('node_modules/', import.meta.url);

export { machine, names, option } from '../../bench/lib/results.mjs';

export const version = (name) => versionIn(modules, name);

/** Tells one build of the SDK from another. */
export const sdkDigest = () => digestIn(modules);

/** Says at once what is missing. */
export function startUp() {
  if (existsSync(new URL('@cemscale/voip-sdk/package.json', modules))) return;
  console.log('FAILED  The packed SDK is not installed in tests/faults: run `cargo xtask test faults`.');
  finish({ passed: 0, failed: 1 }, 'faults');
}

/** Runs `work` on every job, `width` at a time. */
export async function pool(jobs, width, work) {
  const left = [...jobs];
  const worker = async () => {
    for (let job = left.shift(); job; job = left.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Half-open sockets have to be found within this time during a call, registration included. */
const HALF_OPEN_MS = 10_000;
/** A return of the network has to be answered with a registration within this time. */
const AGAIN_MS = 8_000;

/** What is wrong with a run of ours; an empty string when nothing is. */
export function verdictOf(cell, result) {
  if (cell.after !== 'ended' && !result.survived) return 'The call did not survive.';
  if (cell.after === 'held' && result.note.includes('hold')) return 'The hold was lost.';
  if (result.zombies > 0) return 'One side was left in a call that the other had ended.';
  if (cell.stays) return '';
  if (result.registeredMs === null) return 'It never registered again.';
  if (result.registeredMs > (cell.limitMs ? HALF_OPEN_MS : AGAIN_MS)) return 'It took too long to register again.';
  return '';
}
