// The documents of the repository, and the blocks of code in them.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { here } from './project.mjs';

export const root = join(here, '../..');

const inFolder = async (folder, depth = 1) => {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = entries.filter(({ name }) => name.endsWith('.md')).map(({ name }) => `${folder}/${name}`);
  const below = depth > 1 ? entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules') : [];
  return [...found, ...(await Promise.all(below.map(({ name }) => inFolder(`${folder}/${name}`, depth - 1)))).flat()];
};

/** Every document that a reader is sent to; bench/RESULTS.md is made by what it reports. */
export const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'pkg-template/README.md',
  ...(await inFolder('docs')),
  ...(await inFolder('examples', 2)),
];

export const textOf = (name) => readFile(join(root, name), 'utf8');

/** The blocks of a document: where they begin, their language, their lines. */
export function blocks(text) {
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
