// Parts of the demo page that need no page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

test('the demo takes a device also where the browser lets it keep nothing', async (t) => {
  const entry = fileURLToPath(new URL('../../www-demo/src/session/kept-devices.ts', import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const { keepDevice, keptDevices } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  const storage = (value) => Object.defineProperty(globalThis, 'localStorage', { configurable: true, ...value });
  t.after(() => (before ? storage(before) : delete globalThis.localStorage));

  storage({
    get() {
      throw new DOMException('no', 'SecurityError');
    },
  });
  keepDevice('input', 'desk');
  assert.deepEqual(keptDevices(), {});

  const kept = new Map();
  storage({ value: { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text) } });
  keepDevice('input', 'desk');
  assert.deepEqual(keptDevices(), { input: 'desk' });
});
