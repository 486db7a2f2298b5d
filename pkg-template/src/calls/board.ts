import type { ActiveCallList, CallRecord } from '../model.js';
import type { Call } from '../softphone/call.js';
import type { CallSnapshot, SoftphoneSnapshot } from '../softphone/types.js';
import type { ClientEventMap } from '../voip-client.js';
import type { AnyWsEvent } from '../ws-events.js';
import { Entry, PhoneSide, type Line } from './entry.js';
import { Joins } from './joins.js';
import { KeyedListeners } from './listeners.js';
import { Reconcile } from './reconcile.js';
import { text, time } from './server-record.js';
import type { JoinedCall } from './types.js';

/** The events that the board reads. */
const EVENTS = ['start', 'leg', 'answer', 'hold', 'resume', 'transfer', 'park', 'end'].map((name) => `call_${name}`);

/** With more calls than this those who listen to all of them are told of several changes together. */
const MANY = 500;

/** What the board uses of a `VoIPClient`. */
export interface CallBoardClient {
  /** State of the realtime connection; `open` is what counts. */
  readonly connectionState: string;
  /**
   * Says when somebody else is logged in, or nobody: what the server has told is forgotten then.
   * @param event `loginChanged`.
   * @param listener What is called with it.
   */
  on?(event: 'loginChanged', listener: (event: ClientEventMap['loginChanged']) => void): () => void;
  /**
   * Calls back on a realtime event.
   * @param type Name of the event.
   * @param listener What is called with it.
   * @returns The function that ends it.
   */
  onWsEvent(type: string, listener: (event: AnyWsEvent) => void): () => void;
  /**
   * The calls that are up on the server.
   * @returns `calls`: the calls.
   */
  getActiveCalls(): PromiseLike<Pick<ActiveCallList, 'calls'>>;
}

/** What the board uses of a `Softphone`. */
export interface CallBoardPhone {
  /** The extension whose phone it is. */
  readonly extension?: string;
  /** The calls that have not ended, with their commands. */
  readonly calls: readonly Call[];
  /** The phone at this moment. */
  readonly snapshot: SoftphoneSnapshot;
  /**
   * Calls back when the snapshot was replaced.
   * @param name `changed`.
   * @param listener What is called with it.
   * @returns The function that ends it.
   */
  on(name: 'changed', listener: (snapshot: SoftphoneSnapshot) => void): () => void;
  /**
   * Calls back when a call comes in, and when one is over.
   * @param name Name of the event.
   * @param listener What is called with the call.
   * @returns The function that ends it.
   */
  on(name: 'incoming' | 'callEnded', listener: (call: Call) => void): () => void;
}

/** Where a board's calls come from; either alone will do. */
export interface CallBoardOptions {
  /** Its realtime events, and its list of active calls after each connection. The board opens no connection. */
  client?: CallBoardClient;
  /** More by `attach`. */
  softphone?: CallBoardPhone;
}

/**
 * All calls that are known, each once: those of the phone, those of the server, and those of both joined into one.
 * A store for any framework: synchronous, of immutable snapshots.
 *
 * ```ts
 * const board = new CallBoard({ client, softphone });
 * board.subscribe(() => render(board.getSnapshot()));
 * board.get(callUuid)?.phone?.muted;
 * ```
 *
 * They are joined by the id that the server gives in the header `X-Call-UUID`; where it sets none, by the Call-ID that
 * it names in its events. Never by numbers: what cannot be joined for sure are two calls.
 */
