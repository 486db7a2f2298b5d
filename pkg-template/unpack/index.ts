// Puts a module together from the texts of a chunk: AssemblyScript, compiled by `build/unpack.mjs` and run by
// `src/octets.ts`. As JavaScript, which starts cold, the same took the phone's chunk ten times as long.
import { CODE, KINDS, pass } from './pass';
import { begin, close, number, octets, place, to } from './steps';

/** Where the end of each text stands in memory, four octets each. */
const ENDS: usize = 64;

/**
 * Appends the module to its texts, which end at `start`.
 *
 * Traps where the texts are none of a module.
 * @returns Its end.
 */
export function unpack(start: usize): usize {
  begin(start);
  octets(8);
  while (place(0) < load<usize>(ENDS)) {
    if (octets(1) != CODE) octets(number(0));
    else {
      const section = to;
      for (let functions = number(0); functions > 0; functions--) {
        const body = to;
        pass();
        close(body);
      }
      close(section);
    }
  }
  for (let kind: u32 = 0; kind < KINDS; kind++) {
    if (place(kind) != load<usize>(ENDS + (kind << 2))) unreachable();
  }
  return to;
}
