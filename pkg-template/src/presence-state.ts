import { Listeners } from './listeners.js';
import type { PresenceEntry } from './model.js';
import type { PresenceMap } from './presence.js';

/** What a store knows and whom it has to tell; `presence-news.ts` changes it. */
export interface PresenceState {
  readonly entries: Map<string, Readonly<PresenceEntry>>;
  /** Made when somebody asks, since a copy for each of many changes would cost more than everything else. */
  snapshot: PresenceMap | undefined;
  /** By extension; those of all by the name that none has, ''. */
  readonly listeners: Listeners<{ [extension: string]: [] }>;
}

/** What a store begins with. */
export function noPresence(): PresenceState {
  return { entries: new Map(), snapshot: undefined, listeners: new Listeners() };
}
