import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { number, ratio, sideBySide } from './table.mjs';
import { SECTIONS, kept, report } from './report.mjs';
import { bars, lines } from './svg.mjs';

const bench = new URL('../', import.meta.url);

test('the report in git is what its command makes of the JSON files', async () => {
  const files = await report(kept());
  for (const [path, text] of Object.entries(files)) {
    const file = new URL(path, bench);
    assert.ok(existsSync(file) && readFileSync(file, 'utf8') === text, `bench/${path} is old: run \`cargo xtask bench report\``);
  }
  assert.deepEqual(readdirSync(new URL('plots/', bench)).map((name) => `plots/${name}`).sort(), Object.keys(files).filter((path) => path.startsWith('plots/')).sort());
});

test('every JSON file of a measurement has a section in the report', () => {
  const left = readdirSync(bench).filter((name) => name.endsWith('.json') && !name.startsWith('package')).map((name) => name.slice(0, -5));
  assert.deepEqual(left.filter((name) => !SECTIONS.includes(name)), []);
});

test('what has not been measured is said, not left out', async () => {
  const { 'RESULTS.md': text } = await report(Object.fromEntries(SECTIONS.map((name) => [name, null])));
  assert.equal(text.match(/is not there: nothing has been measured/g).length, SECTIONS.length);
});

test('a ratio is to the best of the peers, whichever way is better', () => {
  assert.equal(ratio([1, 2, 4]), '0.50');
  assert.equal(ratio([10, 2, 4], 'more'), '2.50');
  assert.equal(ratio([10, null, null]), '–');
});

test('numbers keep three digits and their thousands apart', () => {
  assert.deepEqual([0, 0.1234, 12.34, 1234567, -0.001, null].map((value) => number(value)), ['0', '0.12', '12.3', '1,234,567', '0.00', '–']);
});

test('sides are put beside each other by medians', () => {
  const rows = [1, 9, 2].flatMap((value, round) => [{ client: 'ours', round, ms: value }, { client: 'jssip', round, ms: value * 10 }]);
  assert.match(sideBySide(rows, { figures: [{ key: 'ms', name: 'time' }] }), /\| time \| 2 \| 20 \| – \| 0\.10 \|/);
});

test('a plot escapes what it is told and holds every value', () => {
  const svg = bars({ title: 'a < b & c', unit: 'ms', series: ['x', 'y'], groups: [{ name: 'one', values: [1, null] }, { name: 'two', values: [2, 3] }] });
  assert.match(svg, /a &lt; b &amp; c/);
  assert.equal(svg.match(/height="15"/g).length, 3);
  assert.match(lines({ title: 't', unit: 'MB', xUnit: 'calls', series: [{ name: 'x', points: [[0, 1], [1000, 2]] }] }), /<polyline class="s0" points="/);
});
