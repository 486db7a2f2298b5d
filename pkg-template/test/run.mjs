// Runs the tests of this folder and prints one line with their numbers for `cargo xtask test`.
import { spec } from 'node:test/reporters';
import { run } from 'node:test';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = new URL('.', import.meta.url);
const files = (await readdir(here)).filter((name) => name.endsWith('.test.mjs'));
let passed = 0;
let failed = 0;
const stream = run({ files: files.map((name) => fileURLToPath(new URL(name, here))), concurrency: true, timeout: 300_000 });
// Only leaves are counted: a suite passes or fails by its tests, and a file that cannot be run has none.
stream.on('test:pass', ({ details }) => void (details.type !== 'suite' && passed++));
stream.on('test:fail', ({ details }) => void (details.type !== 'suite' && failed++));
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', () => {
  setImmediate(() => {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  });
});
