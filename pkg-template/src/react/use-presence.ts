import type { PresenceEntry, PresenceMap, VoIPClient } from '../client.js';
import { realtimeOf } from './realtime.js';
import type { Session } from './session.js';
import { nothing } from './shared.js';
import { useSlice, type Slice } from './slice.js';

/** Presence of some extensions; undefined for those of which nothing is known. */
export type PresenceOf<E extends string = string> = Readonly<Record<E, Readonly<PresenceEntry> | undefined>>;

const NOBODY: PresenceMap = Object.freeze({});

/**
 * Who is present, by the realtime connection, which it keeps open. One extension gives its entry, a list gives an
 * object by extension, and without an argument it is everybody. The component renders again when something of that has
 * changed, and not for other extensions; the objects stay the same until then.
 * @param extension Which extension.
 * @returns Its entry; undefined while nothing is known of it.
 */
export function usePresence(extension: string): Readonly<PresenceEntry> | undefined;
/**
 * Who of several is present.
 * @param extensions Which extensions.
 * @returns An object by extension.
 */
export function usePresence<E extends string>(extensions: readonly E[]): PresenceOf<E>;
/**
 * Who is present.
 * @returns Everybody, by extension.
 */
export function usePresence(): PresenceMap;
export function usePresence(wanted?: string | readonly string[]): unknown {
  // A list is a new one with each render; what counts is who is in it.
  const key = wanted === undefined || typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
  const isList = typeof wanted === 'object';
  return useSlice((session) => sliceOf(session, key, isList), key, isList);
}

function sliceOf(session: Session | null, key: string | undefined, isList: boolean): Slice<unknown> {
  if (key === undefined) return everybody(session);
  return isList ? several(session, [...new Set(JSON.parse(key) as string[])]) : one(session, key);
}

function use(session: Session | null, listen: (client: VoIPClient) => () => void): () => void {
  return session ? realtimeOf(session).use(listen) : nothing;
}

function one(session: Session | null, extension: string): Slice<Readonly<PresenceEntry> | undefined> {
  return {
    subscribe: (listener) => use(session, ({ presence }) => presence.subscribe(extension, listener)),
    getSnapshot: () => session?.client?.presence.get(extension),
    getServerSnapshot: () => undefined,
  };
}

function everybody(session: Session | null): Slice<PresenceMap> {
  return {
    subscribe: (listener) => use(session, ({ presence }) => presence.subscribe(listener)),
    getSnapshot: () => session?.client?.presence.getSnapshot() ?? NOBODY,
    getServerSnapshot: () => NOBODY,
  };
}

function several(session: Session | null, extensions: string[]): Slice<PresenceOf> {
  const none: PresenceOf = Object.freeze(Object.fromEntries(extensions.map((extension) => [extension, undefined])));
  let shown = none;
  return {
    // Told once of all that changed together, and not once for each of them.
    subscribe: (listener) => use(session, ({ presence }) => presence.subscribe(listener)),
    getSnapshot: () => {
      const presence = session?.client?.presence;
      if (presence && extensions.some((extension) => shown[extension] !== presence.get(extension))) {
        shown = Object.freeze(Object.fromEntries(extensions.map((extension) => [extension, presence.get(extension)])));
      }
      return shown;
    },
    getServerSnapshot: () => none,
  };
}
