import type { ApiPromise } from './api-promise.js';
import { fetched } from './lazy.js';

/** What the methods are made on. */
export interface Caller {
  callOperation<T>(name: string, args: unknown[], options: unknown): ApiPromise<T>;
}

type Method = (this: Caller, ...args: unknown[]) => unknown;

/** Gives `prototype` a method for each `name arguments` of a list with commas; the options come after. @internal */
export function addOperations(prototype: object, list: string): void {
  for (const entry of list.split(',')) {
    const [name, count] = entry.split(' ') as [string, string];
    add(prototype, name, function (...args) {
      return this.callOperation(name, Array.from({ length: +count }, (_, i) => args[i]), args[+count]);
    });
  }
}

/** Gives `prototype` an `iterate…` for each `list… member leadingArguments` of a list with commas. @internal */
export function addIterators(prototype: object, list: string): void {
  for (const entry of list.split(',')) {
    const [name, member, leading] = entry.split(' ') as [string, string, string];
    add(prototype, name.replace('list', 'iterate'), async function* (...args) {
      const { pages } = await fetched(import('./client-core.js'));
      yield* pages(this, name, member, args, +leading);
    });
  }
}

/** As the methods of a class are: not enumerable. */
function add(prototype: object, name: string, value: Method): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}
