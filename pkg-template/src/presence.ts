import type { PresenceEntry } from './model.js';

/** Everybody's presence by extension. Has no prototype: what is not in it is undefined, whatever its name. */
export type PresenceMap = Readonly<Record<string, Readonly<PresenceEntry>>>;

/** `[extension, entry]`, or `[extension]` when it is gone. @internal */
export type PresenceDelta = [extension: string, entry?: PresenceEntry];

const NOBODY = mapOf([]);

/** What a store knows and whom it has to tell; `presence-news.ts` changes it. @internal */
export interface PresenceState {
  readonly entries: Map<string, Readonly<PresenceEntry>>;
  /** Made when somebody asks, since a copy for each of many changes would cost more than everything else. */
  snapshot: PresenceMap | undefined;
  readonly all: Set<() => void>;
  readonly rows: Map<string, Set<() => void>>;
}

/**
 * Who is present, as the realtime connection knows it. Everything is synchronous and comes from immutable snapshots:
 * the same object comes back until something changes.
 *
 * What is read is always the newest. Listeners are told of a first change at once, and of those that follow it within
 * 16 ms together: each listener once, however many there were.
 */
export class PresenceStore {
  readonly #state: PresenceState = { entries: new Map(), snapshot: NOBODY, all: new Set(), rows: new Map() };

  /** @internal */
  constructor(connect: (state: PresenceState) => void) {
    connect(this.#state);
  }

  /** Presence of an extension; undefined while it is not known. */
  readonly get = (extension: string): Readonly<PresenceEntry> | undefined => this.#state.entries.get(extension);

  /** Everybody's presence. */
  readonly getSnapshot = (): PresenceMap => (this.#state.snapshot ??= mapOf(this.#state.entries));

  /** What a server renders, and a page while it takes that over: nobody, always the same object. */
  readonly getServerSnapshot = (): PresenceMap => NOBODY;

  /**
   * Calls back when anything changes, or when one extension does. Returns the function that ends it.
   */
  readonly subscribe: {
    (listener: () => void): () => void;
    (extension: string, listener: () => void): () => void;
  } = (first: string | (() => void), second?: () => void): (() => void) => {
    const { all, rows } = this.#state;
    if (typeof first === 'function') return add(all, first);
    if (!second) return () => {};
    let listeners = rows.get(first);
    if (!listeners) rows.set(first, (listeners = new Set()));
    const end = add(listeners, second);
    return () => {
      end();
      // The next one for this extension begins a set of its own.
      if (listeners.size === 0 && rows.get(first) === listeners) rows.delete(first);
    };
  };
}

/** Without a prototype, `__proto__` is a name like any other. */
function mapOf(entries: Iterable<[string, Readonly<PresenceEntry>]>): PresenceMap {
  const map = Object.create(null) as Record<string, Readonly<PresenceEntry>>;
  for (const [extension, entry] of entries) map[extension] = entry;
  return Object.freeze(map);
}

/** Each subscription is its own, even of the same function; once ended, it is not called by a round under way. */
function add(set: Set<() => void>, listener: () => void): () => void {
  const own = (): void => {
    if (set.has(own)) listener();
  };
  set.add(own);
  return () => void set.delete(own);
}
