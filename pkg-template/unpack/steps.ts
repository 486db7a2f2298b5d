// What `pass` does with the numbers and octets of a module when it is put together: it takes each from the text of its
// kind and appends it. `build/octets.mjs` has its own two, which take the module apart.

/** Where the place of each kind's next digit stands in memory, four octets each. */
const PLACES: usize = 0;
/** Where the values of the digits stand. */
const VALUES: usize = 128;

/** Where the next octet of the module goes. What is no text of a module ends by a trap at the end of the memory. */
export let to: usize = 0;

export function begin(at: usize): void {
  to = at;
}

export function place(kind: u32): usize {
  return load<usize>(PLACES + (kind << 2));
}

/** One octet of the module; what a digit is worth is in `src/octets.ts`. */
@inline
function next(kind: u32): u32 {
  let at = place(kind);
  let digit: u32 = load<u8>(at++);
  let more: u32 = 0;
  if (digit == 124 || digit == 126) {
    more = digit == 124 ? 86 : 172;
    digit = load<u8>(at++);
  }
  store<usize>(PLACES + (kind << 2), at);
  const octet = load<u8>(VALUES + digit) + more;
  store<u8>(to++, octet);
  return octet;
}

/** One LEB128 number. */
export function number(kind: u32): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  let octet: u32;
  do {
    octet = next(kind);
    value |= (octet & 127) << shift;
    shift += 7;
  } while (octet >= 128);
  return value;
}

/** Octets of no kind; the last one. */
export function octets(count: u32): u32 {
  let last: u32 = 0;
  for (; count > 0; count--) last = next(0);
  return last;
}

/** Puts its size before what was appended since `start`. */
export function close(start: usize): void {
  let size = to - start;
  let length: usize = 1;
  for (let rest = size; rest > 127; rest >>>= 7) length++;
  memory.copy(start + length, start, size);
  to += length;
  for (; length > 0; length--, size >>>= 7) store<u8>(start++, (size & 127) | (length > 1 ? 128 : 0));
}

/** An instruction that the modules of this package do not have. */
export function unknown(_op: u32): void {
  unreachable();
}
