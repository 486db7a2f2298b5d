// Child processes in groups of their own, so that nothing outlives the run: not a browser's helpers, not a server.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const groups = new Set();

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}

process.on('exit', () => groups.forEach((child) => killGroup(child, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/**
 * Starts a program and waits until a line of its output matches `ready`.
 * Rejects with its output when it ends or `timeoutMs` pass before that.
 */
export async function startProcess(command, args, { ready, env = {}, timeoutMs = 20_000, what = command } = {}) {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  groups.add(child);
  let log = '';
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      groups.delete(child);
      resolve({ code, signal });
    });
  });
  const running = {
    child,
    exited,
    get log() {
      return log;
    },
    /** Ends the whole group with `signal` and waits for the program's end. */
    async kill(signal = 'SIGKILL') {
      killGroup(child, signal);
      await exited;
      killGroup(child, 'SIGKILL');
    },
  };
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => fail(`${what} was not ready after ${timeoutMs} ms`), timeoutMs);
    function fail(message) {
      clearTimeout(late);
      killGroup(child, 'SIGKILL');
      reject(new Error(`${message}\n${log.slice(-3_000)}`));
    }
    child.once('error', (error) => fail(`${what} could not be started: ${error.message}`));
    void exited.then(({ code, signal }) => fail(`${what} ended (${signal ?? code}) before it was ready`));
    function read(chunk) {
      log = (log + chunk).slice(-200_000);
      if (!ready || ready.test(log)) {
        clearTimeout(late);
        resolve();
      }
    }
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    if (!ready) child.once('spawn', () => read(''));
  });
  return running;
}

/** A port that nobody listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The path in environment variable `name`, else `fallback`. */
export function executable(name, fallback) {
  return process.env[name] || fallback;
}
