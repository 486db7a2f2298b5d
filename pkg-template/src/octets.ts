/** In the order of their values; `build/octets.mjs` says why it is these and not base64. */
const DIGITS = '!#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}';

/** The octets of a chunk with WebAssembly: a digit is one of 0 to 85, after `|` of 86 more, after `~` of 172 more. */
export function bytesOf(text: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let more = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 124) more = 86;
    else if (code === 126) more = 172;
    else {
      bytes[length++] = values[code]! + more;
      more = 0;
    }
  }
  // A copy: the rest is not kept in memory, and `buffer` is the module alone.
  return bytes.slice(0, length);
}
