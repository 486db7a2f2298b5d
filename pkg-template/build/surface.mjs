// The public surface in one text: every declaration that the package ships, file after file. It is kept in git as
// `api.d.ts`, so that a change of it is seen and meant. `node build/surface.mjs` writes it from what was put together last.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Kept beside the sources; what the package ships has to be the same. */
export const kept = join(root, 'api.d.ts');

const HEAD = `// What the package declares, as it ships: made by \`node build/surface.mjs\`, compared by the tests. A change here is a
// change for every user: it belongs into CHANGELOG.md, and into the version by semver.
`;

export async function surface(types = join(root, 'out/dist/types')) {
  const files = (await readdir(types, { recursive: true })).filter((name) => name.endsWith('.d.ts')).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(types, name), 'utf8')));
  return HEAD + files.map((name, index) => `\n// ${name}\n\n${texts[index].trim()}\n`).join('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(kept, await surface());
