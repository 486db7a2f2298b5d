// What the hooks share, without React: its commands come in a chunk of their own.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { rejection } from './support.mjs';

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../src/react/session.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  write: false,
  external: ['*/voip_sdk.js', './wasm/*'],
  plugins: [
    {
      name: 'chunk',
      setup({ onLoad }) {
        onLoad({ filter: /react\/session\.ts$/ }, async ({ path }) => {
          const contents = (await readFile(path, 'utf8')).replace("import('./session-commands.js')", 'globalThis.fetchesCommands()');
          return { contents, loader: 'ts' };
        });
      },
    },
  ],
});
const { Session } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

test('commands whose chunk could not be fetched say so, and are there once it can be', async (t) => {
  const chunk = {
    SessionCommands: class {
      async login(name) {
        return `${name} is in`;
      }
    },
  };
  let fetches = 0;
  globalThis.fetchesCommands = async () => {
    fetches += 1;
    if (fetches <= 2) throw new Error('gone');
    return chunk;
  };
  t.after(() => delete globalThis.fetchesCommands);
  const session = new Session({});
  assert.equal(fetches, 0);
  // A component is mounted: it is fetched ahead, and nobody hears of it if that fails.
  session.attach();
  await new Promise(setImmediate);
  assert.deepEqual([fetches, session.getSnapshot().error], [1, null]);
  assert.equal((await rejection(session.run('login', ['1001']))).code, 'wasm_unavailable');
  assert.equal(session.getSnapshot().error.code, 'wasm_unavailable');
  assert.equal(await session.run('login', ['1001']), '1001 is in');
  assert.deepEqual([fetches, session.getSnapshot().error], [3, null]);
});
