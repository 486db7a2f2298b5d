import type { ActiveCall } from '../model.js';
import type { Entry } from './entry.js';
import type { Leg, ServerFacts } from './rule.js';
import type { ServerCall } from './types.js';

/** Longer texts are none: a number or a name is shorter, and what is not there need not be kept. */
const LONGEST = 256;
/** So many legs of a call are remembered, those first that may be of a phone that is here, then the newest. */
const MOST_LEGS = 32;
/** So many of one answer are looked at. */
const MOST_LISTED = 256;
/** So many extensions may hold a call at once. */
const MOST_HOLDS = 16;

const NONE: readonly string[] = Object.freeze([]);

/** A text of the server that can be used, else `null`. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : null;
}

/** A time of the server in milliseconds, else `null`. */
export function time(value: unknown): number | null {
  const ms = Date.parse(text(value) ?? '');
  return Number.isNaN(ms) ? null : ms;
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function date(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function pick<T extends string>(value: unknown, ...of: T[]): T | null {
  return of.includes(value as T) ? (value as T) : null;
}

const directionOf = (value: unknown) => pick(value, 'inbound', 'outbound', 'internal');

/** One call of the server. What was said twice, late or in another order leaves the same behind. */
export class ServerRecord {
  readonly callUuid: string;
  legs: readonly Leg[] = Object.freeze([]);
  /** Counts with the news of the board: what came after a question is newer than its answer. */
  touched = 0;
  /** Those that show it. */
  readonly entries = new Set<Entry>();
  /** Id of the entry that shows it without a phone. */
  ownId: string | null = null;
  /** When it was seen to be over, by the clock of this machine. */
  overSince: number | null = null;
  #call: ServerCall;
  /** What is known about holding, by extension: when, and whether. */
  readonly #holds = new Map<string, { at: number; held: boolean }>();
  #parkedAt = -Infinity;
  #transferredAt = -Infinity;
  #listedHeld = false;
  /** When it was taken for over without anybody saying so; by the server's clock. */
  #lostAt: number | null = null;
  readonly #isHere: (leg: Leg) => boolean;

  /** `isHere`: whether a leg may be of a phone that is here. */
  constructor(callUuid: string, isHere: (leg: Leg) => boolean) {
    this.callUuid = callUuid;
    this.#isHere = isHere;
    this.#call = Object.freeze({
      callUuid,
      direction: null,
      caller: null,
      callerName: null,
      destination: null,
      state: 'ringing',
      startedAt: null,
      answeredAt: null,
      endedAt: null,
      duration: null,
      billsec: null,
      hangupCause: null,
      parkedSlot: null,
      transferredTo: null,
      sipCallIds: NONE,
      metadata: null,
    });
  }

  get call(): ServerCall {
    return this.#call;
  }

  /** What the rule of joining looks at. */
  get facts(): ServerFacts {
    const { direction, caller, destination } = this.#call;
    return { direction, caller, destination, legs: this.legs, overSince: this.isOverForGood ? this.overSince : null };
  }

  get isOver(): boolean {
    return this.#call.endedAt !== null;
  }

  /** It is over because the server has said so, and stays it. */
  get isOverForGood(): boolean {
    return this.isOver && this.#lostAt === null;
  }

  /** Takes an event; `at` is when it happened, by the server's clock. */
  apply(type: string, data: Record<string, unknown>, at: number): void {
    if (this.#lostAt !== null && (type === 'call_end' || at > this.#lostAt)) this.#found();
    switch (type) {
      case 'call_start':
        this.#change({ ...this.#who(data), startedAt: this.#call.startedAt ?? date(at) });
        return this.#addLeg(data, at);
      case 'call_leg':
        return this.#addLeg(data, time(data.startedAt) ?? at);
      case 'call_answer':
        return this.#change({ answeredAt: this.#call.answeredAt ?? date(at) });
      case 'call_hold':
      case 'call_resume':
        return this.#hold(text(data.extension) ?? '', type === 'call_hold', at);
      case 'call_park':
        if (at < this.#parkedAt) return;
        this.#parkedAt = at;
        return this.#change({ parkedSlot: count(data.slot) });
      case 'call_transfer':
        if (at < this.#transferredAt) return;
        this.#transferredAt = at;
        return this.#change({ transferredTo: text(data.target) });
      case 'call_end':
        return this.#change({
          ...this.#who(data),
          endedAt: date(at),
          duration: count(data.duration),
          billsec: count(data.billsec),
          hangupCause: text(data.hangupCause),
        });
    }
  }

  /** Takes its entry in the list of active calls; of an old list only what was not known. */
  list(entry: ActiveCall & { legs?: unknown }, isOld: boolean): void {
    const { state } = entry;
    const answered = time(entry.answeredAt) ?? (state === 'ringing' ? null : time(entry.startedAt));
    const startedAt = time(entry.startedAt);
    if (!isOld) {
      this.#found();
      this.#listedHeld = state === 'held';
      if (!this.#listedHeld) this.#holds.clear();
    }
    this.#change({
      ...this.#who(entry as unknown as Record<string, unknown>),
      startedAt: this.#call.startedAt ?? date(startedAt),
      answeredAt: this.#call.answeredAt ?? date(answered),
      parkedSlot: isOld || this.#listedHeld ? this.#call.parkedSlot : null,
    });
    const legs: unknown = entry.legs;
    if (!Array.isArray(legs)) return;
    for (const leg of legs.slice(-MOST_LISTED) as (Record<string, unknown> | null)[]) {
      if (leg && typeof leg === 'object') this.#addLeg(leg, time(leg.startedAt) ?? startedAt ?? NaN);
    }
  }

  /** It is over, and nobody has said when and why. */
  lose(at: number): void {
    this.#lostAt = at;
    this.#change({ endedAt: date(at), hangupCause: 'UNKNOWN' });
  }

  /** What was taken for over is not. */
  #found(): void {
    if (this.#lostAt === null) return;
    this.#lostAt = null;
    this.#change({ endedAt: null, hangupCause: null });
  }

  #who(data: Record<string, unknown>): Partial<ServerCall> {
    const { direction, caller, callerName, destination, metadata } = this.#call;
    return {
      direction: directionOf(data.direction) ?? direction,
      caller: text(data.caller) ?? caller,
      callerName: text(data.callerName) ?? callerName,
      destination: text(data.destination) ?? destination,
      metadata: metadata ?? textsOf(data.metadata),
    };
  }

  #hold(extension: string, held: boolean, at: number): void {
    const known = this.#holds.get(extension);
    if (known && at < known.at) return;
    if (known || this.#holds.size < MOST_HOLDS) this.#holds.set(extension, { at, held });
    if (!held) this.#listedHeld = false;
    // Who takes a parked call back resumes it.
    const retrieved = !held && at >= this.#parkedAt;
    this.#change(retrieved ? { parkedSlot: null } : {});
  }

  #addLeg(data: Record<string, unknown>, at: number): void {
    const sipCallId = text(data.sipCallId);
    if (!sipCallId || Number.isNaN(at)) return;
    const extension = text(data.extension);
    // The direction of a call is not that of a leg.
    const direction = extension === null ? null : pick(data.direction, 'inbound', 'outbound');
    const leg: Leg = { sipCallId, extension, direction, at };
    const known = this.legs.find((one) => one.sipCallId === sipCallId && one.extension === extension && one.direction === direction);
    // Said again, it is as old as it was.
    if (known && at >= known.at) return;
    const legs = [...this.legs.filter((one) => one !== known), Object.freeze(leg)];
    if (legs.length > MOST_LEGS) legs.splice(Math.max(0, legs.findIndex((one) => !this.#isHere(one))), 1);
    this.legs = Object.freeze(legs);
    const sipCallIds = [...new Set(this.legs.map((one) => one.sipCallId))];
    if (!sameTexts(sipCallIds, this.#call.sipCallIds)) this.#change({ sipCallIds: Object.freeze(sipCallIds) });
  }

  #change(change: Partial<ServerCall>): void {
    const next: { -readonly [Key in keyof ServerCall]: ServerCall[Key] } = { ...this.#call, ...change };
    const held = this.#listedHeld || [...this.#holds.values()].some((one) => one.held);
    next.state =
      next.endedAt !== null ? 'ended'
      : next.parkedSlot !== null ? 'parked'
      : held ? 'held'
      : next.answeredAt !== null ? 'active'
      : 'ringing';
    const before = this.#call;
    const same = (Object.keys(next) as (keyof ServerCall)[]).every((key) => sameValue(next[key], before[key]));
    if (same) return;
    this.#call = Object.freeze(next);
    this.overSince = next.endedAt === null ? null : (this.overSince ?? Date.now());
  }
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (a instanceof Date && b instanceof Date && a.getTime() === b.getTime());
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function textsOf(metadata: unknown): Readonly<Record<string, string>> | null {
  if (typeof metadata !== 'object' || metadata === null) return null;
  const texts = Object.entries(metadata).filter(([key, value]) => text(key) && text(value));
  return Object.freeze(Object.fromEntries(texts.slice(0, 64)));
}
