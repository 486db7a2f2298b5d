// A TURN server on the loopback interface, and a STUN server that never answers.
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, freePort, startProcess } from './process.mjs';

/** Starts coturn with the shared secret `secret`, as `use-auth-secret` takes it. */
export async function startCoturn({ secret = 'test-secret' } = {}) {
  const port = await freePort();
  const scratch = mkdtempSync(join(tmpdir(), 'voip-coturn-'));
  const start = () => startProcess(
    executable('VOIP_COTURN', 'turnserver'),
    [
      '-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file=stdout', '--allow-loopback-peers', '--fingerprint',
      '--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`,
      '--min-port=49160', '--max-port=49560', '--realm=turn.test', '--use-auth-secret', `--static-auth-secret=${secret}`,
      `--pidfile=${join(scratch, 'pid')}`, `--userdb=${join(scratch, 'db')}`,
    ],
    { ready: /listener opened on|Total General servers|IPv4\. .*listener/i, what: 'coturn', timeoutMs: 10_000 },
  );
  let running = await start();
  return {
    port,
    secret,
    turnUrl: `turn:127.0.0.1:${port}?transport=udp`,
    stunUrl: `stun:127.0.0.1:${port}`,
    get log() {
      return running.log;
    },
    kill: () => running.kill('SIGKILL'),
    /** Brings it back on the same port; what it relayed before is forgotten. */
    async restart() {
      running = await start();
    },
    async close() {
      await running.kill('SIGTERM');
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** A bound UDP port that says nothing: what a dead STUN server looks like. */
export async function startSilentStun() {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  let received = 0;
  socket.on('message', () => {
    received += 1;
  });
  return {
    url: `stun:127.0.0.1:${socket.address().port}`,
    get received() {
      return received;
    },
    close: () => new Promise((resolve) => socket.close(resolve)),
  };
}
