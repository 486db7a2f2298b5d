// The packed SDK in Node against a server that misbehaves; the same cases run in Chromium, see tests/browser.
import test, { after } from 'node:test';
import * as sdk from '@cemscale/voip-sdk/client';
import { CASES, runCase } from '../../rest/cases.mjs';
import { startServer } from '../../rest/server.mjs';

const server = await startServer(CASES);
after(server.close);

for (const [index, { name }] of CASES.entries()) {
  test(`Node: ${name}`, { timeout: 60_000 }, () => runCase(index, { sdk, api: server.url, run: 'node' }));
}
