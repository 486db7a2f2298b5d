// How a WebAssembly module is written into strings of JavaScript.
//
// An octet is one character or two, never a part of one, so that what repeats in the module repeats in the text and
// servers compress the chunk as they would the module itself. Base64 has four characters for three octets and hides two
// of three repetitions.
//
// The module is taken apart first: which local, which address and how far a jump goes stand in texts of their own, and
// the functions' sizes nowhere. Without them the instructions repeat more often, and the numbers beside one another are
// of one kind: the phone's chunk travels in 9 % fewer octets. `src/octets.ts` puts it together again.
import { readFile } from 'node:fs/promises';

import { transform } from 'esbuild';

const { code } = await transform(await readFile(new URL('../src/code.ts', import.meta.url), 'utf8'), { loader: 'ts' });
const { CODE, DIGITS, KINDS, pass } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

/** What stands before the digit of an octet from 86 and from 172. */
const PREFIXES = ['', '|', '~'];

function written(bytes) {
  return bytes.map((octet) => PREFIXES[Math.floor(octet / DIGITS.length)] + DIGITS[octet % DIGITS.length]).join('');
}

/** The texts that `bytesOf` of `src/octets.ts` reads. */
export function textsOf(bytes) {
  const kinds = Array.from({ length: KINDS }, () => []);
  let at = 0;
  /** A number that is left out where `kind` names none. */
  const number = (kind) => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const octet = bytes[at++];
      kinds[kind]?.push(octet);
      value += (octet % 128) * place;
      if (octet < 128) return value;
    }
  };
  const octets = (count) => {
    for (; count > 0; count--) kinds[0].push(bytes[at++]);
    return bytes[at - 1];
  };
  octets(8);
  while (at < bytes.length) {
    if (octets(1) !== CODE) {
      octets(number(0));
      continue;
    }
    number();
    for (let functions = number(0); functions > 0; functions--) {
      const size = number();
      const end = at + size;
      pass({ number, octets });
      if (at !== end) throw new Error(`a function of ${size} octets ends ${at - end} octets off`);
    }
  }
  return kinds.map(written);
}
