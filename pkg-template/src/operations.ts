import type { ApiPromise } from './api-promise.js';
import { fetched } from './lazy.js';

/** What the methods are made on. */
export interface Caller {
  callOperation<T>(name: string, args: unknown[], options: unknown): ApiPromise<T>;
}

type Method = (this: Caller, ...args: unknown[]) => unknown;

/**
 * Gives `prototype` a method for each of the names in `lists`: with commas between them, and semicolons between those
 * of no argument, one, two and so on. The options come after the arguments.
 * @internal
 */
export function addOperations(prototype: object, lists: string): void {
  lists.split(';').forEach((names, count) => {
    for (const name of names.split(',')) {
      add(prototype, name, function (...args) {
        return this.callOperation(name, Array.from({ length: count }, (_, i) => args[i]), args[count]);
      });
    }
  });
}

/**
 * Gives `prototype` an `iterate…` for each `list…` whose name ends like that, in a list with commas. The member with the
 * items is named like it, and no argument stands before the parameters, unless these two follow with spaces.
 * @internal
 */
export function addIterators(prototype: object, list: string): void {
  for (const entry of list.split(',')) {
    const [name, member, leading] = entry.split(' ');
    add(prototype, `iterate${name}`, async function* (...args) {
      const { pages } = await fetched(import('./client-core.js'));
      yield* pages(this, `list${name}`, member, args, +(leading ?? 0));
    });
  }
}

/** As the methods of a class are: not enumerable. */
function add(prototype: object, name: string, value: Method): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}
