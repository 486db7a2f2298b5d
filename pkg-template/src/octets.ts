import { DIGITS } from './digits.js';
import unpacking from './wasm/unpack.js';

/** What `unpack/index.ts` exports. */
interface Unpacking {
  memory: WebAssembly.Memory;
  unpack(start: number): number;
}

/** Where, in its memory, the places in the texts stand, their ends, the values of digits, and the texts. */
const [PLACES, ENDS, VALUES, TEXTS] = [0, 64, 128, 256] as const;

/**
 * The octets of a chunk with WebAssembly. `build/octets.mjs` has taken the numbers out of its functions, one text for
 * each kind, and the functions' sizes away; `unpack/` puts them together again. It is WebAssembly itself because that is
 * fast at once, and small enough to be compiled at once.
 *
 * @throws an `Error` where the texts are none of a module.
 */
export function bytesOf(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const code = Uint8Array.from(atob(unpacking), (octet) => octet.charCodeAt(0));
  const { memory, unpack } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Unpacking;
  const text = texts.join('');
  const start = TEXTS + text.length;
  // A size is at most half as long as what it is the size of. What would be longer ends at the end of the memory.
  memory.grow((start + 2 * text.length) >> 16);
  const octets = new Uint8Array(memory.buffer);
  const view = new DataView(memory.buffer);
  for (let i = 0; i < DIGITS.length; i++) octets[VALUES + DIGITS.charCodeAt(i)] = i;
  let place: number = TEXTS;
  texts.forEach(({ length }, kind) => {
    view.setUint32(PLACES + 4 * kind, place, true);
    place += length;
    view.setUint32(ENDS + 4 * kind, place, true);
  });
  new TextEncoder().encodeInto(text, octets.subarray(TEXTS, start));
  try {
    // A copy: `buffer` is the module alone, and the rest is not kept in memory.
    return octets.slice(start, unpack(start));
  } catch (cause) {
    throw new Error('The text of the module is damaged.', { cause });
  }
}
