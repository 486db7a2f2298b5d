/** The part of the browser's locks that is used. */
interface Locks {
  request(name: string, options: { signal?: AbortSignal }, held: () => unknown): Promise<unknown>;
}

interface Follower {
  away: boolean;
  readonly wait: AbortController;
}

const nameOf = (id: string): string => `voip-sdk-tab-${id}`;

/**
 * Which tabs follow this one. Each holds a lock of its own, which the browser gives to who waits for it when that tab is
 * gone, by whatever way: so one that has crashed does not count.
 */
export class Followers {
  readonly #tabs = new Map<string, Follower>();
  readonly #gone: (id: string) => void;
  #presence: (() => void) | undefined;

  /** `gone` is called when a tab is not there any more; of one that said good-bye too, once it really is not. */
  constructor(gone: (id: string) => void) {
    this.#gone = gone;
  }

  /** Whether one of them could lead. */
  get some(): boolean {
    return [...this.#tabs.values()].some(({ away }) => !away);
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
    const known = this.#tabs.get(id);
    if (known) {
      known.away = false;
      return;
    }
    const tab: Follower = { away: false, wait: new AbortController() };
    this.#tabs.set(id, tab);
    this.#locks
      ?.request(nameOf(id), { signal: tab.wait.signal }, () => {
        if (this.#tabs.get(id) !== tab) return;
        this.#tabs.delete(id);
        this.#gone(id);
      })
      .catch(() => undefined);
  }

  /** It said good-bye; one that is frozen comes back. */
  away(id: string): void {
    const tab = this.#tabs.get(id);
    if (tab) tab.away = true;
  }

  clear(): void {
    for (const { wait } of this.#tabs.values()) wait.abort();
    this.#tabs.clear();
    this.#presence?.();
    this.#presence = undefined;
  }

  get #locks(): Locks | undefined {
    return (navigator as unknown as { locks?: Locks }).locks;
  }
}
