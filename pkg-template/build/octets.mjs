// How a WebAssembly module is written into strings of JavaScript.
//
// An octet is one character or two, never a part of one, so that what repeats in the module repeats in the text and
// servers compress the chunk as they would the module itself. Base64 has four characters for three octets and hides two
// of three repetitions.
//
// The module is taken apart first: which local, which address and how far a jump goes stand in texts of their own, and
// the functions' sizes nowhere. Without them the instructions repeat more often, and the numbers beside one another are
// of one kind: the phone's chunk travels in 9 % fewer octets. `src/octets.ts` and `unpack/` put it together again.
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { begin, number, octets, place } from './steps.mjs';

const { CODE, KINDS, pass } = await own('../unpack/pass.ts');
const { DIGITS } = await own('../src/digits.ts');

/** What stands before the digit of an octet from 86 and from 172. */
const PREFIXES = ['', '|', '~'];

function written(bytes) {
  return bytes.map((octet) => PREFIXES[Math.floor(octet / DIGITS.length)] + DIGITS[octet % DIGITS.length]).join('');
}

/** The texts that `bytesOf` of `src/octets.ts` reads. */
export function textsOf(bytes) {
  const kinds = begin(bytes, KINDS);
  octets(8);
  while (place() < bytes.length) {
    if (octets(1) !== CODE) {
      octets(number(0));
      continue;
    }
    number();
    for (let functions = number(0); functions > 0; functions--) {
      const size = number();
      const end = place() + size;
      pass();
      if (place() !== end) throw new Error(`a function of ${size} octets ends ${place() - end} octets off`);
    }
  }
  return kinds.map(written);
}

/** A file of TypeScript; `./steps` in it is the one beside this. */
async function own(file) {
  const steps = {
    name: 'steps',
    setup(builder) {
      builder.onResolve({ filter: /^\.\/steps$/ }, () => ({ path: new URL('steps.mjs', import.meta.url).href, external: true }));
    },
  };
  const entryPoints = [fileURLToPath(new URL(file, import.meta.url))];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', write: false, plugins: [steps] });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
