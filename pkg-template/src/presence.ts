import type { PresenceEntry } from './model.js';

/** Everybody's presence by extension. */
export type PresenceMap = Readonly<Record<string, Readonly<PresenceEntry>>>;

/** `[extension, entry]`, or `[extension]` when it is gone. @internal */
export type PresenceDelta = [extension: string, entry?: PresenceEntry];

const NOBODY: PresenceMap = Object.freeze({});

/**
 * Who is present, as the realtime connection knows it. Everything is synchronous and comes from immutable snapshots:
 * the same object comes back until something changes.
 */
export class PresenceStore {
  #map: PresenceMap = NOBODY;
  readonly #all = new Set<() => void>();
  readonly #one = new Map<string, Set<() => void>>();

  /** @internal */
  constructor(connect: (apply: (deltas: PresenceDelta[]) => void) => void) {
    connect((deltas) => this.#apply(deltas));
  }

  /** Presence of an extension; undefined while it is not known. */
  readonly get = (extension: string): Readonly<PresenceEntry> | undefined => this.#map[extension];

  /** Everybody's presence. */
  readonly getSnapshot = (): PresenceMap => this.#map;

  /**
   * Calls back when anything changes, or when one extension does. Returns the function that ends it.
   */
  readonly subscribe: {
    (listener: () => void): () => void;
    (extension: string, listener: () => void): () => void;
  } = (first: string | (() => void), second?: () => void): (() => void) => {
    if (typeof first === 'function') return add(this.#all, first);
    if (!second) return () => {};
    let listeners = this.#one.get(first);
    if (!listeners) this.#one.set(first, (listeners = new Set()));
    return add(listeners, second);
  };

  #apply(deltas: PresenceDelta[]): void {
    const next: Record<string, Readonly<PresenceEntry>> = { ...this.#map };
    for (const [extension, entry] of deltas) {
      if (entry) next[extension] = Object.freeze(entry);
      else delete next[extension];
    }
    this.#map = Object.freeze(next);
    for (const [extension] of deltas) for (const listener of [...(this.#one.get(extension) ?? [])]) guarded(listener);
    for (const listener of [...this.#all]) guarded(listener);
  }
}

/** Each subscription is its own, even of the same function. */
function add(set: Set<() => void>, listener: () => void): () => void {
  const own = (): void => listener();
  set.add(own);
  return () => void set.delete(own);
}

/** Calls a listener; what it throws is reported as uncaught and stops nobody else. @internal */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
