// Running schemathesis.
import { spawn } from 'node:child_process';

const here = new URL('.', import.meta.url).pathname;

/** Runs it over the document at `url`; resolves to its exit code and what it printed. */
export function runProgram(url, { cwd, args, token, timeoutMs }) {
  const program = process.env.VOIP_SCHEMATHESIS;
  if (!program) throw new Error('VOIP_SCHEMATHESIS must name schemathesis: run `cargo xtask test contract`');
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['--config-file', `${here}schemathesis.toml`, '--no-color', 'run', url, ...args], {
      cwd,
      env: { ...process.env, VOIP_TOKEN: token, VOIP_HOOKS: `${here}hooks.py` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`schemathesis was not done in time\n${output.slice(-2000)}`));
    }, timeoutMs);
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}
