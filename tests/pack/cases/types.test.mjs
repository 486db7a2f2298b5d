// The types of the packed package under the strictest options: tests/types says what compiles and what must not.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { bin, here, project, run } from '../project.mjs';

const SENTENCES = {
  'examples.mts': "the first version's examples compile",
  'calls.mts': 'joined calls as an application uses them compile, and what they must not take does not',
  'events.mts': 'realtime events are told apart by their type',
  'hooks.tsx': 'the hooks as components use them compile, and what they must not take does not',
  'widget.tsx': "the first version's component compiles",
  'methods.mts': 'every method of the first version takes and gives what was documented',
  'newer.mts': 'pages, responses, streams and options of a request have types',
  'phone.mts': 'the phone as an application uses it compiles, and what it must not take does not',
  'refused.mts': 'wrong words, types, members and arguments are refused',
  'any.mts': 'no operation takes or gives any',
};

const source = join(here, '../types');
const names = await readdir(source);
const files = await Promise.all(names.map(async (name) => [name, await readFile(join(source, name), 'utf8')]));
const dir = await project('types', { ...Object.fromEntries(files), 'package.json': { type: 'module', private: true } });
const complaints = await run(bin('tsc'), ['-p', dir, '--pretty', 'false'], { cwd: dir }).catch((error) => error.message);
// What a complaint has to say goes on in lines that are indented.
const about = (name) => complaints.split(/\n(?! )/).filter((line) => line.startsWith(`${name}(`));

for (const [name, sentence] of Object.entries(SENTENCES)) {
  test(sentence, () => assert.deepEqual(about(name), []));
}

test('the compiler read every file and complains of nothing else', () => {
  assert.deepEqual(names.filter((name) => name !== 'tsconfig.json').sort(), Object.keys(SENTENCES).sort());
  assert.equal(complaints, '');
});
