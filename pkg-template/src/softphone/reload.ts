import type { CallRecord } from './call-record.js';
import type { Core } from './core.js';
import type { CoreDialogRecord } from './core-events.js';
import { Leaving } from './leaving.js';
import { Recovery } from './recovery.js';
import type { SoftphoneOptions } from './types.js';

/** Calls from before a reload that nobody asks for so long after registering are ended. */
const PATIENCE_MS = 10_000;

/** Answered, and not over. */
const ESTABLISHED = ['active', 'held', 'reconnecting'];

/** What going over a reload asks of the phone. */
export interface ReloadHost {
  core(): Core | null;
  /** The calls that are there. */
  records(): Iterable<CallRecord>;
  place(kept: CoreDialogRecord): Promise<CallRecord>;
  warn(code: string, message: string): void;
}

/**
 * Calls over a reload of the page: kept when it goes, taken up again when it is asked for, ended when it is not.
 *
 * ```text
 *   page goes ──► reloaded, or it may be ──► kept ──► recover() ──► up again, or BYE
 *       └──► hung up                          └──► nobody asks for 10 s ──► BYE
 * ```
 */
export class Reload {
  /** This phone's name for the server; the one of before the reload, so that its binding takes the place of the old one. */
  readonly instanceId: string;
  readonly #host: ReloadHost;
  readonly #mode: 'reload' | 'always' | 'off';
  readonly #recovery: Recovery;
  readonly #leaving: Leaving;
  #abandoning: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SoftphoneOptions, host: ReloadHost) {
    this.#host = host;
    this.#mode = options.recovery ?? 'reload';
    this.#recovery = new Recovery(options, (cause) =>
      host.warn('storage_unavailable', `Calls cannot wait for a reload: ${String(cause)}`),
    );
    this.instanceId = this.#recovery.peek()?.instanceId ?? `urn:uuid:${crypto.randomUUID()}`;
    this.#leaving = new Leaving((reloaded) => this.#leave(reloaded));
  }

  /** The phone is registered: the far ends of calls that nobody asks for shall not wait for ever. */
  registered(): void {
    clearTimeout(this.#abandoning);
    if (!this.#recovery.peek()) return;
    this.#abandoning = setTimeout(() => {
      for (const kept of this.#recovery.take()) {
        this.#host.place(kept).then(
          (record) => this.#host.core()?.hangup(record.number),
          () => undefined,
        );
      }
    }, PATIENCE_MS);
  }

  /** The calls that are up again. */
  async recover(): Promise<CallRecord[]> {
    clearTimeout(this.#abandoning);
    const recovered = await Promise.all(this.#recovery.take().map((kept) => this.#recover(kept)));
    return recovered.filter((record) => record !== null);
  }

  stop(): void {
    clearTimeout(this.#abandoning);
    this.#leaving.stop();
  }

  async #recover(kept: CoreDialogRecord): Promise<CallRecord | null> {
    try {
      const record = await this.#host.place(kept);
      await record.until('recover', (now) => ESTABLISHED.includes(now.state));
      return record;
    } catch {
      // The call's own end says why, and its far end was told.
      return null;
    }
  }

  #leave(reloaded: boolean): void {
    const core = this.#host.core();
    if (!core) return;
    const waits = this.#mode === 'always' || (this.#mode === 'reload' && reloaded);
    const kept = waits ? (core.recovery() as CoreDialogRecord[]) : [];
    if (kept.length === 0 || !this.#recovery.save(this.instanceId, kept)) return void core.stop();
    // What is not answered yet cannot wait. The registration stays: the page that comes back renews it.
    for (const record of this.#host.records()) {
      if (record.snapshot.answeredAt === null) void core.hangup(record.number);
    }
  }
}
