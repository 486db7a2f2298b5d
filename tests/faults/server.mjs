// The SIP server behind the proxies: Kamailio as registrar and proxy, so that the dialogs are those of the two phones.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../interop/lib/certificate.mjs';
import { domain, startKamailio } from '../interop/lib/kamailio.mjs';

let accounts = 2_000;

/**
 * Starts one. Digest is MD5 and there are no GRUUs, which is how most installations are and what all libraries can.
 * `account()` is a new one each time; `kill()` is a crash, `restart()` brings it back with nothing remembered.
 */
export async function startSipServer({ modes = [] } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'voip-faults-'));
  const kamailio = await startKamailio({ modes, certificate: makeCertificate(scratch), ngPort: 9 });
  return {
    sipWs: kamailio.wsUri,
    account() {
      accounts += 1;
      return { user: String(accounts), password: `secret-${accounts}`, domain };
    },
    kill: kamailio.kill,
    restart: kamailio.start,
    async dispose() {
      await kamailio.dispose();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
