/** The part of the browser's locks that is used. */
interface Locks {
  request(name: string, options: { signal?: AbortSignal }, held: () => unknown): Promise<unknown>;
}

const nameOf = (id: string): string => `voip-sdk-tab-${id}`;

/**
 * Which tabs follow this one. Each holds a lock of its own, which the browser gives to who waits for it when that tab is
 * gone, by whatever way: so one that has crashed does not count.
 */
export class Followers {
  readonly #waits = new Map<string, AbortController>();
  #presence: (() => void) | undefined;

  get some(): boolean {
    return this.#waits.size > 0;
  }

  /** This tab follows: it shows that it is there, until the page is gone. Settles when that can be seen. */
  present(id: string): Promise<void> {
    if (this.#presence) return Promise.resolve();
    return new Promise((seen) => {
      const here = new Promise<void>((resolve) => {
        this.#presence = resolve;
      });
      const held = (): Promise<void> => {
        seen();
        return here;
      };
      // Without it this tab is not counted, and is one that follows all the same.
      Promise.resolve(this.#locks?.request(nameOf(id), {}, held)).catch(() => seen());
    });
  }

  add(id: string): void {
    if (this.#waits.has(id)) return;
    const wait = new AbortController();
    this.#waits.set(id, wait);
    this.#locks
      ?.request(nameOf(id), { signal: wait.signal }, () => {
        if (this.#waits.get(id) === wait) this.#waits.delete(id);
      })
      .catch(() => undefined);
  }

  remove(id: string): void {
    this.#waits.get(id)?.abort();
    this.#waits.delete(id);
  }

  clear(): void {
    for (const id of [...this.#waits.keys()]) this.remove(id);
    this.#presence?.();
    this.#presence = undefined;
  }

  get #locks(): Locks | undefined {
    return (navigator as unknown as { locks?: Locks }).locks;
  }
}
