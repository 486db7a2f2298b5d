import { errorFrom } from '../errors.js';
import type { CallRecord } from './call-record.js';
import { Mix, type MixLine, type Track } from './mix.js';

/** What merging asks of the phone. */
export interface MergeHost {
  tracks(record: CallRecord): (Track | undefined)[];
  send(record: CallRecord, track: Track | undefined): void;
  /** Tells that a call is merged with these others now. */
  change(record: CallRecord, mergedWith: readonly string[]): void;
  mute(record: CallRecord, muted: boolean): void;
}

interface Group {
  readonly mix: Mix;
  readonly lines: Map<CallRecord, MixLine>;
}

/** Which calls are merged with which. */
export class Merges {
  readonly #host: MergeHost;
  readonly #groups = new Map<CallRecord, Group>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: MergeHost) {
    this.#host = host;
  }

  /** The calls that are merged with this one, itself included; it alone when there are none. */
  membersOf(record: CallRecord): CallRecord[] {
    const group = this.#groups.get(record);
    return group ? [...group.lines.keys()] : [record];
  }

  /** Merges two calls, each with those that it is merged with already; one merge after another. */
  merge(one: CallRecord, other: CallRecord): Promise<void> {
    const merged = this.#last.then(() => this.#merge(one, other));
    this.#last = merged.catch(() => undefined);
    return merged;
  }

  async #merge(one: CallRecord, other: CallRecord): Promise<void> {
    const members = new Set([...this.membersOf(one), ...this.membersOf(other)]);
    let group = this.#groups.get(one) ?? this.#groups.get(other);
    if (!group) {
      group = { mix: new Mix(), lines: new Map() };
      try {
        await group.mix.start();
      } catch (error) {
        group.mix.close();
        throw error;
      }
    }
    const gone = [...members].some((record) => record.isEnded);
    // One microphone: who has muted it anywhere does not want to be heard now.
    const muted = [...members].some((record) => record.snapshot.muted);
    for (const record of gone ? [] : members) {
      if (this.#groups.get(record) === group) continue;
      this.#leave(record);
      this.#join(record, group);
    }
    if (muted) for (const record of this.membersOf(one)) this.#host.mute(record, true);
    this.#tell([...members]);
    if (group.lines.size === 0) group.mix.close();
    if (gone) throw errorFrom({ kind: 'phone', code: 'call_ended' });
  }

  /** Takes a call out; the last one of a group has nobody to be merged with. */
  split(record: CallRecord): void {
    const members = this.membersOf(record);
    this.#leave(record);
    this.#tell(members);
  }

  /** A call was held, resumed, renegotiated, or is over. */
  changed(record: CallRecord): void {
    const group = this.#groups.get(record);
    if (!group) return;
    if (record.isEnded) this.split(record);
    else group.mix.update();
  }

  /** The microphone is another one. */
  refresh(): void {
    for (const { mix } of new Set(this.#groups.values())) mix.update();
  }

  close(): void {
    for (const record of [...this.#groups.keys()]) this.split(record);
  }

  #join(record: CallRecord, group: Group): void {
    const line: MixLine = {
      tracks: () => this.#host.tracks(record),
      send: (track) => this.#host.send(record, track),
      talks: () => !record.snapshot.held && !record.snapshot.remoteHeld,
    };
    group.lines.set(record, line);
    this.#groups.set(record, group);
    group.mix.add(line);
  }

  #leave(record: CallRecord): void {
    const group = this.#groups.get(record);
    const line = group?.lines.get(record);
    if (!group || !line) return;
    this.#groups.delete(record);
    group.lines.delete(record);
    group.mix.remove(line);
    const [last] = group.lines.keys();
    if (group.lines.size === 1 && last) this.#leave(last);
    else if (group.lines.size === 0) group.mix.close();
    else group.mix.update();
  }

  #tell(records: CallRecord[]): void {
    for (const record of records) {
      const others = this.membersOf(record).filter((one) => one !== record);
      this.#host.change(record, others.map((one) => one.snapshot.id));
    }
  }
}
