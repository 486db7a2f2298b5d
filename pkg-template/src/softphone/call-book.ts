import type { VoIPError } from '../base.js';
import { errorFrom } from '../errors.js';
import { Call, type CallLink } from './call.js';
import { CallRecord } from './call-record.js';
import type { CoreCallEvent, CoreEvent, CoreFactsEvent } from './core-events.js';
import type { Listeners } from '../listeners.js';
import type { SoftphoneEvents } from './events.js';
import { TransferRequest, type TransferAnswer } from './transfer-request.js';
import type { CallSnapshot } from './types.js';

/** What is to be told once everything is known. */
export type Deliveries = (() => void)[];

/** What the book asks of its phone. */
export interface BookHost {
  readonly link: CallLink;
  readonly listeners: Listeners<SoftphoneEvents>;
  answerTo(record: CallRecord): TransferAnswer;
  /** A call comes in. */
  comesIn(): void;
  /** Something of a call may have changed. */
  touched(record: CallRecord): void;
}

/** The calls that have not ended, by the core's number, with the objects that applications hold. */
export class CallBook {
  readonly #host: BookHost;
  readonly #records = new Map<number, CallRecord>();
  readonly #faces = new Map<CallRecord, Call>();
  readonly #placed = new Map<number, CallRecord>();
  #placing: { from: number | null }[] = [];

  constructor(host: BookHost) {
    this.#host = host;
  }

