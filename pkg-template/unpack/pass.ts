// The form of a function's code, for the reader (AssemblyScript) and for the writer (JavaScript, `build/octets.mjs`):
// both have a file `steps`.
import { number, octets, unknown } from './steps';

/** Kinds of numbers: those of no other kind, a local that is read, one that is written, addresses, how far a jump goes. */
export const OTHER: u32 = 0;
export const READ: u32 = 1;
export const WRITTEN: u32 = 2;
export const LOADED: u32 = 3;
export const STORED: u32 = 4;
export const JUMP: u32 = 5;
/** How many kinds there are. */
export const KINDS: u32 = 6;
/** The id of the section with the functions. */
export const CODE: u32 = 10;

/**
 * Goes through the code of one function: its locals, then instructions up to the `end` that belongs to none of them.
 * Each number is told to `number` with its kind, so that those of one kind can be kept together.
 *
 * Traps (the writer: throws) where an instruction is none that the modules of this package have.
 */
export function pass(): void {
  for (let groups = number(OTHER); groups > 0; groups--) {
    number(OTHER);
    octets(1);
  }
  for (let depth: u32 = 1; depth > 0; ) {
    const op: u32 = octets(1);
    // The most frequent one first.
    if (op == 0x20) number(READ);
    else if (op == 0x0b) depth--;
    else if (op <= 0x04) {
      // `block`, `loop` and `if` have a type; `unreachable` and `nop` have nothing.
      if (op < 0x02) continue;
      number(OTHER);
      depth++;
    } else if (op == 0x0c || op == 0x0d) number(JUMP);
    else if (op == 0x0e) {
      // As many as it says, and one for all other cases.
      for (let targets = number(JUMP); targets > 0; targets--) number(JUMP);
      number(JUMP);
    } else if (op == 0x21 || op == 0x22) number(WRITTEN);
    else if (op >= 0x28 && op <= 0x3e) {
      number(OTHER);
      number(op < 0x36 ? LOADED : STORED);
    } else if (op == 0x43 || op == 0x44) octets(op == 0x43 ? 4 : 8);
    else if (op == 0xfc) {
      // `memory.init`, `memory.copy`, `table.init` and `table.copy` have two, conversions none, the others one.
      const which = number(OTHER);
      if (which >= 8) number(OTHER);
      if (which == 8 || which == 10 || which == 12 || which == 14) number(OTHER);
    } else if (op == 0x11) {
      number(OTHER);
      number(OTHER);
    } else if (op == 0x10 || (op >= 0x23 && op <= 0x26) || (op >= 0x3f && op <= 0x42) || op == 0xd0 || op == 0xd2) number(OTHER);
    else if (!(op == 0x05 || op == 0x0f || op == 0x1a || op == 0x1b || (op >= 0x45 && op <= 0xc4) || op == 0xd1)) unknown(op);
  }
}
