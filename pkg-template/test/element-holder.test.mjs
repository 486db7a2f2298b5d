// Which phone an element shows, without an element.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../src/element/phone-holder.ts', import.meta.url))],
  plugins: [{
    name: 'phones',
    setup(made) {
      made.onResolve({ filter: /client\.js$/ }, () => ({ path: 'client', namespace: 'phones' }));
      made.onLoad({ filter: /.*/, namespace: 'phones' }, () => ({ contents: 'export const Softphone = globalThis.Phone;' }));
    },
  }],
  bundle: true,
  format: 'esm',
  write: false,
});
globalThis.Phone = class {
  constructor({ wsUri }) {
    if (!wsUri) throw new Error('no wsUri');
  }
};
const { PhoneHolder } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

test('an element that was removed lets go of the phone that it was given, and shows it again when it is back', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const shown = [];
  const holder = new PhoneHolder((phone) => shown.push(phone), assert.fail);
  const phone = { name: 'given' };
  holder.attach();
  holder.give(phone);
  holder.detach();
  holder.attach();
  t.mock.timers.tick(1000);
  assert.deepEqual(shown.splice(0), [phone], 'an element that is moved goes on');
  holder.detach();
  t.mock.timers.tick(1000);
  assert.deepEqual(shown.splice(0), [null]);
  assert.equal(holder.phone, phone);
  holder.attach();
  assert.deepEqual(shown.splice(0), [phone]);
});

test('an element that is given a phone before it is in the page holds on to it only while it is there', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const shown = [];
  const holder = new PhoneHolder((phone) => shown.push(phone), assert.fail);
  const phone = { name: 'given' };
  holder.give(phone);
  assert.deepEqual(shown.splice(0), []);
  holder.attach();
  assert.deepEqual(shown.splice(0), [phone]);
});

test('settings that make no phone are complained of, after the phone of before is gone', () => {
  const told = [];
  const holder = new PhoneHolder((phone) => told.push(phone), (error) => told.push(error.message));
  holder.attach();
  holder.configure('a', {});
  assert.equal(told.at(-1), 'no wsUri');
});
