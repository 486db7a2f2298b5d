import { Listeners } from '../listeners.js';

/**
 * How long something stays after its last user has gone: StrictMode mounts, unmounts and mounts again at once, and a
 * route change unmounts one page before it mounts the next.
 */
export const LINGER_MS = 100;

/**
 * Something that is there while anybody uses it, and a moment longer.
 *
 * ```text
 *          hold()                last release
 *   idle ─────────▶ in use ─────────────────────▶ lingering
 *    ▲  begin()       ▲                              │  │
 *    │                └──────────── hold() ──────────┘  │
 *    └──────────────────── LINGER_MS, end() ────────────┘
 * ```
 */
export class Shared {
  readonly #begin: () => () => void;
  #users = 0;
  #end: (() => void) | null = null;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /** `begin` makes it be there and returns what ends it. */
  constructor(begin: () => () => void) {
    this.#begin = begin;
  }

  /** It is there, in use or lingering. */
  get active(): boolean {
    return this.#end !== null;
  }

  /** One more user; returns the function that says that it has gone. */
  readonly hold = (): (() => void) => {
    this.#users += 1;
    clearTimeout(this.#lingering);
    if (!this.#end) {
      // Before it begins: what it does may ask whether it is there.
      this.#end = nothing;
      this.#end = this.#begin();
    }
    let holding = true;
    return () => {
      if (!holding) return;
      holding = false;
      this.#users -= 1;
      if (this.#users === 0) this.#lingering = setTimeout(() => this.#finish(), LINGER_MS);
    };
  };

  #finish(): void {
    const end = this.#end;
    this.#end = null;
    end?.();
  }
}

export function nothing(): void {}

/** A store as React reads it. */
export interface Store<T> {
  subscribe(listener: () => void): () => void;
  getSnapshot(): T;
}

/** How one subscribes to a store: it is in use for as long as one of `listeners` is there. */
export function subscription(listeners: Audience, shared: Shared): Store<unknown>['subscribe'] {
  return (listener) => {
    const remove = listeners.add(listener);
    const release = shared.hold();
    return () => {
      remove();
      release();
    };
  };
}

/** Listeners of a store, each its own even if the same function comes twice; one that has gone is not called any more. */
export class Audience {
  readonly #all = new Listeners<{ told: [] }>();

  add(listener: () => void): () => void {
    return this.#all.on('told', () => listener());
  }

  tell(): void {
    this.#all.emit('told');
  }
}
