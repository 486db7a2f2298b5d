// What `wasm-pack build --target web` made of the repository, without our package around it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { api, emptyFolder, run } from '../project.mjs';

test('the result of wasm-pack is installed into an empty folder and makes a REST call', async (t) => {
  const built = process.env.VOIP_WASM_PACK;
  assert.ok(built, 'VOIP_WASM_PACK must name what wasm-pack has built: run `cargo xtask test pack`');
  const server = await api(t);
  const dir = await emptyFolder(t);
  await run('npm', ['install', '--no-audit', '--no-fund', built], { cwd: dir });
  const code = `
    import { readFile } from 'node:fs/promises';
    import init, { VoIPClient } from 'voip-sdk';
    await init({ module_or_path: await readFile(${JSON.stringify(join(dir, 'node_modules/voip-sdk/voip_sdk_bg.wasm'))}) });
    const client = new VoIPClient({ apiUrl: process.env.API, fetch: (...request) => fetch(...request) });
    await client.login({ username: '1001', password: 'right', tenantId: 'acme' });
    console.log(JSON.stringify(await client.me()));`;
  const output = await run('node', ['--input-type=module', '-e', code], { cwd: dir, env: { API: server.url } });
  assert.equal(output, '{"user":{"username":"1001"}}\n');
});
