import type { Session } from './session.js';

/** Stores that nobody uses are forgotten when a session has more than so many of a sort. */
const MOST_STORES = 256;

/** Stores by session and key, made when they are asked for, and shared. */
export type Kept<S> = WeakMap<Session, Map<string, S>>;

/**
 * The store of that key. One that is made in a render that comes to nothing is never used, and nobody says so: hence
 * the limit.
 */
export function keptIn<S extends { readonly active: boolean }>(all: Kept<S>, session: Session, key: string, make: () => S): S {
  let stores = all.get(session);
  if (!stores) all.set(session, (stores = new Map()));
  let store = stores.get(key);
  if (store) return store;
  if (stores.size >= MOST_STORES) for (const [old, { active }] of stores) if (!active) stores.delete(old);
  store = make();
  stores.set(key, store);
  return store;
}
