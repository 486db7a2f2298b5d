import type { ApiPromise } from './api-promise.js';
import { errorFrom } from './errors.js';

/** What the methods are made on. */
interface Caller {
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
    add(prototype, name.replace('list', 'iterate'), function (...args) {
      return pages(this, name, member, args, +leading);
    });
  }
}

async function* pages(caller: Caller, name: string, member: string, args: unknown[], leading: number): AsyncGenerator {
  let params = { ...(args[leading] as Record<string, unknown> | undefined) };
  for (;;) {
    const all = [...Array.from({ length: leading }, (_, i) => args[i]), params];
    const page: Record<string, unknown> = await caller.callOperation(name, all, args[leading + 1]);
    const items = page[member];
    if (!Array.isArray(items)) throw errorFrom({ kind: 'invalid_response', code: 'invalid_response', operation: name });
    yield* items;
    if (!page.nextCursor) return;
    const { page: _first, ...rest } = params;
    params = { ...rest, cursor: page.nextCursor };
  }
}

/** As the methods of a class are: not enumerable. */
function add(prototype: object, name: string, value: Method): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}
