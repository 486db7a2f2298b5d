import type { Call } from '../softphone/call.js';
import type { CallSnapshot } from '../softphone/types.js';
import type { Dialog, PhoneFacts } from './rule.js';
import type { ServerRecord } from './server-record.js';
import type { JoinedBy, JoinedCall, ServerCall } from './types.js';

/** So many dialogs of one call are remembered: a call that was recovered has another one. */
const MOST_DIALOGS = 8;

/** Ends of the phone's call after which the call itself surely goes on. */
const GOES_ON = ['transferred', 'replaced', 'answered_elsewhere'];

/** What the board has to know of a phone. */
export interface Line {
  readonly extension: string | null;
}

/** A call of the phone as the board remembers it. */
export class PhoneSide {
  readonly line: Line;
  readonly dialogs = new Map<string, Dialog>();
  /** With its commands, while it has not ended. */
  call: Call | null;
  snapshot: CallSnapshot;
  /** The number of the news by which it ended. */
  overAt: number | undefined;

  constructor(line: Line, call: Call | null, snapshot: CallSnapshot) {
    this.line = line;
    this.call = call;
    this.snapshot = snapshot;
    this.take(snapshot);
  }

  get isLive(): boolean {
    return this.snapshot.state !== 'ended';
  }

  get facts(): PhoneFacts {
    const { callUuid, direction, remote } = this.snapshot;
    return { callUuid, direction, remoteUser: remote.user, extension: this.line.extension, dialogs: this.dialogs };
  }

  take(snapshot: CallSnapshot): void {
    const { sipCallId, recovered, startedAt } = snapshot;
    // The first dialog began with the call; one that takes its place, by a recovery, some time between then and now.
    const isFirst = this.dialogs.size === 0 && !recovered;
    if (!this.dialogs.has(sipCallId) && this.dialogs.size < MOST_DIALOGS) {
      const from = startedAt.getTime();
      this.dialogs.set(sipCallId, { from, to: isFirst ? from : Date.now(), direction: isFirst ? snapshot.direction : null });
    }
    this.snapshot = snapshot;
  }
}

/** One entry of the board: a call of the phone, of the server, or both. */
export class Entry {
  readonly id: string;
  phone: PhoneSide | null = null;
  server: ServerRecord | null = null;
  joinedBy: JoinedBy | null = null;
  /** Ids of entries that turned out to be this one. */
  readonly aliases = new Set<string>();
  /** It is no longer on the board. */
  isGone = false;
  /** The id that the phone's call had by its header when it was looked at last. */
  header: string | null = null;
  /** When it was seen to be over. */
  overSince = 0;
  /** The server has said of the call that it goes on without the phone. */
  goesOn = false;
  /** Another entry stands for the server's call now. */
  isShadowed = false;
  #shown: JoinedCall | null = null;
  #isTold = false;

  constructor(id: string) {
    this.id = id;
  }

  get shown(): JoinedCall {
    return this.#shown ?? (this.#shown = this.#take());
  }

  get callUuid(): string | null {
    return this.phone?.snapshot.callUuid ?? this.server?.callUuid ?? null;
  }

  /** All that it is asked for by. */
  get keys(): string[] {
    const { id, aliases, phone, header, callUuid } = this;
    return [id, ...aliases, phone?.snapshot.id ?? id, header ?? id, callUuid ?? id];
  }

  /** Nothing is known of it by the server any more. */
  unlink(): void {
    this.server = null;
    this.joinedBy = null;
    this.goesOn = false;
    this.isShadowed = false;
  }

  /** True when what is shown was replaced, or is told for the first time: it may have been read before. */
  renew(): boolean {
    const next = this.#take();
    const before = this.#shown;
    const isNew = !this.#isTold;
    this.#isTold = true;
    if (before && (Object.keys(next) as (keyof JoinedCall)[]).every((key) => next[key] === before[key])) return isNew;
    this.#shown = next;
    return true;
  }

  #state(): JoinedCall['state'] {
    const { phone, server } = this;
    if (phone?.isLive) return phone.snapshot.state;
    if (!server) return 'ended';
    if (!phone) return server.call.state;
    const { call } = server;
    const cause = phone.snapshot.endReason?.cause ?? '';
    const goesOn = this.goesOn || call.parkedSlot !== null || GOES_ON.includes(cause);
    return goesOn && !this.isShadowed ? call.state : 'ended';
  }

  #take(): JoinedCall {
    const phone = this.phone?.snapshot ?? null;
    const server = this.server?.call ?? null;
    const state = this.#state();
    const startedAt = phone?.startedAt ?? server?.startedAt ?? null;
    const endedAt = state === 'ended' ? (phone?.endedAt ?? server?.endedAt ?? null) : null;
    const length = startedAt && endedAt ? Math.max(0, Math.floor((+endedAt - +startedAt) / 1000)) : null;
    const [calling, called] = phone ? this.#numbers(phone) : [null, null];
    return Object.freeze({
      id: this.id,
      callUuid: this.callUuid,
      sipCallId: phone?.sipCallId ?? null,
      direction: phone?.direction ?? server?.direction ?? null,
      state,
      remoteIdentity: phone?.remoteIdentity ?? nameOf(server),
      caller: server?.caller ?? calling,
      destination: server?.destination ?? called,
      held: this.phone?.isLive ? this.phone.snapshot.held : state === 'held',
      muted: this.phone?.isLive ? this.phone.snapshot.muted : false,
      startedAt,
      answeredAt: phone?.answeredAt ?? server?.answeredAt ?? null,
      endedAt,
      duration: state === 'ended' ? (server?.duration ?? length) : null,
      hangupCause: state === 'ended' ? (server?.hangupCause ?? null) : null,
      endReason: phone?.endReason ?? null,
      joinedBy: this.joinedBy,
      phone,
      server,
    });
  }

  #numbers(phone: CallSnapshot): [caller: string | null, called: string | null] {
    const [own, far] = [this.phone?.line.extension ?? null, phone.remote.user || null];
    return phone.direction === 'outbound' ? [own, far] : [far, own];
  }
}

function nameOf(server: ServerCall | null): string {
  if (!server) return '';
  const { direction, callerName, caller, destination } = server;
  return (direction === 'outbound' ? destination : (callerName ?? caller)) ?? '';
}
