/**
 * Whether any tab of this origin that announces the calls of a phone is seen by the user. Every tab that is seen holds a
 * lock: it goes with its tab, however that ends.
 */
export class Sight {
  readonly #changed: () => void;
  readonly #lock: string;
  readonly #channel: BroadcastChannel | null;
  #release: (() => void) | null = null;

  constructor(address: string, changed: () => void) {
    this.#lock = `cemscale-voip:seen:${address}`;
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(this.#lock);
    this.#changed = changed;
    document.addEventListener('visibilitychange', this.#onChange);
    this.#channel?.addEventListener('message', changed);
    this.#hold();
  }

  async isSeen(): Promise<boolean> {
    if (document.visibilityState === 'visible') return true;
    const locks = await navigator.locks?.query().catch(() => undefined);
    return locks?.held?.some(({ name }) => name === this.#lock) ?? false;
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#onChange);
    this.#channel?.close();
    this.#release?.();
    this.#release = null;
  }

  readonly #onChange = (): void => {
    this.#hold();
    this.#changed();
  };

  /** Takes the lock, which any number of tabs may have, or gives it back; then the others look again. */
  #hold(): void {
    if (document.visibilityState !== 'visible') {
      this.#release?.();
      this.#release = null;
      // The lock goes in a moment, and the message comes after it.
      void navigator.locks?.query().then(() => this.#channel?.postMessage(0), () => undefined);
      return;
    }
    if (this.#release || !navigator.locks) return;
    const held = new Promise<void>((resolve) => (this.#release = resolve));
    navigator.locks.request(this.#lock, { mode: 'shared' }, () => {
      this.#channel?.postMessage(0);
      return held;
    }).catch(() => undefined);
  }
}
