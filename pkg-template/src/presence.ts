import type { PresenceEntry } from './model.js';
import type { PresenceState } from './presence-state.js';

/** Everybody's presence by extension. Has no prototype: what is not in it is undefined, whatever its name. */
export type PresenceMap = Readonly<Record<string, Readonly<PresenceEntry>>>;

/** `[extension, entry]`, or `[extension]` when it is gone. @internal */
export type PresenceDelta = [extension: string, entry?: PresenceEntry];

const NOBODY = mapOf([]);

/**
 * Who is present, as the realtime connection knows it. Everything is synchronous and comes from immutable snapshots:
 * the same object comes back until something changes.
 *
 * What is read is always the newest. Listeners are told of a first change at once, and of those that follow it within
 * 16 ms together: each listener once, however many there were.
 */
export class PresenceStore {
  readonly #state: PresenceState;

  /** @internal */
  constructor(state: PresenceState) {
    this.#state = state;
    state.snapshot = NOBODY;
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
    const [extension, listener] = typeof first === 'function' ? ['', first] : [first, second];
    // Each subscription is its own, even of the same function.
    return listener ? this.#state.listeners.on(extension, () => listener()) : () => {};
  };
}

/** Without a prototype, `__proto__` is a name like any other. */
function mapOf(entries: Iterable<[string, Readonly<PresenceEntry>]>): PresenceMap {
  const map = Object.create(null) as Record<string, Readonly<PresenceEntry>>;
  for (const [extension, entry] of entries) map[extension] = entry;
  return Object.freeze(map);
}
