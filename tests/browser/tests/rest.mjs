// The packed SDK in Chromium against a server that misbehaves; the same cases run in Node, see tests/pack.
import { test } from '../../e2e/lib/runner.mjs';
import { CASES } from '../../rest/cases.mjs';
import { startServer } from '../../rest/server.mjs';

const sdk = new URL('../../e2e/node_modules/@cemscale/voip-sdk/dist', import.meta.url).pathname;

for (const [index, { name }] of CASES.entries()) {
  test(`Chromium: ${name}`, async ({ chromium, cleanup }) => {
    const server = await startServer(CASES, { sdk });
    cleanup(server.close);
    const page = await chromium.newPage(server.pageUrl);
    cleanup(() => page.context().close());
    await page.waitForFunction('window.run', null, { timeout: 10_000 });
    await page.evaluate(([number, api]) => window.run(number, api), [index, server.url]);
  });
}
