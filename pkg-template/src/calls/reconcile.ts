import type { ActiveCall } from '../model.js';

/** How long after a failure, or after a sign that something was missed, the server is asked again, in milliseconds. */
const AGAIN_MS = 10_000;

/** What the board gives. */
export interface ReconcileHost {
  /** Whether there is a realtime connection: without one nobody tells what happens after the answer. */
  isOpen(): boolean;
  ask(): Promise<{ calls: ActiveCall[] }>;
  /** How much has been heard; what is heard later is newer than the answer. */
  mark(): number;
  apply(calls: ActiveCall[], mark: number): void;
}

/** Asks for the active calls when events may have been missed; one question at a time. */
export class Reconcile {
  readonly #host: ReconcileHost;
  #asking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  /** Counts the connections: an answer from before a new one is too old. */
  #generation = 0;

  constructor(host: ReconcileHost) {
    this.#host = host;
  }

  /** A connection was opened. */
  opened(): void {
    this.#generation += 1;
    void this.#ask();
  }

  /** Something was missed: asks in a while. */
  soon(): void {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, AGAIN_MS);
    (this.#timer as { unref?: () => void }).unref?.();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#stopped || !this.#host.isOpen()) return;
    this.#asking = true;
    const generation = this.#generation;
    const mark = this.#host.mark();
    let again = false;
    try {
      const { calls } = await this.#host.ask();
      const isCurrent = generation === this.#generation && this.#host.isOpen();
      if (!this.#stopped && isCurrent && Array.isArray(calls)) this.#host.apply(calls, mark);
    } catch (error) {
      // Who may not see the calls is not told them the next time either.
      again = (error as { retryable?: boolean }).retryable === true;
    }
    this.#asking = false;
    if (generation !== this.#generation) void this.#ask();
    else if (again) this.soon();
  }
}
