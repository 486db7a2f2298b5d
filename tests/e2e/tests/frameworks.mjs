// examples/frameworks: the stores in plain JavaScript, Vue and Svelte, as its files stand, without a line between.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { test, until } from '../lib/runner.mjs';
import { check, openPhone, same } from '../lib/phones.mjs';
import { audioOf } from '../lib/page-audio.mjs';

const e2e = new URL('..', import.meta.url).pathname;
let built;

/** Built where its packages are installed, and served below /frameworks/. */
function examples(web) {
  return (built ??= (async () => {
    const root = join(e2e, 'tmp/frameworks');
    rmSync(root, { recursive: true, force: true });
    cpSync(join(e2e, '../../examples/frameworks'), root, { recursive: true });
    await build({ root, logLevel: 'warn', build: { outDir: join(web, 'frameworks'), emptyOutDir: true, chunkSizeWarningLimit: 1000 } });
  })());
}

for (const [page, name] of [['javascript', 'plain JavaScript'], ['vue', 'Vue'], ['svelte', 'Svelte']]) {
  test(`${name} shows presence and a call with sound from the stores as they are`, async ({ chromium, server, web, cleanup }) => {
    await examples(web);
    const bob = await openPhone(chromium, server, '1002');
    const tab = await chromium.newPage();
    cleanup(() => Promise.all([bob.close(), tab.context().close()]));
    const audio = await audioOf(tab);
    await tab.goto(`${server.pageUrl}/frameworks/${page}.html`);
    const user = server.user('1001');
    await tab.getByLabel('Extension').fill(user.username);
    await tab.getByLabel('Password').fill(user.password);
    await tab.getByLabel('Tenant').fill(user.tenantId);
    await tab.getByRole('button', { name: 'Log in' }).click();
    const row = (text) => tab.getByRole('listitem').filter({ hasText: text }).waitFor({ timeout: 15_000 });
    await tab.getByText('registered', { exact: true }).waitFor({ timeout: 15_000 });
    await row(/^1002\s+available$/);

    await tab.getByRole('button', { name: 'Call 9196' }).click();
    await row(/^9196\s+active/);
    await row(/^1001\s+busy$/);
    await audio.hears();
    await bob.h('call', '9196');
    await row(/^1002\s+busy$/);
    await tab.getByRole('button', { name: 'Hang up' }).click();
    await until('the call is gone', async () => (await tab.getByRole('button', { name: 'Hang up' }).count()) === 0);
    await row(/^1001\s+available$/);
    const thrown = tab.consoleLines.filter((line) => /^(uncaught|error|warning)/.test(line) && !/404/.test(line));
    same(thrown.join('\n'), '', 'what was thrown or complained of');
    check((await tab.locator('ol li').count()) === 0, 'a call is left');
  });
}
