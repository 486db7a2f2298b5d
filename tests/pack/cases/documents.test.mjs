// The code in the documents compiles against the packed package: every block in TypeScript, each as a program of its own.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { bin, here, project, run } from '../project.mjs';

const root = join(here, '../..');
const docs = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const documents = ['README.md', 'pkg-template/README.md', ...docs];

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

/** The blocks of a document: where they begin, their language, their lines. */
function blocks(text) {
  const found = [];
  let open = null;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^\s*```(\w*)/.exec(line);
    if (!fence) open?.lines.push(line);
    else if (open) {
      found.push(open);
      open = null;
    } else open = { line: index + 1, language: fence[1], lines: [] };
  }
  assert.equal(open, null, 'a block of code is not closed');
  return found;
}

/** A block as a program: what it imports stands outside of the function that it is the body of. */
function program({ lines, language }) {
  const text = lines.join('\n');
  if (language === 'tsx' && /\breturn\b|^export |^function /m.test(text)) return text;
  const imports = text.match(/^import [^;]*;[^\n]*$/gm) ?? [];
  const body = imports.reduce((rest, one) => rest.replace(one, ''), text);
  const hook = /\buse[A-Z]\w*\(/.test(body) ? 'function Component() {' : 'async function example() {';
  return `${imports.join('\n')}\nexport ${hook}\n${body}\n}`;
}

const files = { 'package.json': { type: 'module', private: true }, 'application.d.ts': APPLICATION };
const counts = {};
for (const name of documents) {
  const text = await readFile(join(root, name), 'utf8');
  const typed = blocks(text).filter(({ language }) => ['ts', 'tsx', 'typescript'].includes(language));
  counts[name] = typed.length;
  for (const block of typed) {
    const file = `${name.replace(/\W/g, '_')}_line${block.line}.${block.language === 'tsx' ? 'tsx' : 'mts'}`;
    files[file] = program(block);
  }
}
files['tsconfig.json'] = { compilerOptions: OPTIONS, include: ['*.mts', '*.tsx', '*.d.ts'] };
const dir = await project('documents', files);
const complaints = await run(bin('tsc'), ['-p', dir, '--pretty', 'false'], { cwd: dir }).catch((error) => error.message);

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
