// What `unpack/pass.ts` does with the numbers and octets of a module when it is taken apart: each goes to the list of
// its kind. `unpack/steps.ts` is the other way.
let bytes;
let at;
let kinds;

/** Begins with another module. */
export function begin(module, count) {
  bytes = module;
  at = 0;
  kinds = Array.from({ length: count }, () => []);
  return kinds;
}

export const place = () => at;

/** A number that is left out where `kind` names none. */
export function number(kind) {
  let value = 0;
  for (let place = 1; ; place *= 128) {
    const octet = bytes[at++];
    kinds[kind]?.push(octet);
    value += (octet % 128) * place;
    if (octet < 128) return value;
  }
}

/** Octets of no kind; the last one. */
export function octets(count) {
  for (; count > 0; count--) kinds[0].push(bytes[at++]);
  return bytes[at - 1];
}

/** An instruction that the reader would not know. */
export function unknown(op) {
  throw new Error(`instruction ${op}`);
}
