// The pages of the three libraries, with their phones at the development server: the same page for all, built once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLab, openPhone } from '../../tests/faults/lab.mjs';
import { startServer } from '../../tests/e2e/lib/server.mjs';
import { begin, clients, digestIn, flag, names, option, versionIn } from './results.mjs';

const modules = new URL('../../tests/faults/node_modules/', import.meta.url);

/** The extension that answers at once and sends back what it hears. */
export const ECHO = '9196';

export const versions = () => ({ ours: versionIn(modules, '@cemscale/voip-sdk'), jssip: versionIn(modules, 'jssip'), sipjs: versionIn(modules, 'sip.js') });

/** The libraries that `--clients` names, in its order; all without it. */
export function chosen() {
  const list = option('clients', clients.join(',')).split(',');
  const unknown = list.find((one) => !(one in names));
  if (unknown) throw new Error(`--clients knows ${clients.join(', ')}, not ${unknown}`);
  return list;
}

/** What a measurement of all three begins with: a record for `save`, pages, browser, and a server to register at. */
export async function open(bench, options = {}) {
  const record = begin(bench, { quick: flag('quick'), versions: versions(), sdk: digestIn(modules) });
  // Others may build the same pages at the same time.
  const web = mkdtempSync(join(tmpdir(), 'voip-bench-'));
  const lab = await openLab({ startSipServer: atDevelopmentServer, web, ...options });
  const { close } = lab;
  lab.close = async () => {
    await close();
    rmSync(web, { recursive: true, force: true });
  };
  return { lab, record: { ...record, browser: `Chromium ${lab.chromium.browser.version()}` } };
}

/** The development server as `tests/faults/server.mjs` describes a server; an account is one of its extensions. */
async function atDevelopmentServer() {
  const server = await startServer();
  const numbers = server.tenant('acme').extensions.map((one) => one.number);
  return {
    sipWs: server.sipWs,
    server,
    account(number = numbers.shift()) {
      const { username, password, domain } = server.user(number);
      return { user: username, password, domain };
    },
    dispose: server.dispose,
  };
}

/** A page with a registered phone; `prepare(page)` runs before any of its scripts. */
export const phone = (lab, client, options = {}) => openPhone(lab, client, { wsUri: lab.server.sipWs, account: lab.server.account(), ...options });
