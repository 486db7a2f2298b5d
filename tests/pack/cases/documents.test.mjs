// The code in the documents compiles against the packed package: every block in TypeScript, each as a program of its own.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { blocks, documents as all, root, textOf } from '../documents.mjs';
import { bin, here, project, run } from '../project.mjs';

/** What the blocks of the documents speak of without saying where it comes from: the application. */
const APPLICATION = await readFile(join(here, 'documents.d.ts'), 'utf8');

const OPTIONS = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  moduleDetection: 'force',
  lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
  jsx: 'react-jsx',
  types: ['node'],
};

/** A block as a program: what it imports stands outside of the function that it is the body of. */
function program({ lines, language }) {
  const text = lines.join('\n');
  if (/^export /m.test(text) || (language === 'tsx' && /\breturn\b|^function /m.test(text))) return text;
  const imports = text.match(/^import [^;]*;[^\n]*$/gm) ?? [];
  const body = imports.reduce((rest, one) => rest.replace(one, ''), text);
  const hook = /\buse[A-Z]\w*\(/.test(body) ? 'function Component() {' : 'async function example() {';
  return `${imports.join('\n')}\nexport ${hook}\n${body}\n}`;
}

/** The package ws, which has no types of its own. */
const WS = "declare module 'ws' { export class WebSocket { constructor(url: string); } }";

const files = { 'package.json': { type: 'module', private: true }, 'application.d.ts': APPLICATION, 'ws.d.ts': WS };
const counts = {};
for (const name of all) {
  const typed = blocks(await textOf(name)).filter(({ language }) => ['ts', 'tsx', 'typescript'].includes(language));
  counts[name] = typed.length;
  for (const block of typed) {
    const file = `${name.replace(/\W/g, '_')}_line${block.line}.${block.language === 'tsx' ? 'tsx' : 'mts'}`;
    files[file] = program(block);
  }
}
files['tsconfig.json'] = { compilerOptions: OPTIONS, include: ['*.mts', '*.tsx', '*.d.ts'] };
const dir = await project('documents', files);
const complaints = await run(bin('tsc'), ['-p', dir, '--pretty', 'false'], { cwd: dir }).catch((error) => error.message);

const documents = all.filter((name) => counts[name] > 0);
for (const name of documents) {
  test(`the code in ${name} compiles`, () => {
    const prefix = `${name.replace(/\W/g, '_')}_line`;
    assert.deepEqual(complaints.split(/\n(?! )/).filter((line) => line.startsWith(prefix)), []);
  });
}

test('the compiler complains of nothing else, and there was code', () => {
  assert.equal(complaints, '');
  assert.ok(counts['pkg-template/README.md'] >= 10, JSON.stringify(counts));
});

test("the package's README has every code of an error in its table", async () => {
  const { ERROR_HINTS } = await import('@cemscale/voip-sdk/client');
  const [, section] = /^## Errors\n([^]*?)^## /m.exec(await textOf('pkg-template/README.md'));
  const cells = section.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|')[2]);
  const known = new Set(cells.flatMap((cell) => cell.match(/(?<=`)\w+(?=`)/g) ?? []));
  assert.deepEqual(Object.keys(ERROR_HINTS).filter((code) => !known.has(code)), []);
  assert.deepEqual([...known].filter((code) => !(code in ERROR_HINTS)), []);
});

test('troubleshooting.md knows every code of an error and every cause of a call\'s end', async () => {
  const { ERROR_HINTS } = await import('@cemscale/voip-sdk/client');
  const types = await readFile(join(root, 'pkg-template/src/softphone/types.ts'), 'utf8');
  const causes = /type CallEndCause =([^;]*);/.exec(types)[1].match(/\w+/g);
  const text = await readFile(join(root, 'docs/troubleshooting.md'), 'utf8');
  const cells = text.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|')[1]);
  const known = new Set(cells.flatMap((cell) => cell.match(/(?<=`)\w+(?=`)/g) ?? []));
  known.add(/^`(\w+)` is anything/m.exec(text)?.[1]);
  const missing = [...Object.keys(ERROR_HINTS), ...causes].filter((code) => !known.has(code));
  assert.deepEqual(missing, []);
});
