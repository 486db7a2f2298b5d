// The development server against its own OpenAPI document: schemathesis asks every operation for what the document
// allows and for what it does not, follows ids from one operation to the next, and compares each answer with the
// document. `cargo xtask test contract` sets everything up and calls this.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish } from '../e2e/lib/runner.mjs';
import { startServer } from '../e2e/lib/server.mjs';
import { casesOf } from './report.mjs';
import { runProgram } from './schemathesis.mjs';

const here = new URL('.', import.meta.url).pathname;
const tmp = join(here, 'tmp');
const long = process.argv.includes('--long');

/** Generated cases for an operation in a phase, and how long all may take. */
const { examples, limitMs } = long ? { examples: 200, limitMs: 1_800_000 } : { examples: 20, limitMs: 180_000 };

rmSync(tmp, { recursive: true, force: true });
mkdirSync(tmp, { recursive: true });
// Its token outlives the run; a refresh would be one more thing that can go wrong.
const server = await startServer({ args: ['--token-seconds', '7200', '--allow-private-webhooks'], env: { RUST_LOG: 'warn' } });
const counts = await check().catch((error) => {
  console.log(`FAILED  ${error.message}`);
  return { passed: 0, failed: 1 };
});
await server.dispose();
finish(counts, 'contract');

async function check() {
  const document = await (await fetch(`${server.url}/api/openapi.json`)).json();
  const { admin } = server.tenant('acme');
  const [token, own] = [await logIn(admin), await logIn(admin)];
  // `logout` ends the session of its token, so it gets one of its own, and its turn when all others had theirs.
  const runs = [
    { name: 'all', token, filter: ['--exclude-operation-id', 'logout'] },
    { name: 'logout', token: own, filter: ['--include-operation-id', 'logout'] },
  ];
  const end = performance.now() + limitMs;
  const reports = [];
  let broken = 0;
  for (const { name, token: bearer, filter } of runs) {
    const report = join(tmp, `${name}.ndjson`);
    const { code, output } = await runProgram(`${server.url}/api/openapi.json`, {
      cwd: tmp,
      args: ['--max-examples', String(examples), '--report', 'ndjson', '--report-ndjson-path', report, ...filter],
      token: bearer,
      timeoutMs: end - performance.now(),
    });
    // 0: nothing found, 1: answers that differ from the document, said below; anything else: it did not get that far.
    if (code !== 0) show(output, join(tmp, `${name}.txt`));
    if (code !== 0 && code !== 1) broken += 1;
    reports.push(report);
  }
  return tell(casesOf(document, reports), broken);
}

/** Prints what failed and how much was asked. That an operation succeeded depends on ids that happen to be right, so it is told and not demanded. */
function tell({ operations, others, phases }, broken) {
  let passed = 0;
  let failed = broken;
  for (const [id, { cases, failures }] of operations) {
    if (cases > 0 && failures.size === 0) {
      passed += 1;
      continue;
    }
    failed += 1;
    console.log(`FAILED  ${id}: ${cases === 0 ? 'it was never asked' : [...failures].join('; ')}`);
  }
  if (others.failures.size > 0) {
    failed += 1;
    console.log(`FAILED  requests for no operation: ${[...others.failures].join('; ')}`);
  }
  const sum = [...operations.values()].reduce((total, { cases }) => total + cases, others.cases);
  const refused = [...operations].filter(([, one]) => !one.succeeded).map(([id]) => id);
  console.log(`${sum} cases: ${Object.entries(phases).map(([name, count]) => `${name} ${count}`).join(', ')}`);
  console.log(`${operations.size - refused.length} of ${operations.size} operations were answered with success; not: ${refused.join(' ')}`);
  return { passed, failed };
}

/** The beginning of what schemathesis says, and where to read on. */
function show(output, file) {
  writeFileSync(file, output);
  const lines = output.split('\n');
  console.log(lines.slice(0, 120).join('\n'));
  if (lines.length > 120) console.log(`… ${lines.length - 120} more lines in ${file}`);
}

async function logIn({ email, password }) {
  const response = await fetch(`${server.url}/api/auth/admin/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`the administrator could not log in: status ${response.status}`);
  return (await response.json()).token;
}
