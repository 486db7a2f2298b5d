// Declarations: tsc writes them for ESM; the CommonJS ones are the same with `.cjs` for `.js`, because TypeScript
// takes a `.d.ts` in a package of type `module` for ESM.
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export async function types(root, dist) {
  const require = createRequire(root);
  const { bin } = require('typescript/package.json');
  const tsc = join(dirname(require.resolve('typescript/package.json')), bin.tsc);
  const out = fileURLToPath(new URL('types', dist));
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', fileURLToPath(new URL('tsconfig.json', root)), '--outDir', out]);
  } catch (error) {
    throw new Error(`TypeScript:\n${error.stdout ?? error}`);
  }
  const cjs = fileURLToPath(new URL('types-cjs', dist));
  for (const file of await readdir(out, { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const text = await readFile(join(out, file), 'utf8');
    const target = join(cjs, file.replace(/\.d\.ts$/, '.d.cts'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text.replace(/((?:from|import\()\s*['"]\.[^'"]*)\.js(['"])/g, '$1.cjs$2'));
  }
}
