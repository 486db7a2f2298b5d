// What requests leave behind in Node, in short; `cargo xtask bench memory` is the long form.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { here, run } from '../project.mjs';

test('the second half of 5,000 requests leaves nothing in the heap and does not grow the WebAssembly memory', async () => {
  const script = `
    import { endure } from ${JSON.stringify(join(here, '../../bench/rest/memory.mjs'))};
    const samples = await endure(${JSON.stringify(join(here, 'node_modules/@cemscale/voip-sdk/dist'))}, 5000, { samples: 2 });
    console.log(JSON.stringify(samples));
    process.exit();`;
  const output = await run('node', ['--expose-gc', '--input-type=module', '-e', script]);
  const [half, all] = JSON.parse(output);
  assert.deepEqual([half.requests, all.requests], [2500, 5000]);
  assert.ok(half.wasm > 65_536, `WebAssembly memory has ${half.wasm} bytes`);
  assert.equal(all.wasm, half.wasm);
  assert.ok(all.heap - half.heap < 1_000_000, `the heap grew from ${half.heap} to ${all.heap} bytes`);
});
