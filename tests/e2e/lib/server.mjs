// The development server under test, on a port of its own with a data directory of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, freePort, startProcess } from './process.mjs';

const root = new URL('../../..', import.meta.url).pathname;

/**
 * Starts `voip-demo-server`. `web` is the directory it serves (none: `--no-web`), `args` go to it as they are.
 * `kill()` is a crash, `stop()` is Ctrl-C, `restart()` brings it back on the same port with the same data.
 */
export async function startServer({ web, args = [], port, dataDir, env } = {}) {
  const binary = executable('VOIP_SERVER_BIN', join(root, 'target/debug/voip-demo-server'));
  const own = dataDir ?? mkdtempSync(join(tmpdir(), 'voip-data-'));
  const chosen = port ?? (await freePort());
  const commandLine = ['--port', String(chosen), '--data', own, ...(web ? ['--web', web] : ['--no-web']), ...args];

  let running;
  const start = async () => {
    running = await startProcess(binary, commandLine, {
      ready: /listening on http:\/\/\S+/,
      what: 'the development server',
      env: { RUST_LOG: 'info', ...env },
    });
  };
  await start();
  const seed = JSON.parse(readFileSync(join(own, 'seed.json'), 'utf8'));

  return {
    url: `http://127.0.0.1:${chosen}`,
    /** The same by name: a page from `localhost` is a secure context in every browser. */
    pageUrl: `http://localhost:${chosen}`,
    sipWs: `ws://127.0.0.1:${chosen}/sip`,
    port: chosen,
    dataDir: own,
    seed,
    get log() {
      return running.log;
    },
    tenant(id) {
      const tenant = seed.tenants.find((one) => one.id === id);
      if (!tenant) throw new Error(`the server seeded no tenant ${id}`);
      return tenant;
    },
    /** What it takes to log in as an extension. */
    user(number, tenantId = 'acme') {
      const tenant = this.tenant(tenantId);
      const extension = tenant.extensions.find((one) => one.number === number);
      if (!extension) throw new Error(`the server seeded no extension ${number} for ${tenantId}`);
      return { username: number, password: extension.password, name: extension.name, tenantId, domain: tenant.domain };
    },
    kill: () => running.kill('SIGKILL'),
    stop: () => running.kill('SIGINT'),
    restart: start,
    async dispose() {
      await running.kill('SIGINT');
      if (!dataDir) rmSync(own, { recursive: true, force: true });
    },
  };
}
