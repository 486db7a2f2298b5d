// sipp with one of the scenarios: a peer that does exactly what it is told.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, startProcess } from '../../e2e/lib/process.mjs';
import { until } from '../../e2e/lib/runner.mjs';
import { freePort } from './ports.mjs';
import { scenarioXml } from './scenario.mjs';
import { scenarios } from './scenarios.mjs';

/** Somebody has bound this UDP port (Linux says it in hexadecimal). */
function isBound(port) {
  return readFileSync('/proc/net/udp', 'utf8').includes(`:${port.toString(16).toUpperCase().padStart(4, '0')} `);
}

/**
 * Starts `scenario`. Its number is 9 and its port, which is how Kamailio finds it; `to` is the number that it calls
 * (none: it waits for a call). `keys` are what `[name]` stands for in the scenario.
 */
export async function startSipp(kamailio, scenario, { to, keys = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'voip-sipp-'));
  const port = await freePort();
  const file = join(folder, 'scenario.xml');
  writeFileSync(file, scenarioXml(scenario, scenarios[scenario]));
  const messages = join(folder, 'messages.log');
  const errors = join(folder, 'errors.log');
  const all = { number: `9${port}`, ...keys };
  const args = [
    ...(to ? [`127.0.0.1:${kamailio.sipPort}`, '-s', to] : []),
    '-sf', file, '-i', '127.0.0.1', '-p', String(port), '-m', '1', '-nostdin',
    '-timeout', '80s', '-timeout_error', '-trace_msg', '-message_file', messages, '-trace_err', '-error_file', errors,
    ...Object.entries(all).flatMap(([key, value]) => ['-key', key, String(value)]),
  ];
  const running = await startProcess(executable('VOIP_SIPP', 'sipp'), args, { what: 'sipp' });
  if (!to) await until('sipp listens', () => isBound(port));
  const said = () => [errors, messages].filter(existsSync).map((log) => readFileSync(log, 'utf8')).join('\n');
  return {
    number: `9${port}`,
    /** What it sent and received. */
    get log() {
      return said();
    },
    /** Waits for the scenario's end, which has to be as written. */
    async succeeds() {
      const { code } = await running.exited;
      if (code !== 0) throw new Error(`sipp's scenario ${scenario} failed (${code})\n${said().slice(-4_000)}`);
    },
    async dispose() {
      await running.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
