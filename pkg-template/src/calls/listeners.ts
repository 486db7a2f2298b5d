import { guarded } from '../listeners.js';

/** Of much that comes those who listen to everything are told once in this time, in milliseconds. */
const TOGETHER_MS = 50;

/** Listeners of everything, and of what one key leads to. */
export class KeyedListeners<T> {
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #toldAt = -Infinity;
  readonly #all = new Set<() => void>();
  readonly #byKey = new Map<string, { last: T; listeners: Set<() => void> }>();
  readonly #get: (key: string) => T;

  constructor(get: (key: string) => T) {
    this.#get = get;
  }

  /** Each subscription is its own, even of the same function. */
  add(key: string | null, listener: () => void): () => void {
    // One that has been ended is not called any more, also not by a round under way.
    const own = (): void => {
      if (listeners.has(own)) listener();
    };
    let listeners = this.#all;
    if (key === null) {
      this.#all.add(own);
      return () => void this.#all.delete(own);
    }
    let slot = this.#byKey.get(key);
    if (!slot) this.#byKey.set(key, (slot = { last: this.#get(key), listeners: new Set() }));
    listeners = slot.listeners;
    listeners.add(own);
    return () => {
      if (listeners.delete(own) && listeners.size === 0 && this.#byKey.get(key)?.listeners === listeners) this.#byKey.delete(key);
    };
  }

  /**
   * Something changed, and what these keys lead to may have. Who listens to everything hears of it at once, or in a
   * while when there is much (`isMuch`): a list of thousands is not to be made anew for each event of a flood.
   */
  tell(keys: Iterable<string>, isMuch: boolean): void {
    const due: (() => void)[] = [];
    for (const key of keys) {
      const slot = this.#byKey.get(key);
      if (!slot) continue;
      const now = this.#get(key);
      if (now === slot.last) continue;
      slot.last = now;
      due.push(...slot.listeners);
    }
    for (const listener of due) guarded(listener);
    // The clock is looked at here and not left to the timer, because that of a hidden tab runs once a second at best.
    const wait = this.#toldAt + TOGETHER_MS - performance.now();
    if (!isMuch || wait <= 0) return this.#tellAll();
    this.#waiting ??= setTimeout(() => this.#tellAll(), wait);
  }

  #tellAll(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#toldAt = performance.now();
    for (const listener of [...this.#all]) guarded(listener);
  }

  clear(): void {
    clearTimeout(this.#waiting);
    this.#all.clear();
    for (const { listeners } of this.#byKey.values()) listeners.clear();
    this.#byKey.clear();
  }
}
