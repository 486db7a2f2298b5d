// What the test and the measurement share: running jobs a few at a time, and what counts as a failure of ours.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { finish } from '../e2e/lib/runner.mjs';

const installed = (path) => new URL(`node_modules/${path}`, import.meta.url);

/** The libraries as figures call them. */
export const names = { ours: 'this SDK', jssip: 'JsSIP', sipjs: 'SIP.js' };

export const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`;

/** The value that follows `--name` on the command line. */
export function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

export const version = (name) => JSON.parse(readFileSync(installed(`${name}/package.json`), 'utf8')).version;

/** Tells one build of the SDK from another. */
export const sdkDigest = () =>
  createHash('sha256').update(readFileSync(installed('@cemscale/voip-sdk/dist/voip_sdk_phone_bg.wasm'))).digest('hex').slice(0, 12);

/** Says at once what is missing. */
export function startUp() {
  if (existsSync(installed('@cemscale/voip-sdk/package.json'))) return;
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
