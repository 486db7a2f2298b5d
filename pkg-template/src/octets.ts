import { CODE, DIGITS, KINDS, pass } from './code.js';

/**
 * The octets of a chunk with WebAssembly. `build/octets.mjs` has taken the numbers out of its functions, one text for
 * each kind, and the functions' sizes away; here both come back.
 *
 * @throws an `Error` where the texts are none of a module.
 */
export function bytesOf(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const from = new Uint8Array(length);
  /** Where the next octet of each kind is. */
  const at = new Uint32Array(KINDS);
  /** Where each text ends. */
  const ends: number[] = [];
  texts.reduce((start, text, kind) => (ends[kind] = read(text, from, (at[kind] = start))), 0);
  const end = ends[0]!;
  // A size is at most half as long as what it is the size of.
  const out = new Uint8Array(2 * length);
  let to = 0;
  const damaged = (): Error => new Error('The text of the module is damaged.');
  const put = (octet: number): void => {
    // Text that is cut off would be read on for ever.
    if (to === out.length) throw damaged();
    out[to++] = octet;
  };
  const octets = (count: number): number => {
    for (; count > 0; count--) put(from[at[0]!++]!);
    return out[to - 1]!;
  };
  const number = (kind: number): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const octet = from[at[kind]!++]!;
      put(octet);
      value |= (octet & 127) << shift;
      if (octet < 128) return value >>> 0;
    }
  };
  /** What `content` writes, with its size before it. */
  const sized = (content: () => void): void => {
    const start = to;
    content();
    const size = to - start;
    let octet = 1;
    for (let rest = size; rest > 127; rest >>>= 7) octet++;
    out.copyWithin(start + octet, start, to);
    to += octet;
    for (let rest = size, place = start; octet > 0; octet--, rest >>>= 7) out[place++] = (rest & 127) | (octet > 1 ? 128 : 0);
  };
  const body = (): void => pass({ number, octets });
  octets(8);
  while (at[0]! < end) {
    if (octets(1) !== CODE) octets(number(0));
    else sized(() => {
      for (let functions = number(0); functions > 0; functions--) sized(body);
    });
  }
  if (ends.some((place, kind) => at[kind] !== place)) throw damaged();
  // A copy: the rest is not kept in memory, and `buffer` is the module alone.
  return out.slice(0, to);
}

/** A digit is one of 0 to 85, after `|` of 86 more, after `~` of 172 more. Gives the place behind the last octet. */
function read(text: string, into: Uint8Array, place: number): number {
  const values = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;
  let more = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 124) more = 86;
    else if (code === 126) more = 172;
    else {
      into[place++] = values[code]! + more;
      more = 0;
    }
  }
  return place;
}
