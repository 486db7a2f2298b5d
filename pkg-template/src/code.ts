/**
 * The digits of the texts, in the order of their values: printable, and nothing that JavaScript, HTML or a tool that
 * quotes anew would have to escape.
 */
export const DIGITS = '!#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}';
/** The id of the section with the functions. */
export const CODE = 10;

/**
 * Passes numbers and octets of a function's code on and gives the numbers back. `kind` says what a number is, so that
 * those of one kind can be kept together.
 */
export interface Pass {
  /** One LEB128 number. */
  number(kind: number): number;
  /** Octets of no kind; the last one. */
  octets(count: number): number;
}

/** Kinds of numbers: those of no other kind, a local that is read, one that is written, addresses, how far a jump goes. */
export const [OTHER, READ, WRITTEN, LOADED, STORED, JUMP] = [0, 1, 2, 3, 4, 5] as const;
/** How many kinds there are. */
export const KINDS = 6;

/**
 * Goes through the code of one function: its locals, then instructions up to the `end` that belongs to none of them.
 *
 * @throws an `Error` where an instruction is none that the modules of this package have.
 */
export function pass({ number, octets }: Pass): void {
  for (let groups = number(OTHER); groups > 0; groups--) {
    number(OTHER);
    octets(1);
  }
  for (let depth = 1; depth > 0; ) {
    const op = octets(1);
    // The most frequent one first.
    if (op === 0x20) number(READ);
    else if (op === 0x0b) depth--;
    else if (op <= 0x04) {
      // `block`, `loop` and `if` have a type; `unreachable` and `nop` have nothing.
      if (op < 0x02) continue;
      number(OTHER);
      depth++;
    } else if (op === 0x0c || op === 0x0d) number(JUMP);
    else if (op === 0x0e) for (let targets = number(JUMP); targets >= 0; targets--) number(JUMP);
    else if (op === 0x21 || op === 0x22) number(WRITTEN);
    else if (op >= 0x28 && op <= 0x3e) {
      number(OTHER);
      number(op < 0x36 ? LOADED : STORED);
    } else if (op === 0x43 || op === 0x44) octets(op === 0x43 ? 4 : 8);
    else if (op === 0xfc) {
      const which = number(OTHER);
      // `memory.init`, `memory.copy`, `table.init` and `table.copy` have two, conversions none, the others one.
      for (let more = which < 8 ? 0 : [8, 10, 12, 14].includes(which) ? 2 : 1; more > 0; more--) number(OTHER);
    } else if (op === 0x11) {
      number(OTHER);
      number(OTHER);
    } else if (op === 0x10 || (op >= 0x23 && op <= 0x26) || (op >= 0x3f && op <= 0x42) || op === 0xd0 || op === 0xd2) number(OTHER);
    else if (!(op === 0x05 || op === 0x0f || op === 0x1a || op === 0x1b || (op >= 0x45 && op <= 0xc4) || op === 0xd1)) {
      throw new Error(`instruction ${op}`);
    }
  }
}
