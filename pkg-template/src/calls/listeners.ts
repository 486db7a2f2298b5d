/** Listeners of everything, and of what one key leads to. */
export class KeyedListeners<T> {
  readonly #all = new Set<() => void>();
  readonly #byKey = new Map<string, { last: T; listeners: Set<() => void> }>();
  readonly #get: (key: string) => T;

  constructor(get: (key: string) => T) {
    this.#get = get;
  }

  /** Each subscription is its own, even of the same function. */
  add(key: string | null, listener: () => void): () => void {
    const own = (): void => listener();
    if (key === null) {
      this.#all.add(own);
      return () => void this.#all.delete(own);
    }
    let slot = this.#byKey.get(key);
    if (!slot) this.#byKey.set(key, (slot = { last: this.#get(key), listeners: new Set() }));
    const { listeners } = slot;
    listeners.add(own);
    return () => {
      if (listeners.delete(own) && listeners.size === 0 && this.#byKey.get(key)?.listeners === listeners) this.#byKey.delete(key);
    };
  }

  /** Something changed, and what these keys lead to may have. */
  tell(keys: Iterable<string>): void {
    const due: (() => void)[] = [];
    for (const key of keys) {
      const slot = this.#byKey.get(key);
      if (!slot) continue;
      const now = this.#get(key);
      if (now === slot.last) continue;
      slot.last = now;
      due.push(...slot.listeners);
    }
    for (const listener of [...due, ...this.#all]) guarded(listener);
  }

  clear(): void {
    this.#all.clear();
    this.#byKey.clear();
  }
}

/** What a listener throws is reported as uncaught and stops nobody else. */
function guarded(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
