/** How long before the page goes the wish for a reload may have been seen: the user may be asked first. */
const FRESH_MS = 5000;

/** The part of a host that has pages. */
interface Page {
  addEventListener?(name: string, listener: (event: never) => void, capture?: boolean): void;
  removeEventListener?(name: string, listener: (event: never) => void, capture?: boolean): void;
  navigation?: {
    addEventListener(name: 'navigate', listener: (event: { navigationType: string }) => void): void;
    removeEventListener(name: 'navigate', listener: (event: { navigationType: string }) => void): void;
  };
}

/**
 * Tells when the page goes away for good, and whether it is known to be reloaded: by a script (the Navigation API says
 * so) or by the keyboard. The browser's own button for it cannot be told from closing the page.
 */
export class Leaving {
  readonly #page = globalThis as unknown as Page;
  readonly #told: (reloaded: boolean) => void;
  #reloadAt = -Infinity;

  constructor(told: (reloaded: boolean) => void) {
    this.#told = told;
    this.#page.addEventListener?.('pagehide', this.#onHide);
    this.#page.addEventListener?.('keydown', this.#onKey, true);
    this.#page.navigation?.addEventListener('navigate', this.#onNavigate);
  }

  stop(): void {
    this.#page.removeEventListener?.('pagehide', this.#onHide);
    this.#page.removeEventListener?.('keydown', this.#onKey, true);
    this.#page.navigation?.removeEventListener('navigate', this.#onNavigate);
  }

  readonly #onHide = (event: { persisted: boolean }): void => {
    // A persisted page comes back by `pageshow` with everything in it.
    if (!event.persisted) this.#told(Date.now() - this.#reloadAt < FRESH_MS);
  };

  readonly #onKey = (event: { key: string; ctrlKey: boolean; metaKey: boolean }): void => {
    const { key, ctrlKey, metaKey } = event;
    if (key === 'F5' || ((ctrlKey || metaKey) && /^r$/i.test(key))) this.#reloadAt = Date.now();
  };

  readonly #onNavigate = (event: { navigationType: string }): void => {
    this.#reloadAt = event.navigationType === 'reload' ? Date.now() : -Infinity;
  };
}
