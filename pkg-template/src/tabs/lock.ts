/** What a {@link TabLock} tells. */
export interface LockEvents {
  granted(): void;
  /** It was held, and another tab has taken it. */
  robbed(): void;
  /** The browser gives this page no locks. */
  refused(): void;
}

/**
 * One lock of the origin: asked for, held, given back. The browser gives it back by itself when the page is closed,
 * reloaded or crashes, and hands it to whoever has waited longest.
 */
export class TabLock {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #events: LockEvents;
  #request: { readonly waiting: AbortController; release?: () => void } | undefined;

  constructor(locks: LockManager, name: string, events: LockEvents) {
    this.#locks = locks;
    this.#name = name;
    this.#events = events;
  }

  /** Waits for the lock; with `steal` it is taken from whoever has it, and nobody is waited for. */
  want(steal = false): void {
    this.letGo();
    const waiting = new AbortController();
    const request: { readonly waiting: AbortController; release?: () => void } = { waiting };
    this.#request = request;
    const options = steal ? { steal } : { signal: waiting.signal };
    this.#locks
      .request(this.#name, options, () => {
        if (this.#request !== request) return undefined;
        return new Promise<void>((release) => {
          request.release = release;
          this.#events.granted();
        });
      })
      .catch((error: unknown) => {
        // What was withdrawn is rejected too.
        if (this.#request !== request) return;
        this.#request = undefined;
        if ((error as Error)?.name === 'AbortError') this.#events.robbed();
        else this.#events.refused();
      });
  }

  /** Gives it back, or waits for it no longer. */
  letGo(): void {
    const request = this.#request;
    this.#request = undefined;
    request?.waiting.abort();
    request?.release?.();
  }

  /**
   * Whether it is still held, by a question to the browser: the answer comes after the news of a theft that was before
   * the question.
   */
  async confirm(): Promise<boolean> {
    const request = this.#request;
    if (!request?.release) return false;
    await this.#locks.query().catch(() => undefined);
    return this.#request === request;
  }
}
