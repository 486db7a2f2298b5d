// What measurements keep, each in a file of its own beside this folder: `bench/calls.json`, `bench/cost.json` and so on.
// All that began after this file have this shape; the report (`report/`) is made from these files and nothing else.
//
//   {
//     "bench": "calls",
//     "machine": "2 × AMD EPYC, Node v20.20.2",
//     "browser": "Chromium 156.0.8078.108",                       where one was used
//     "versions": { "ours": "2.0.0", "jssip": "3.13.8", … },
//     "sdk": "a65d7692277e",                                      tells one build of the SDK from another
//     "taken": { "at": "2026-11-28T02:21:04Z", "load": 0.31, "quick": false },   `load`: of the machine, before it began
//     "rounds": 7,
//     "rows": [{ "case": "loopback", "client": "ours", "round": 1, "inviteMs": 12.3 }, …]
//   }
//
// A row is one value of each figure, as it was seen; medians are the report's. Words in it say what was measured
// (`client`, `case`, `setting`), numbers what was found, with the unit at the end of the name (`Ms`, `Bytes`,
// `PerSecond`); `null` is what could not be measured.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** The libraries as figures call them; ours first. */
export const names = { ours: 'this SDK', jssip: 'JsSIP', sipjs: 'SIP.js' };
export const clients = Object.keys(names);

export const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`;

/** The value that follows `--name` on the command line. */
export function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

export const flag = (name) => process.argv.includes(`--${name}`);

/** The version of a package in `modules`, the URL of a `node_modules/` folder. */
export const versionIn = (modules, name) => JSON.parse(readFileSync(new URL(`${name}/package.json`, modules), 'utf8')).version;

/** Tells one build of the packed SDK in `modules` from another. */
export const digestIn = (modules) =>
  createHash('sha256').update(readFileSync(new URL('@cemscale/voip-sdk/dist/voip_sdk_phone_bg.wasm', modules))).digest('hex').slice(0, 12);

/** What a measurement begins with. Call it before anything is started: the load is the machine's without it. */
export function begin(bench, { quick = false, ...more } = {}) {
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return { bench, machine, ...more, taken: { at, load: Math.round(loadavg()[0] * 100) / 100, quick }, rows: [] };
}

/** Writes `results` to `file`, whole or not at all; nothing without a file. A row is one line, so that a diff can be read. */
export function save(file, { rows, ...head }) {
  if (!file) return;
  const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
  const text = `${JSON.stringify(head, null, 1).slice(0, -2)},\n "rows": [\n${lines}\n ]\n}\n`;
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** What an earlier run of the same build and browser has left in `file`, to go on from; null if there is none. */
export function earlier(file, { sdk, browser }) {
  if (!file || !existsSync(file)) return null;
  const before = JSON.parse(readFileSync(file, 'utf8'));
  return before.sdk === sdk && before.browser === browser ? before : null;
}

/** The middle one of the numbers in `list`; null if there is none. */
export function median(list) {
  const sorted = list.filter((value) => typeof value === 'number' && Number.isFinite(value)).sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[sorted.length >> 1];
}