export class CallBoard {
  readonly #joins = new Joins((entry) => {
    this.#touched.add(entry);
    for (const key of entry.keys) this.#keys.add(key);
  });
  readonly #listeners = new KeyedListeners((key) => this.get(key));
  readonly #touched = new Set<Entry>();
  readonly #keys = new Set<string>();
  readonly #phones = new Map<CallBoardPhone, { detach: () => void; stops: (() => void)[] }>();
  readonly #stops: (() => void)[] = [];
  readonly #reconcile: Reconcile | undefined;
  #snapshot: readonly JoinedCall[] = Object.freeze([]);
  #snapshotIsOld = false;
  /** By how much events came late at least in this connection: the least two. */
  #late: number[] = [];
  #isTelling = false;
  #isDisposed = false;

  /**
   * A board that fills as events come.
   * @param options Where its calls come from; without any, from `attach` and `record`.
   */
  constructor({ client, softphone }: CallBoardOptions = {}) {
    if (softphone) this.attach(softphone);
    if (!client) return;
    const reconcile = new Reconcile({
      isOpen: () => client.connectionState === 'open',
      ask: async () => client.getActiveCalls(),
      isInDoubt: () => this.#joins.isInDoubt,
      mark: () => this.#joins.news,
      apply: (calls, mark) => {
        this.#joins.list(calls, mark, Date.now() - this.#joins.skew);
        this.#tell();
      },
    });
    this.#reconcile = reconcile;
    for (const type of EVENTS) this.#stops.push(client.onWsEvent(type, (event) => this.#heard(event)));
    this.#stops.push(client.onWsEvent('open', () => this.#opened()));
    const stop = client.on?.('loginChanged', () => {
      reconcile.forget();
      this.#joins.forgetServer();
      this.#tell();
    });
    if (stop) this.#stops.push(stop);
    if (client.connectionState === 'open') reconcile.opened();
  }

  /** The calls that have not ended, oldest first; the same array until one of them changes. */
  readonly getSnapshot = (): readonly JoinedCall[] => {
    if (this.#snapshotIsOld) this.#snapshot = this.#joins.live(this.#snapshot);
    this.#snapshotIsOld = false;
    return this.#snapshot;
  };

  /**
   * A call by its `id`, by the id of the phone's call or by the server's `callUuid`. One that has ended is found for
   * ten minutes, or until 200 have ended after it.
   */
  readonly get = (idOrUuid: string): JoinedCall | undefined => this.#joins.find(idOrUuid)?.shown;

  /**
   * The phone's call with its commands, while there is one.
   * @param idOrUuid As for `get`.
   * @returns The call; undefined when the phone does not have it.
   */
  phoneCall(idOrUuid: string): Call | undefined {
    return this.#joins.find(idOrUuid)?.phone?.call ?? undefined;
  }

  /**
   * Calls back when any call changes, or when that of this id does. Returns the function that ends it. With more than 500
   * calls on the board, changes within 50 ms are told together to those who listen to all.
   */
  readonly subscribe: {
    (listener: () => void): () => void;
    (idOrUuid: string, listener: () => void): () => void;
  } = (first: string | (() => void), second?: () => void): (() => void) =>
    typeof first === 'string' ? this.#listeners.add(first, second!) : this.#listeners.add(null, first);

  /**
   * Shows the calls of one more softphone. Returns the function that lets it go, and its calls that have not ended.
   * @param softphone The softphone.
   */
  attach(softphone: CallBoardPhone): () => void {
    const known = this.#phones.get(softphone);
    if (known) return known.detach;
    if (this.#isDisposed) return () => {};
    const line: Line = { extension: softphone.extension ?? null };
    const calls = new Map<string, PhoneSide>();
    this.#joins.lines.add(line);
    const take = (call: Call | null, snapshot: CallSnapshot): void => {
      const side = calls.get(snapshot.id);
      if (side) side.take(snapshot);
      else if (snapshot.state !== 'ended') calls.set(snapshot.id, new PhoneSide(line, call, snapshot));
      const one = side ?? calls.get(snapshot.id);
      if (!one) return;
      if (snapshot.state === 'ended') {
        one.call = null;
        calls.delete(snapshot.id);
        // A call that rings on elsewhere, or an end that was missed; mostly it comes in a moment.
        this.#reconcile?.soon(false);
      }
      this.#joins.phone(one);
    };
    const apply = (snapshot: SoftphoneSnapshot): void => {
      const live = new Set(snapshot.calls.map((call) => call.id));
      for (const one of snapshot.calls) {
        if (calls.get(one.id)?.snapshot === one) continue;
        take(calls.has(one.id) ? null : (softphone.calls.find((call) => call.id === one.id) ?? null), one);
      }
      for (const { snapshot: gone } of [...calls.values()]) {
        if (!live.has(gone.id)) take(null, Object.freeze({ ...gone, state: 'ended', endedAt: new Date() }));
      }
      this.#tell();
    };
    const stops = [
      softphone.on('incoming', (call) => (take(call, call.snapshot), this.#tell())),
      softphone.on('callEnded', (call) => (take(call, call.snapshot), this.#tell())),
      softphone.on('changed', apply),
    ];
    const detach = (): void => {
      if (!this.#phones.delete(softphone)) return;
      for (const stop of stops) stop();
      this.#joins.lines.delete(line);
      for (const side of calls.values()) this.#joins.release(side);
      this.#tell();
    };
    this.#phones.set(softphone, { detach, stops });
    apply(softphone.snapshot);
    return detach;
  }

  /**
   * Resolves when it is known which calls are up on the server: at once where events have told it, else when it has
   * answered. `again` asks in any case, for servers without events.
   * @param again Asks in any case.
   */
  async look(again = false): Promise<void> {
    await this.#reconcile?.look(again);
  }

  /**
   * Takes the record of a call that is over, as `client.getCall(callUuid)` gives it.
   * @param record The record.
   */
  record(record: CallRecord): void {
    const joins = this.#joins;
    const callUuid = text(record?.callUuid);
    if (callUuid === null || joins.find(callUuid)) return;
    const { startedAt, answeredAt, endedAt } = record;
    const data = { ...record };
    joins.recall(callUuid);
    joins.event(callUuid, 'call_start', data, time(startedAt) ?? Date.now() - joins.skew);
    const answered = time(answeredAt);
    if (answered !== null) joins.event(callUuid, 'call_answer', data, answered);
    joins.event(callUuid, 'call_end', data, time(endedAt) ?? Date.now() - joins.skew);
    this.#tell();
  }

  /** Lets go of the client, of the softphones and of all listeners. What was known can still be read. */
  dispose(): void {
    this.#isDisposed = true;
    for (const { stops } of this.#phones.values()) this.#stops.push(...stops);
    this.#phones.clear();
    for (const stop of this.#stops.splice(0)) stop();
    this.#reconcile?.stop();
    this.#listeners.clear();
  }

  #opened(): void {
    this.#late = [];
    this.#reconcile?.opened();
  }

  #heard({ type, timestamp, data: given }: AnyWsEvent): void {
    const data = (given ?? {}) as Record<string, unknown>;
    const callUuid = text(data.callUuid);
    if (callUuid === null) return;
    const sent = time(timestamp);
    const joins = this.#joins;
    if (sent !== null) {
      // What an event takes at least, and what the clocks differ by. One alone may have a wrong time.
      this.#late = [...this.#late, Date.now() - sent].sort((a, b) => a - b).slice(0, 2);
      joins.skew = this.#late.reduce((one, other) => (Math.abs(other) < Math.abs(one) ? other : one));
    }
    const isMissing = joins.event(callUuid, type, data, sent ?? Date.now() - joins.skew);
    if (isMissing) this.#reconcile?.soon(true);
    this.#tell();
  }

  /** Replaces what has changed and tells who listens; what a listener causes is told after that. */
  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    while (this.#touched.size > 0) {
      const touched = [...this.#touched];
      const keys = [...this.#keys];
      this.#touched.clear();
      this.#keys.clear();
      let isChanged = false;
      for (const entry of touched) {
        if (entry.renew() || entry.isGone) isChanged = true;
        this.#joins.age(entry);
      }
      if (!isChanged) continue;
      this.#snapshotIsOld = true;
      this.#listeners.tell(keys, this.#joins.size > MANY);
    }
    this.#isTelling = false;
  }
}