  get records(): readonly CallRecord[] {
    return [...this.#records.values()];
  }

  get faces(): readonly Call[] {
    return [...this.#faces.values()];
  }

  get snapshots(): CallSnapshot[] {
    return this.records.map((record) => record.snapshot);
  }

  get(id: number): CallRecord | undefined {
    return this.#records.get(id);
  }

  face(record: CallRecord): Call {
    let call = this.#faces.get(record);
    if (!call) {
      call = new Call(record, this.#host.link);
      if (!record.isEnded) this.#faces.set(record, call);
    }
    return call;
  }

  /**
   * Gives a command that makes a call, and returns what is known of the call, which may be over by then. Its times count
   * from `from`; `null` where somebody else says it.
   */
  async place(from: number | null, command: () => Promise<number>): Promise<CallRecord> {
    const placing = { from };
    this.#placing.push(placing);
    try {
      const number = await command();
      const record = this.#records.get(number) ?? this.#placed.get(number);
      if (record) return record;
    } finally {
      this.#placing = this.#placing.filter((one) => one !== placing);
      if (this.#placing.length === 0) this.#placed.clear();
    }
    throw errorFrom({ kind: 'phone', code: 'call_not_found' });
  }

  /** Takes news of a call; false when they are about something else. */
  apply(event: CoreEvent, deliveries: Deliveries): boolean {
    switch (event.type) {
      case 'call':
        this.#applyCall(event, deliveries);
        return true;
      case 'facts':
        this.update(event.id, deliveries, (record) => record.applyFacts(event));
        return true;
      case 'media':
        this.update(event.id, deliveries, (record) => record.applyMedia(event));
        return true;
      case 'gathered':
        this.update(event.id, deliveries, (record) => record.applyGathered(event));
        return true;
      case 'mediaFailed': {
        const error = errorFrom({ kind: 'phone', code: event.code, cause: event.detail });
        const record = this.#records.get(event.id);
        if (record) record.failure = error;
        this.tellError(error, record, deliveries);
        return true;
      }
      default:
        return false;
    }
  }

  /** Changes what is known of a call, and has it told. */
  update(id: number, deliveries: Deliveries, change: (record: CallRecord) => boolean): void {
    const record = this.#records.get(id);
    if (!record) return;
    const previous = record.snapshot.state;
    if (change(record)) this.#tell(record, previous, deliveries);
    this.#host.touched(record);
  }

  updateAll(deliveries: Deliveries, change: (record: CallRecord) => boolean): void {
    for (const id of [...this.#records.keys()]) this.update(id, deliveries, change);
  }

  /** The tab that had the calls is gone: those that are answered wait for another to take them up. */
  setAdrift(deliveries: Deliveries, lost: (record: CallRecord) => boolean): void {
    const facts: Partial<CoreFactsEvent> = { adrift: true, mediaLost: false, mergedWith: [] };
    this.updateAll(deliveries, (record) => (lost(record) ? record.abandon() : record.applyFacts(facts)));
  }

  tellError(error: VoIPError, record: CallRecord | undefined, deliveries: Deliveries): void {
    deliveries.push(() => {
      record?.listeners.emit('error', error);
      this.#host.listeners.emit('error', error);
    });
  }

  #applyCall(event: CoreCallEvent, deliveries: Deliveries): void {
    let record = this.#records.get(event.id);
    const isNew = !record;
    if (!record && event.view && event.view.phase !== 'ended') {
      // Only a call that is being placed has a beginning before the core knew it.
      const placed = event.event === 'placed';
      record = new CallRecord(event.view, (placed && this.#placedFrom()) || event.view.startedAt);
      this.#records.set(event.id, record);
      if (this.#placing.length > 0) this.#placed.set(event.id, record);
    }
    if (!record) return;
    const known = record;
    const call = this.face(known);
    if (isNew && comesIn(event)) {
      this.#host.comesIn();
      const before = event.view?.replaces === undefined ? undefined : this.#records.get(event.view.replaces);
      const previous = before && this.face(before);
      deliveries.push(() => {
        if (previous) this.#host.listeners.emit('replaced', call, previous);
        else this.#host.listeners.emit('incoming', call);
      });
    }
    this.update(event.id, deliveries, (one) => one.applyCall(event));
    this.#tellMore(event, known, call, deliveries);
  }

  #placedFrom(): number | null | undefined {
    return this.#placing.find(({ from }) => from !== null)?.from;
  }

  /** What an event of a call says besides the call's state. */
  #tellMore(event: CoreCallEvent, record: CallRecord, call: Call, deliveries: Deliveries): void {
    const { digit } = event;
    if (digit !== undefined) deliveries.push(() => record.listeners.emit('dtmf', digit));
    if (event.event === 'redirected') {
      const targets = Object.freeze([...record.redirectTargets]);
      deliveries.push(() => record.listeners.emit('redirected', targets));
    }
    if (event.event === 'transfer') this.#applyTransfer(record, deliveries);
    const asked = event.event === 'referRequested' && record.asked;
    if (asked) {
      const request = new TransferRequest(call, asked, this.#host.answerTo(record));
      deliveries.push(() => this.#host.listeners.emit('transferRequest', request));
    }
    if (event.event === 'operationFailed') {
      const operation = event.operation ?? '';
      const statusCode = event.status ?? 0;
      const error = errorFrom({ kind: 'phone', code: 'operation_failed', details: { operation, statusCode } });
      record.fail(operation, error);
      deliveries.push(() => record.listeners.emit('error', error));
    }
  }

  #applyTransfer(record: CallRecord, deliveries: Deliveries): void {
    const progress = record.snapshot.transfer;
    if (!progress) return;
    const { state, statusCode, reasonPhrase } = progress;
    if (state === 'failed') {
      record.fail('transfer', errorFrom({ kind: 'phone', code: 'transfer_failed', details: { statusCode, reasonPhrase } }));
    }
    deliveries.push(() => record.listeners.emit('transfer', progress));
  }

  #tell(record: CallRecord, previous: Call['state'], deliveries: Deliveries): void {
    const call = this.face(record);
    const snapshot = record.snapshot;
    const { state, endReason } = snapshot;
    deliveries.push(() => record.listeners.emit('changed', snapshot));
    if (state !== previous) deliveries.push(() => record.listeners.emit('stateChanged', state, previous));
    if (state !== 'ended' || previous === 'ended') return;
    this.#records.delete(record.number);
    this.#faces.delete(record);
    deliveries.push(() => {
      if (endReason) record.listeners.emit('ended', endReason);
      this.#host.listeners.emit('callEnded', call);
    });
  }
}

/** News of a call of theirs that this tab has not heard of. */
function comesIn({ event, view }: CoreCallEvent): boolean {
  return event === 'incoming' || (event === 'known' && view?.direction === 'inbound' && view.phase === 'ringing');
}
