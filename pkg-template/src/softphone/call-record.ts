import type { VoIPError } from '../base.js';
import { errorFrom } from '../errors.js';
import type {
  CoreCallEvent,
  CoreCallView,
  CoreFactsEvent,
  CoreGatheredEvent,
  CoreIdentity,
  CoreMediaEvent,
} from './core-events.js';
import { Listeners } from '../listeners.js';
import type { CallEndReason, CallSnapshot, CallState, CallTimings, Diversion, RemoteParty, TransferProgress } from './types.js';

/** The events of one call. */
export type CallEvents = {
  /** Its state changed: now, before. */
  stateChanged: [state: CallState, previous: CallState];
  /** Anything about it changed. */
  changed: [snapshot: CallSnapshot];
  /** It is over. */
  ended: [reason: CallEndReason];
  /** Something about it went wrong: the microphone was refused, a hold was. */
  error: [error: VoIPError];
  /** The far end sent a digit by SIP INFO; those that it sends by RTP browsers do not tell. */
  dtmf: [digit: string];
  /** It was sent elsewhere (`redirects: 'ask'`): `followRedirect` tries one of these targets, within 30 seconds. */
  redirected: [targets: readonly string[]];
  /** A transfer of it got further. */
  transfer: [progress: TransferProgress];
};

const NO_TIMINGS: CallTimings = Object.freeze({
  toInviteMs: null,
  toRingingMs: null,
  toActiveMs: null,
  toMediaMs: null,
  gatheringMs: null,
  iceReason: null,
});

const NOBODY: readonly string[] = Object.freeze([]);

/** Why a waiting command has to give up. */
interface Failure {
  operation: string;
  error: VoIPError;
}

type Waiter = (failure: Failure | null) => void;

/**
 * What is known of one call: the core's view of it and what only the browser knows. Replaces its immutable snapshot
 * when something changes and answers those who wait for something to become true.
 */
export class CallRecord {
  readonly listeners = new Listeners<CallEvents>();
  /** Why the media failed, until a command or an event has told it. */
  failure: VoIPError | null = null;
  #view: CoreCallView;
  #muted = false;
  #mergedWith: readonly string[] = NOBODY;
  #mediaLost = false;
  /** The tab that had it is gone, and this call has not been taken up again yet. */
  #adrift = false;
  #signallingLost = false;
  #timings = NO_TIMINGS;
  #countFrom: number;
  #waiters = new Set<Waiter>();
  #snapshot: CallSnapshot;

  constructor(view: CoreCallView, countFrom: number) {
    this.#view = view;
    this.#countFrom = countFrom;
    this.#snapshot = this.#take();
  }

  get number(): number {
    return this.#view.id;
  }

  /** Where the call is sent, until that is decided. */
  get redirectTargets(): readonly string[] {
    return this.#view.redirectTargets ?? [];
  }

  /** What the far end asks for and nobody has decided yet. */
  get asked(): CoreCallView['refer'] {
    return this.#view.refer;
  }

  get snapshot(): CallSnapshot {
    return this.#snapshot;
  }

  /** What the core has said last. */
  get view(): CoreCallView {
    return this.#view;
  }

  get isAdrift(): boolean {
    return this.#adrift;
  }

