// How a WebAssembly module is written into a string of JavaScript: an octet is one character or two, never a part of
// one, so that what repeats in the module repeats in the text and servers compress the chunk almost as they would the
// module itself. Base64 has four characters for three octets and hides two of three repetitions.

/** Printable, and nothing that JavaScript, HTML or a tool that quotes anew would have to escape. */
const DIGITS = '!#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}';
/** What stands before the digit of an octet from 86 and from 172. */
const PREFIXES = ['', '|', '~'];

/** The text that `bytesOf` of `src/octets.ts` reads. */
export function textOf(bytes) {
  const text = Array.from(bytes, (octet) => PREFIXES[Math.floor(octet / DIGITS.length)] + DIGITS[octet % DIGITS.length]);
  return text.join('');
}
