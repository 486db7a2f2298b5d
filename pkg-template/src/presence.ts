import { guarded } from './listeners.js';
import type { PresenceEntry } from './model.js';

/** Everybody's presence by extension. Has no prototype: what is not in it is undefined, whatever its name. */
export type PresenceMap = Readonly<Record<string, Readonly<PresenceEntry>>>;

/** `[extension, entry]`, or `[extension]` when it is gone. @internal */
export type PresenceDelta = [extension: string, entry?: PresenceEntry];

const NOBODY = mapOf([]);

/** Listeners are called at most once in this time: one frame of a screen, in milliseconds. */
const FRAME_MS = 16;

/**
 * Who is present, as the realtime connection knows it. Everything is synchronous and comes from immutable snapshots:
 * the same object comes back until something changes.
 *
 * What is read is always the newest. Listeners are told of a first change at once, and of those that follow it within
 * 16 ms together: each listener once, however many there were.
 */
export class PresenceStore {
  readonly #entries = new Map<string, Readonly<PresenceEntry>>();
  /** Made when somebody asks, since a copy for each of many changes would cost more than everything else. */
  #snapshot: PresenceMap | undefined = NOBODY;
  readonly #all = new Set<() => void>();
  readonly #rows = new Map<string, Set<() => void>>();
  /** Extensions whose listeners are to be told. */
  readonly #changed = new Set<string>();
  #toldAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @internal */
  constructor(connect: (apply: (deltas: PresenceDelta[]) => void) => void) {
    connect((deltas) => this.#apply(deltas));
  }

  /** Presence of an extension; undefined while it is not known. */
  readonly get = (extension: string): Readonly<PresenceEntry> | undefined => this.#entries.get(extension);

  /** Everybody's presence. */
  readonly getSnapshot = (): PresenceMap => (this.#snapshot ??= mapOf(this.#entries));

  /** What a server renders, and a page while it takes that over: nobody, always the same object. */
  readonly getServerSnapshot = (): PresenceMap => NOBODY;

  /**
   * Calls back when anything changes, or when one extension does. Returns the function that ends it.
   */
  readonly subscribe: {
    (listener: () => void): () => void;
    (extension: string, listener: () => void): () => void;
  } = (first: string | (() => void), second?: () => void): (() => void) => {
    if (typeof first === 'function') return add(this.#all, first);
    if (!second) return () => {};
    let listeners = this.#rows.get(first);
    if (!listeners) this.#rows.set(first, (listeners = new Set()));
    const end = add(listeners, second);
    return () => {
      end();
      // The next one for this extension begins a set of its own.
      if (listeners.size === 0 && this.#rows.get(first) === listeners) this.#rows.delete(first);
    };
  };

  #apply(deltas: PresenceDelta[]): void {
    if (deltas.length === 0) return;
    for (const [extension, entry] of deltas) {
      if (entry) this.#entries.set(extension, Object.freeze(entry));
      else this.#entries.delete(extension);
      this.#changed.add(extension);
    }
    this.#snapshot = undefined;
    // The clock is looked at here and not left to the timer, because that of a hidden tab runs once a second at best.
    const wait = this.#toldAt + FRAME_MS - performance.now();
    if (wait <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), Math.ceil(wait));
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = performance.now();
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const extension of changed) {
      for (const listener of [...(this.#rows.get(extension) ?? [])]) guarded(listener);
    }
    for (const listener of [...this.#all]) guarded(listener);
  }
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
