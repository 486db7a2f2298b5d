// Compiles `unpack/`, which puts the modules together where they are used, to WebAssembly of about one kilobyte.
import { readFile } from 'node:fs/promises';

import asc from 'assemblyscript/asc';

const FOLDER = new URL('../unpack/', import.meta.url);
const OPTIONS = ['-Oz', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--initialMemory', '1'];

async function compiled() {
  let binary;
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'unpack.wasm', ...OPTIONS], {
    // It looks for the files that it has itself, too, before it takes those.
    readFile: (name) => readFile(new URL(name, FOLDER), 'utf8').catch(() => null),
    writeFile: (_name, content) => void (binary = content),
    listFiles: () => [],
  });
  if (error) throw new Error(`unpack/ cannot be compiled: ${stderr}`, { cause: error });
  return binary;
}

/** Gives `src/octets.ts` the module that it imports, as base64: it is too small for more to be worth it. */
export function unpacking() {
  const done = compiled();
  done.catch(() => undefined);
  return {
    name: 'unpacking',
    setup(builder) {
      builder.onResolve({ filter: /^\.\/wasm\/unpack\.js$/ }, () => ({ path: 'unpack.wasm', namespace: 'unpacking' }));
      builder.onLoad({ filter: /.*/, namespace: 'unpacking' }, async () => ({ contents: await done, loader: 'base64' }));
    },
  };
}
