import type { CallRecord } from '../call-record.js';
import type { CoreCallEvent, CoreEvent } from '../core-events.js';
import type { Kept, LocalPhone } from '../local-phone.js';
import type { PhoneState } from '../phone-state.js';
import type { SoftphoneOptions } from '../types.js';

/** What taking up calls asks of the tab that it is in. */
export interface TakeOverHost {
  readonly options: SoftphoneOptions;
  readonly state: PhoneState;
  /** The phone, where it is in this tab. */
  local(): LocalPhone | null;
  /** This tab is the one that has the phone, or is to have it. */
  leads(): boolean;
  /** Other tabs have to know. */
  tell(events: CoreEvent[]): void;
}

const NOTHING: Kept = { dialogs: [], ringing: [] };
/** Seconds that calls wait for a phone that can take them up. */
const WAIT_SEC = 60;

/**
 * The calls that another tab had, on their way into the phone of this one.
 *
 * ```text
 *   kept ──inherit()──► due ──connected──► those that ring ──registered──► all of them ──taken──► the core has them
 *                        └──── no server takes the phone, or not in time ────► lost
 * ```
 */
export class TakeOver {
  /** What it takes to go on with the calls, as the tab that has them told it last. */
  kept = NOTHING;
  readonly #host: TakeOverHost;
  /** What of it has not been taken up yet. */
  #due = NOTHING;
  #isTakingUp = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** Of the calls that ring, those that the core of this tab was given. */
  readonly #rung = new Set<number>();
  /** Calls that were merged with one another. */
  #merged: (readonly [CallRecord, CallRecord])[] = [];

  constructor(host: TakeOverHost) {
    this.#host = host;
  }

  /** There are calls that need the microphone. */
  get speaks(): boolean {
    return this.#due.dialogs.length > 0;
  }

  /** The calls of the tab that is gone wait for being taken up; those that nothing is known of are over. */
  inherit(): void {
    const { book } = this.#host.state;
    this.#due = this.kept;
    this.#rung.clear();
    this.#isTakingUp = false;
    this.rest();
    const waitSec = this.#host.options.recoveryExpiresSec ?? WAIT_SEC;
    this.#waiting = setTimeout(() => this.#giveUp(), waitSec * 1000);
    this.#merged = book.records.flatMap((record) => {
      const other = book.records.find(({ snapshot }) => record.snapshot.mergedWith.includes(snapshot.id));
      return other && other.number < record.number ? [[other, record] as const] : [];
    });
    this.setAdrift([{ type: 'transport', state: 'connecting' }, { type: 'registration', state: 'unregistered' }]);
  }

  /** After these events the calls wait for a phone; those that nothing is kept of are over. */
  setAdrift(events: CoreEvent[]): void {
    const { state } = this.#host;
    const known = new Set([...this.kept.dialogs, ...this.kept.ringing].map(({ id }) => id));
    state.apply(events);
    state.change((deliveries) => state.book.setAdrift(deliveries, (record) => !known.has(record.number)));
  }

  /** The phone of this tab has told these news: what it was to take up it can take up now. */
  goOn(events: readonly CoreEvent[]): void {
    for (const event of events) {
      // Before it registers: as soon as it has, and before it is told so, a server may send the INVITE once more.
      if (event.type === 'transport' && event.state === 'connected') this.#ringOn();
      if (event.type !== 'registration') continue;
      if (event.state === 'registered') this.#takeUp();
      else if (event.state === 'failed' && event.retryAt === undefined) this.#giveUp();
    }
  }

  /** What another tab needs to go on with the calls: those of the core, and those that it has yet to take up. */
  now(): Kept {
    const now = this.#host.local()?.kept() ?? NOTHING;
    const there = new Set([...now.dialogs, ...now.ringing].map(({ id }) => id));
    const due = <One extends { id?: number }>(list: One[]): One[] => list.filter(({ id }) => !there.has(id));
    return { dialogs: [...now.dialogs, ...due(this.#due.dialogs)], ringing: [...now.ringing, ...due(this.#due.ringing)] };
  }

  /** Waits no longer for a phone. */
  rest(): void {
    clearTimeout(this.#waiting);
  }

  #ringOn(): void {
    const local = this.#host.local();
    if (!local) return;
    for (const rung of this.#due.ringing.filter(({ id }) => !this.#rung.has(id))) {
      this.#rung.add(rung.id);
      void this.#taken(local, rung.id, local.takeUp(rung));
    }
  }

  #takeUp(): void {
    const local = this.#host.local();
    if (!local || this.#isTakingUp) return;
    this.#isTakingUp = true;
    this.rest();
    const { dialogs } = this.#due;
    this.#ringOn();
    const recovered = dialogs.map((dialog) => {
      const record = dialog.id === undefined ? undefined : this.#host.state.book.get(dialog.id);
      if (record?.snapshot.muted) void local.mute(record.number, true);
      return this.#taken(local, dialog.id, local.recover(dialog));
    });
    if (dialogs.length > 0) void Promise.all(recovered).then(() => local.rest());
    for (const [one, other] of this.#merged.splice(0)) void this.#mergeAgain(local, one, other);
  }

  /** Until the core has it, another hand-over takes it along as it was. */
  async #taken(local: LocalPhone, id: number | undefined, taking: Promise<unknown>): Promise<void> {
    const taken = await taking.then(() => true, () => false);
    // This phone was handed over itself: that is not the call's end.
    if (this.#host.local() !== local) return;
    const others = <One extends { id?: number }>(list: One[]): One[] => list.filter((one) => one.id !== id);
    this.#due = { dialogs: others(this.#due.dialogs), ringing: others(this.#due.ringing) };
    if (!taken) this.#lose(id);
  }

  /** No server takes this phone: what waits for it would wait for ever. */
  #giveUp(): void {
    if (this.#isTakingUp || !this.#host.leads()) return;
    const { dialogs, ringing } = this.#due;
    this.#due = NOTHING;
    for (const { id } of [...dialogs, ...ringing]) this.#lose(id);
    this.#host.local()?.rest();
  }

  /** The mix was in the tab that is gone. Where this page may not make one, one of the calls waits on hold. */
  async #mergeAgain(local: LocalPhone, one: CallRecord, other: CallRecord): Promise<void> {
    try {
      await Promise.all([one, other].map((record) => record.until('recover', () => !record.isAdrift)));
      await local.merge(one.number, other.number);
    } catch {
      if (!one.isEnded && !other.isEnded) await local.hold(other.number).catch(() => undefined);
    }
  }

  /** A call cannot be gone on with. */
  #lose(id: number | undefined): void {
    const record = id === undefined ? undefined : this.#host.state.book.get(id);
    if (!record) return;
    const end = { cause: 'dialog_lost', statusCode: 0, reasonPhrase: '', by: 'system' } as const;
    const view = { ...record.view, phase: 'ended' as const, endedAt: Date.now(), end };
    const ended: CoreCallEvent = { type: 'call', event: 'ended', id: record.number, view };
    this.#host.tell([ended]);
    this.#host.state.apply([ended]);
  }
}
