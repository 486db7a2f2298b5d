// What a page loads, against budgets.json. `node size.mjs` in tests/pack prints every figure.
import assert from 'node:assert/strict';
import test from 'node:test';
import { figuresOf, measured, readBudgets } from '../size.mjs';

test('what pages load is within its budgets, before first use and altogether', async () => {
  const [result, budgets] = [await measured(), await readBudgets()];
  const figures = figuresOf(result);
  assert.deepEqual(Object.keys(figures).sort(), Object.keys(budgets).sort());
  const over = Object.entries(figures).filter(([name, size]) => size > budgets[name]);
  const sentences = over.map(([name, size]) => `${name}: ${size} octets (brotli), budget ${budgets[name]}`);
  assert.deepEqual(sentences, [], 'If it is meant: `node size.mjs --write` in tests/pack, after a look at its table.');
  // The measurement itself: the modules are in it, and come late.
  for (const [name, { before, later }] of Object.entries(result.imports)) {
    const modules = later.filter((chunk) => /-wasm$/.test(chunk.name));
    assert.equal(modules.length, name === 'client: Softphone' ? 1 : 2, name);
    assert.ok(before.brotli > 500 && modules.every(({ brotli }) => brotli > 5_000), name);
  }
});
