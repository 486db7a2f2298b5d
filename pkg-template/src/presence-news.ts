import type { PresenceDelta } from './presence.js';
import type { PresenceState } from './presence-state.js';

/** Listeners are called at most once in this time: one frame of a screen, in milliseconds. */
const FRAME_MS = 16;

/** What the server tells of presence, on its way into a `PresenceStore` and to those who listen to that. @internal */
export class PresenceNews {
  readonly #state: PresenceState;
  /** Extensions whose listeners are to be told. */
  readonly #changed = new Set<string>();
  #toldAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(state: PresenceState) {
    this.#state = state;
  }

  apply(deltas: PresenceDelta[]): void {
    if (deltas.length === 0) return;
    const { entries } = this.#state;
    for (const [extension, entry] of deltas) {
      if (entry) entries.set(extension, Object.freeze(entry));
      else entries.delete(extension);
      this.#changed.add(extension);
    }
    this.#state.snapshot = undefined;
    // The clock is looked at here and not left to the timer, because that of a hidden tab runs once a second at best.
    const wait = this.#toldAt + FRAME_MS - performance.now();
    if (wait <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), Math.ceil(wait));
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = performance.now();
    const { listeners } = this.#state;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const extension of changed) listeners.emit(extension);
    listeners.emit('');
  }
}
