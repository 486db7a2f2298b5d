import type { ActiveCall } from '../model.js';
import { Entry, type Line, type PhoneSide } from './entry.js';
import { fitsByCallId, fitsByHeader, type Leg } from './rule.js';
import { ServerRecord, text } from './server-record.js';
import type { JoinedBy, JoinedCall } from './types.js';

/** So many calls are remembered after their end, and for so long in milliseconds. */
const MOST_ENDED = 200;
const KEEP_MS = 600_000;
/** The server's calls are not counted beyond this; those of the phone always are. */
const MOST_CALLS = 50_000;
/** So many ids of calls that are over and forgotten are known as such: a late event does not bring them back. */
const MOST_PAST = 4096;

/**
 * The entries and what leads to them. A call of the phone has an entry of its own as long as it is remembered, one of
 * the server has one as long as no call of the phone is joined to it.
 */
export class Joins {
  /** What the server's clock is behind this one, in milliseconds. */
  skew = 0;
  /** Counts what was heard. */
  news = 0;
  /** The phones that are here. */
  readonly lines = new Set<Line>();
  #ids = 0;
  readonly #touch: (entry: Entry) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #aliases = new Map<string, Entry>();
  readonly #bySide = new Map<PhoneSide, Entry>();
  readonly #byPhoneId = new Map<string, Entry>();
  readonly #byHeader = new Index<Entry>();
  readonly #byCallId = new Index<Entry>();
  readonly #records = new Map<string, ServerRecord>();
  readonly #claims = new Index<ServerRecord>();
  readonly #over = new Set<Entry>();
  readonly #past = new Set<string>();

  /** `touch` is told of every entry before and after it changes. */
  constructor(touch: (entry: Entry) => void) {
    this.#touch = touch;
  }

  /** How many entries there are, those included that have ended lately. */
  get size(): number {
    return this.#entries.size;
  }

  /** The entry of an id, of the phone's id, or the one that stands for a call of the server. */
  find(key: string): Entry | undefined {
    return this.#entries.get(key) ?? this.#aliases.get(key) ?? this.#byPhoneId.get(key) ?? this.#ofUuid(key);
  }

