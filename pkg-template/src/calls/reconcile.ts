import type { ActiveCall } from '../model.js';

/** How long after a failure, or after a sign that something was missed, the server is asked again, in milliseconds. */
const AGAIN_MS = 10_000;

/** What the board gives. */
export interface ReconcileHost {
  /** Whether there is a realtime connection: without one nobody tells what happens after the answer. */
  isOpen(): boolean;
  ask(): Promise<{ calls: ActiveCall[] }>;
  /** Whether a call has ended for the phone and not for the server. */
  isInDoubt(): boolean;
  /** How much has been heard; what is heard later is newer than the answer. */
  mark(): number;
  apply(calls: ActiveCall[], mark: number): void;
}

/** Asks for the active calls when events may have been missed; one question at a time. */
export class Reconcile {
  readonly #host: ReconcileHost;
  #asking: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isCertain = false;
  #stopped = false;
  /** Counts the connections: an answer from before a new one is too old. */
  #generation = 0;
  /** The connection for which the question was answered. */
  #answered = -1;

  constructor(host: ReconcileHost) {
    this.#host = host;
  }

  /** A connection was opened. */
  opened(): void {
    this.#generation += 1;
    void this.#ask();
  }

  /** What is asked for was meant for somebody else. */
  forget(): void {
    this.#generation += 1;
  }

  /**
   * Resolves when it is known which calls are up: at once where events tell it. `again` asks in any case, without a
   * connection too.
   */
  look(again: boolean): Promise<void> {
    const isKnown = this.#answered === this.#generation && this.#host.isOpen();
    return isKnown && !again ? Promise.resolve() : this.#ask(true);
  }

  /** Something was missed, or may have been: asks in a while, in the second case if it looks like that still. */
  soon(isCertain: boolean): void {
    if (this.#stopped) return;
    this.#isCertain ||= isCertain;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#isCertain || this.#host.isInDoubt()) void this.#ask();
      this.#isCertain = false;
    }, AGAIN_MS);
    (this.#timer as { unref?: () => void }).unref?.();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #ask(always = false): Promise<void> {
    if (this.#stopped || (!always && !this.#host.isOpen())) return Promise.resolve();
    return (this.#asking ??= this.#put());
  }

  async #put(): Promise<void> {
    const generation = this.#generation;
    const mark = this.#host.mark();
    const wasOpen = this.#host.isOpen();
    let again = false;
    try {
      const { calls } = await this.#host.ask();
      // What was asked during a connection that is lost now may be older than what comes with the next.
      const isCurrent = generation === this.#generation && this.#host.isOpen() === wasOpen;
      if (!this.#stopped && isCurrent && Array.isArray(calls)) {
        this.#host.apply(calls, mark);
        if (wasOpen) this.#answered = generation;
      }
    } catch (error) {
      // Who may not see the calls is not told them the next time either.
      again = (error as { retryable?: boolean }).retryable === true;
    }
    this.#asking = null;
    if (generation !== this.#generation) return this.#ask();
    if (again) this.soon(true);
  }
}
