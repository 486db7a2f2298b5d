// The hooks of the packed package in Chromium, with React 18 and with React 19, and on a server.
// `node run.mjs [part of a test's name]`; `cargo xtask test e2e` sets everything up and calls this.
import { existsSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { startServer } from '../e2e/lib/server.mjs';
import { makeSpeechWav } from '../e2e/lib/wav.mjs';
import { projectsOf } from './config.mjs';

const here = new URL('.', import.meta.url).pathname;
/** Both versions run at once: each has users of its own. */
const tenants = { 18: 'acme', 19: 'globex' };
const versions = Object.keys(tenants);

for (const version of versions) {
  if (existsSync(join(here, `react-${version}/node_modules/@cemscale/voip-sdk/package.json`))) continue;
  console.log(`FAILED  The packed SDK is not installed in tests/react/react-${version}: run \`cargo xtask test e2e\`.`);
  console.log('react: 0 passed, 1 failed');
  process.exit(1);
}

const filter = process.argv.slice(2).find((arg) => !arg.startsWith('--'));
const scratch = mkdtempSync(join(tmpdir(), 'voip-react-'));
const server = await startServer();
const user = (number, tenant) => ({ apiUrl: server.url, wsUri: server.sipWs, ...server.user(number, tenant) });
const usersOf = (tenant) => Object.fromEntries(['1001', '1002', '1003'].map((number) => [number, user(number, tenant)]));
const projects = await projectsOf({
  here,
  versions,
  microphone: makeSpeechWav(join(scratch, 'speech.wav'), { pitch: 140 }),
  admins: Object.fromEntries(versions.map((version) => [version, server.tenant(tenants[version]).admin])),
  users: Object.fromEntries(versions.map((version) => [version, usersOf(tenants[version])])),
});

const counts = { passed: 0, failed: 0 };
let vitest;
try {
  vitest = await startVitest(
    'test',
    [],
    { config: false, watch: false, root: here, reporters: ['verbose'], projects, ...(filter && { testNamePattern: filter }) },
    { configFile: false },
  );
  for (const module of vitest?.state.getTestModules() ?? []) {
    // A file that cannot be loaded has no tests, and has failed.
    if (module.errors().length > 0) counts.failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state === 'failed' || !filter) counts.failed += 1;
    }
  }
  counts.failed += vitest?.state.getUnhandledErrors().length ?? 1;
} catch (error) {
  console.log(error);
  counts.failed += 1;
}
await vitest?.close();
await server.dispose();
rmSync(scratch, { recursive: true, force: true });
console.log(`react: ${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