  /** Those that have not ended; `before` when it is the same still. */
  live(before: readonly JoinedCall[]): readonly JoinedCall[] {
    const now: JoinedCall[] = [];
    for (const { shown } of this.#entries.values()) if (shown.state !== 'ended') now.push(shown);
    return now.length === before.length && now.every((one, index) => one === before[index]) ? before : Object.freeze(now);
  }

  /** A call of the phone is new, or has changed. */
  phone(side: PhoneSide): void {
    this.news += 1;
    let entry = this.#bySide.get(side);
    if (!entry) {
      const [record] = this.#rule(side);
      entry = [...(record?.entries ?? [])].find((one) => !one.phone) ?? this.#make();
      this.#touch(entry);
      entry.phone = side;
      this.#bySide.set(side, entry);
      this.#byPhoneId.set(side.snapshot.id, entry);
    }
    if (!side.isLive) side.overAt ??= this.news;
    this.#index(entry, side);
    this.#link(entry, side);
  }

  /** A call of the phone is followed no longer; the server's stays. */
  release(side: PhoneSide): void {
    this.news += 1;
    const entry = this.#bySide.get(side);
    if (entry) this.#drop(entry);
  }

  /** An event of the server; true when it shows that something was missed. */
  event(callUuid: string, type: string, data: Record<string, unknown>, at: number): boolean {
    this.news += 1;
    const isNew = !this.#records.has(callUuid);
    const record = this.#record(callUuid);
    if (!record) return false;
    record.touched = this.news;
    this.#before(record);
    const { legs } = record;
    record.apply(type, data, at);
    for (const entry of record.entries) {
      const { phone } = entry;
      if (!phone || phone.isLive) continue;
      const answered = type === 'call_answer' && phone.snapshot.answeredAt === null;
      if (answered || type === 'call_park' || type === 'call_transfer') entry.goesOn = true;
    }
    this.#relink(record, legs);
    return isNew && type !== 'call_start' && type !== 'call_end';
  }

  /** A call that was forgotten is asked for. */
  recall(callUuid: string): void {
    this.#past.delete(callUuid);
  }

  /** The server's active calls, asked for when `mark` was the number of news; `at` is now by its clock. */
  list(calls: ActiveCall[], mark: number, at: number): void {
    const listed = new Set<string>();
    for (const call of calls) {
      const callUuid = text(call?.callUuid);
      const record = callUuid === null ? undefined : this.#record(callUuid);
      if (!record || record.isOverForGood) continue;
      listed.add(record.callUuid);
      this.#before(record);
      const { legs } = record;
      record.list(call, record.touched > mark);
      for (const entry of record.entries) if ((entry.phone?.overAt ?? Infinity) <= mark) entry.goesOn = true;
      this.#relink(record, legs);
    }
    for (const record of this.#records.values()) {
      if (record.isOver || record.touched > mark || listed.has(record.callUuid)) continue;
      this.#before(record);
      record.lose(at);
      this.#relink(record, record.legs);
    }
  }

  /** Forgets all that the server has said: it has said it to somebody else. */
  forgetServer(): void {
    this.news += 1;
    for (const record of this.#records.values()) {
      for (const entry of record.entries) {
        this.#touch(entry);
        entry.unlink();
        if (!entry.phone) this.#remove(entry);
      }
    }
    this.#records.clear();
    this.#claims.clear();
    this.#past.clear();
  }

  /** Whether a call has ended for the phone, and the server has said neither that it is over nor that it goes on. */
  get isInDoubt(): boolean {
    return [...this.#over].some(({ server, isShadowed }) => server && !server.isOver && !isShadowed);
  }

  /** Counts an entry among those that have ended, or not; what is too much or too old of these is forgotten. */
  age(entry: Entry): void {
    if (entry.isGone) return;
    if (entry.shown.state !== 'ended') return void this.#over.delete(entry);
    if (!this.#over.has(entry)) {
      entry.overSince = Date.now();
      this.#over.add(entry);
    }
    for (const one of this.#over) {
      if (this.#over.size <= MOST_ENDED && Date.now() - one.overSince < KEEP_MS) break;
      this.#drop(one);
    }
  }

  #rule(side: PhoneSide): [ServerRecord | null, JoinedBy | null] {
    const { facts } = side;
    if (facts.callUuid !== null) {
      const record = this.#records.get(facts.callUuid);
      return record && fitsByHeader(facts, record.facts) ? [record, 'header'] : [null, null];
    }
    const fitting = new Set<ServerRecord>();
    for (const callId of facts.dialogs.keys()) {
      for (const record of this.#claims.get(callId)) if (fitsByCallId(facts, record.facts, this.skew)) fitting.add(record);
    }
    const up = [...fitting].filter((record) => !record.isOverForGood);
    // A leg goes over to another call by a transfer: then the one that is over has it no more.
    const [only, other] = up.length > 0 ? up : fitting;
    return only && !other ? [only, 'call-id'] : [null, null];
  }

  #link(entry: Entry, side: PhoneSide): void {
    this.#touch(entry);
    const [record, joinedBy] = this.#rule(side);
    const before = entry.server;
    entry.joinedBy = joinedBy;
    if (record !== before) {
      before?.entries.delete(entry);
      record?.entries.add(entry);
      entry.server = record;
      entry.goesOn = false;
      if (before) this.#settle(before);
    }
    if (record) this.#settle(record);
    else entry.isShadowed = false;
    this.#touch(entry);
  }

  /** What is known of a call of the server has changed: whose it may be is looked at again. */
  #relink(record: ServerRecord, before: readonly Leg[]): void {
    if (record.legs !== before) {
      for (const { sipCallId } of before) this.#claims.delete(sipCallId, record);
      for (const { sipCallId } of record.legs) this.#claims.add(sipCallId, record);
    }
    const callIds = record.legs.flatMap((leg) => [...this.#byCallId.get(leg.sipCallId)]);
    for (const entry of new Set([...this.#byHeader.get(record.callUuid), ...callIds, ...record.entries])) {
      if (entry.phone) this.#link(entry, entry.phone);
    }
    this.#settle(record);
  }

  readonly #isHere = ({ sipCallId, extension }: Leg): boolean =>
    this.#byCallId.get(sipCallId).size > 0 || [...this.lines].some((line) => line.extension === extension);

  #before(record: ServerRecord): void {
    for (const entry of record.entries) this.#touch(entry);
  }

  /** One of the entries stands for the call of the server; if there is none, it gets its own. */
  #settle(record: ServerRecord): void {
    const phones = [...record.entries].filter((entry) => entry.phone);
    const live = phones.filter((entry) => entry.phone?.isLive);
    const stands = live.at(-1) ?? phones.at(-1);
    for (const entry of record.entries) {
      if (!stands) break;
      if (!entry.phone) this.#absorb(entry, stands, record);
      entry.isShadowed = live.length > 0 ? !live.includes(entry) : entry !== stands;
    }
    if (record.entries.size === 0) {
      const own = record.ownId;
      const entry = this.#make(own !== null && !this.#entries.has(own) ? own : undefined);
      record.ownId = entry.id;
      entry.server = record;
      record.entries.add(entry);
    }
    for (const entry of record.entries) this.#touch(entry);
  }

  /** Two entries turned out to be one call. */
  #absorb(entry: Entry, into: Entry, record: ServerRecord): void {
    record.entries.delete(entry);
    this.#remove(entry);
    into.aliases.add(entry.id);
    this.#aliases.set(entry.id, into);
    this.#touch(entry);
  }

  #make(id?: string): Entry {
    const entry = new Entry(id ?? `joined-${(this.#ids += 1)}`);
    this.#aliases.get(entry.id)?.aliases.delete(entry.id);
    this.#aliases.delete(entry.id);
    this.#entries.set(entry.id, entry);
    this.#touch(entry);
    return entry;
  }

  #record(callUuid: string): ServerRecord | undefined {
    const known = this.#records.get(callUuid);
    if (known || this.#past.has(callUuid)) return known;
    if (this.#records.size >= MOST_CALLS && this.#byHeader.get(callUuid).size === 0) return undefined;
    const record = new ServerRecord(callUuid, this.#isHere);
    this.#records.set(callUuid, record);
    return record;
  }

  #index(entry: Entry, { snapshot, dialogs }: PhoneSide): void {
    if (entry.header !== snapshot.callUuid) {
      this.#touch(entry);
      if (entry.header !== null) this.#byHeader.delete(entry.header, entry);
      entry.header = snapshot.callUuid;
      if (entry.header !== null) this.#byHeader.add(entry.header, entry);
    }
    for (const callId of dialogs.keys()) this.#byCallId.add(callId, entry);
  }

  #ofUuid(callUuid: string): Entry | undefined {
    const entries = [...this.#byHeader.get(callUuid), ...(this.#records.get(callUuid)?.entries ?? [])].reverse();
    return entries.find((one) => one.phone?.isLive) ?? entries.find((one) => !one.isShadowed) ?? entries[0];
  }

  #remove(entry: Entry): void {
    entry.isGone = true;
    this.#over.delete(entry);
    this.#entries.delete(entry.id);
  }

  #drop(entry: Entry): void {
    this.#touch(entry);
    this.#remove(entry);
    for (const alias of entry.aliases) this.#aliases.delete(alias);
    const { phone, server, header } = entry;
    if (phone) {
      this.#bySide.delete(phone);
      if (this.#byPhoneId.get(phone.snapshot.id) === entry) this.#byPhoneId.delete(phone.snapshot.id);
      for (const callId of phone.dialogs.keys()) this.#byCallId.delete(callId, entry);
    }
    if (header !== null) this.#byHeader.delete(header, entry);
    if (!server) return;
    server.entries.delete(entry);
    if (server.entries.size > 0 || !server.isOver) return this.#settle(server);
    this.#records.delete(server.callUuid);
    for (const leg of server.legs) this.#claims.delete(leg.sipCallId, server);
    this.#past.add(server.callUuid);
    if (this.#past.size > MOST_PAST) for (const oldest of this.#past) return void this.#past.delete(oldest);
  }
}

const NONE: ReadonlySet<never> = new Set<never>();

/** Several under one key. */
class Index<T> {
  readonly #sets = new Map<string, Set<T>>();

  get(key: string): ReadonlySet<T> {
    return this.#sets.get(key) ?? NONE;
  }

  add(key: string, value: T): void {
    const set = this.#sets.get(key);
    if (set) set.add(value);
    else this.#sets.set(key, new Set([value]));
  }

  clear(): void {
    this.#sets.clear();
  }

  delete(key: string, value: T): void {
    const set = this.#sets.get(key);
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key);
  }
}
