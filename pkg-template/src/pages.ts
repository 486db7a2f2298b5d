import { errorFrom } from './errors.js';
import type { Caller } from './operations.js';

/** All items of a list that comes in pages, each fetched when it is reached. */
export async function* pages(caller: Caller, name: string, named: string | undefined, args: unknown[], leading: number): AsyncGenerator {
  const member = named ?? name.charAt(4).toLowerCase() + name.slice(5);
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