  /** What another tab has to know of it, and what it told. */
  get facts(): CoreFactsEvent {
    const { muted, mergedWith } = this.#snapshot;
    return { type: 'facts', id: this.number, muted, mergedWith, mediaLost: this.#mediaLost, adrift: this.#adrift };
  }

  applyFacts({ muted, mergedWith, mediaLost, adrift }: Partial<CoreFactsEvent>): boolean {
    if (muted !== undefined) this.#muted = muted;
    if (mergedWith) this.#mergedWith = mergedWith.length === 0 ? NOBODY : Object.freeze([...mergedWith]);
    if (mediaLost !== undefined) this.#mediaLost = mediaLost;
    // What rings is not waited for.
    if (adrift !== undefined) this.#adrift = adrift && this.#view.answeredAt !== undefined;
    return this.#renew();
  }

  get isEnded(): boolean {
    return this.#snapshot.state === 'ended';
  }

  /** Times count from now: an incoming call is being answered. */
  countFromNow(): void {
    this.#countFrom = Date.now();
  }

  setSignallingLost(lost: boolean): boolean {
    this.#signallingLost = lost;
    return this.#renew();
  }

  /** Takes the core's news; true when the snapshot was replaced. */
  applyCall(event: CoreCallEvent): boolean {
    if (event.view) this.#view = event.view;
    const { phase, direction, invitedAt, answeredAt } = this.#view;
    if (phase === 'active' || phase === 'ended') this.#adrift = false;
    if (direction === 'outbound') {
      if (invitedAt !== undefined) this.#time('toInviteMs', invitedAt);
      if (phase === 'ringing' || phase === 'early') this.#time('toRingingMs', Date.now());
    }
    if (answeredAt !== undefined) this.#time('toActiveMs', answeredAt);
    return this.#renew();
  }

  applyMedia(event: CoreMediaEvent): boolean {
    if (event.state === 'connected') this.#time('toMediaMs', Date.now());
    if (event.state !== 'lateCandidates') this.#mediaLost = event.state !== 'connected';
    return this.#renew();
  }

  applyGathered(event: CoreGatheredEvent): boolean {
    // Of the first offer or answer; what a hold gathers is no part of setting up.
    if (this.#timings.iceReason === null) {
      this.#timings = Object.freeze({ ...this.#timings, iceReason: event.reason, gatheringMs: Math.round(event.ms) });
    }
    return this.#renew();
  }

  /** Ends the call on this side alone: the phone was disposed of, or there is nothing left to go on with. */
  abandon(cause: 'transport_lost' | 'dialog_lost' = 'transport_lost'): boolean {
    if (this.isEnded) return false;
    const end = { cause, statusCode: 0, reasonPhrase: '', by: 'system' } as const;
    this.#view = { ...this.#view, phase: 'ended', endedAt: Date.now(), end };
    return this.#renew();
  }

  /** An operation failed, or media did: whoever waits for it is told. */
  fail(operation: string, error: VoIPError): void {
    for (const waiter of [...this.#waiters]) waiter({ operation, error });
  }

  /** Resolves when `reached` is true; rejects when `operation` fails or the call ends first. */
  until(operation: string, reached: (snapshot: CallSnapshot) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = (failure) => {
        if (failure && failure.operation !== operation) return;
        const outcome = failure?.error ?? (this.isEnded && !reached(this.#snapshot) ? this.#endedError() : null);
        if (!outcome && !reached(this.#snapshot)) return;
        this.#waiters.delete(waiter);
        if (outcome) reject(outcome);
        else resolve();
      };
      this.#waiters.add(waiter);
      waiter(null);
    });
  }

  #endedError(): VoIPError {
    return this.failure ?? errorFrom({ kind: 'phone', code: 'call_ended' });
  }

  #time(name: keyof CallTimings, at: number): void {
    if (this.#timings[name] === null) {
      this.#timings = Object.freeze({ ...this.#timings, [name]: Math.max(0, Math.round(at - this.#countFrom)) });
    }
  }

  #renew(): boolean {
    const next = this.#take();
    const changed = !same(this.#snapshot, next);
    if (changed) this.#snapshot = next;
    for (const waiter of [...this.#waiters]) waiter(null);
    return changed;
  }

  #state(): CallState {
    const { phase, held, answeredAt } = this.#view;
    if (this.#adrift && phase !== 'ended' && answeredAt !== undefined) return 'reconnecting';
    if (phase !== 'active') return phase;
    if (this.#mediaLost || this.#signallingLost) return 'reconnecting';
    return held ? 'held' : 'active';
  }

  #take(): CallSnapshot {
    const view = this.#view;
    const before = this.#snapshot as CallSnapshot | undefined;
    const remote = Object.freeze(partyOf(view.remote));
    const { displayName, user, uri } = remote;
    return Object.freeze({
      id: `call-${view.id}`,
      sipCallId: view.sipCallId,
      callUuid: view.callUuid ?? null,
      direction: view.direction,
      remoteIdentity: displayName || user || uri,
      remote: before && same(before.remote, remote) ? before.remote : remote,
      state: this.#state(),
      held: view.held,
      remoteHeld: view.remoteHeld,
      muted: this.#muted,
      mergedWith: view.phase === 'ended' ? NOBODY : this.#mergedWith,
      autoAnswerSec: view.autoAnswerSec ?? null,
      divertedBy: before?.divertedBy ?? diversionsOf(view),
      progress: before && sameOrNull(before.progress, view.progress) ? before.progress : frozen(view.progress),
      transfer: before && sameOrNull(before.transfer, view.transfer) ? before.transfer : frozen(view.transfer as TransferProgress),
      recovered: view.recovered ?? false,
      startedAt: before?.startedAt ?? new Date(view.startedAt),
      answeredAt: before?.answeredAt ?? date(view.answeredAt),
      endedAt: before?.endedAt ?? date(view.endedAt),
      endReason: before?.endReason ?? reasonOf(view.end),
      timings: this.#timings,
    });
  }
}

/** The other party as applications see it. */
export function partyOf({ displayName, user, uri, assertedIdentity }: CoreIdentity): RemoteParty {
  return { displayName: displayName ?? null, user, uri, assertedIdentity: assertedIdentity ?? null };
}

function diversionsOf({ divertedBy = [] }: CoreCallView): readonly Diversion[] {
  return Object.freeze(divertedBy.map((one) => Object.freeze({ ...partyOf(one), reason: one.reason ?? null })));
}

function reasonOf(end: CoreCallView['end']): CallEndReason | null {
  if (!end) return null;
  const reasons = (end.reasons ?? []).map(({ protocol, cause = null, text = null }) => Object.freeze({ protocol, cause, text }));
  return Object.freeze({ ...end, reasons: Object.freeze(reasons) }) as CallEndReason;
}

function frozen<T extends object>(given: T | undefined): T | null {
  return given ? Object.freeze({ ...given }) : null;
}

function sameOrNull<T extends object>(before: T | null, now: object | undefined): boolean {
  return before && now ? same(before, now as T) : !before && !now;
}

function date(ms: number | undefined): Date | null {
  return ms === undefined ? null : new Date(ms);
}

function same<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
