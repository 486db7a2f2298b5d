import type { VoIPError } from '../base.js';
import type { Listeners } from '../listeners.js';
import { CallBook, type BookHost, type Deliveries } from './call-book.js';
import type { CallRecord } from './call-record.js';
import type { CoreDevicesEvent, CoreEvent, CoreRegistrationEvent, CoreTransportEvent } from './core-events.js';
import { Dispatcher } from './dispatcher.js';
import type { SoftphoneEvents } from './events.js';
import { isReachable, isUp, OFFLINE, stateOf, troubleOf, withRegistration, withTransport } from './line.js';
import type { SoftphoneRole, SoftphoneSnapshot, SoftphoneState } from './types.js';

/** What the state asks of the phone that it is of. */
export interface StateHost extends Omit<BookHost, 'listeners'> {
  /** News of things other than the line and the calls: what has to be delivered for them. */
  other(event: CoreEvent): (() => void) | null;
}

/**
 * What a phone shows: its line, its calls, what is wrong. It is made from the core's events alone, so that it is the same
 * in the tab that has the core and in those that are told.
 */
export class PhoneState {
  readonly listeners: Listeners<SoftphoneEvents>;
  readonly book: CallBook;
  readonly #host: StateHost;
  readonly #dispatcher = new Dispatcher();
  #line = OFFLINE;
  /** The last news of the line and of the devices, as they came. */
  #told: { transport?: CoreTransportEvent; registration?: CoreRegistrationEvent; devices?: CoreDevicesEvent } = {};
  #error: VoIPError | null = null;
  #role: SoftphoneRole = 'alone';
  #doNotDisturb: boolean;
  #snapshot: SoftphoneSnapshot;
  #failedAttempts = 0;
  #signallingLost = false;
  readonly #waiters = new Set<() => void>();

  /** `before` is what is shown until something changes. */
  constructor(listeners: Listeners<SoftphoneEvents>, before: SoftphoneSnapshot, host: StateHost) {
    this.listeners = listeners;
    this.#snapshot = before;
    this.#doNotDisturb = before.doNotDisturb;
    this.#host = host;
    this.book = new CallBook({
      listeners: this.listeners,
      link: host.link,
      answerTo: (record) => host.answerTo(record),
      comesIn: () => host.comesIn(),
      touched: (record) => host.touched(record),
    });
  }

  get snapshot(): SoftphoneSnapshot {
    return this.#snapshot;
  }

  get reachable(): boolean {
    return isReachable(this.#line);
  }

  get registration(): CoreRegistrationEvent['state'] {
    return this.#line.registration;
  }

  get transport(): CoreTransportEvent['state'] {
    return this.#line.transport;
  }

  /** What a tab has to hear to know the line, and by which devices it is. */
  get lineEvents(): CoreEvent[] {
    return [this.#told.transport, this.#told.registration, this.#told.devices].filter((event) => event !== undefined);
  }

  get error(): VoIPError | null {
    return this.#error;
  }

  /** How often in a row no server could be reached. */
  get failedAttempts(): number {
    return this.#failedAttempts;
  }

  get doNotDisturb(): boolean {
    return this.#doNotDisturb;
  }

  set doNotDisturb(on: boolean) {
    this.#doNotDisturb = on;
    this.change(() => undefined);
  }

  set role(role: SoftphoneRole) {
    this.#role = role;
    this.change(() => undefined);
  }

  /** A new beginning: attempts count anew. */
  begin(): void {
    this.#failedAttempts = 0;
  }

  apply(events: readonly CoreEvent[]): void {
    this.change((deliveries) => {
      for (const event of events) this.#applyOne(event, deliveries);
      // Once all of them are known: between connecting and registering again there is a moment that means nothing.
      if (isUp(this.#line) === this.#signallingLost) {
        this.#signallingLost = !this.#signallingLost;
        this.book.updateAll(deliveries, (record) => record.setSignallingLost(this.#signallingLost));
      }
    });
  }

  /** A change, told to everybody when it is complete. */
  change(change: (deliveries: Deliveries) => void): void {
    const before = this.#snapshot.state;
    const deliveries: Deliveries = [];
    change(deliveries);
    this.#renew(before, deliveries);
    this.wake();
    for (const delivery of deliveries) this.#dispatcher.post(delivery);
  }

  /** The phone is off: the line is down, its calls are over. */
  end(): void {
    this.#line = OFFLINE;
    delete this.#told.transport;
    delete this.#told.registration;
    this.change((deliveries) => this.book.updateAll(deliveries, (record: CallRecord) => record.abandon()));
  }

  fail(error: VoIPError): void {
    this.#error = error;
    this.change((deliveries) => this.book.tellError(error, undefined, deliveries));
  }

  warn(code: string, message: string): void {
    this.listeners.emit('warning', Object.freeze({ code, message }));
  }

  /** Resolves when `reached` is true; it is asked again with each change. */
  until(reached: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const waiter = (): void => {
        if (!reached()) return;
        this.#waiters.delete(waiter);
        resolve();
      };
      this.#waiters.add(waiter);
      waiter();
    });
  }

  /** Lets those who wait look again. */
  wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  #applyOne(event: CoreEvent, deliveries: Deliveries): void {
    if (event.type === 'transport' || event.type === 'registration') return this.#applyLine(event, deliveries);
    if (this.book.apply(event, deliveries)) return;
    if (event.type === 'warning') return void deliveries.push(() => this.warn(event.code, event.message));
    if (event.type === 'doNotDisturb') return void (this.#doNotDisturb = event.on);
    if (event.type === 'devices') this.#told.devices = event;
    const told = this.#host.other(event);
    if (told) deliveries.push(told);
  }

  #applyLine(event: CoreTransportEvent | CoreRegistrationEvent, deliveries: Deliveries): void {
    const lost = event.type === 'transport' && event.state === 'reconnecting';
    const repeated = lost && this.#line.transport !== 'connected' && this.#failedAttempts > 0;
    if (event.type === 'transport') {
      this.#told.transport = event;
      this.#line = withTransport(this.#line, event);
      if (lost) this.#failedAttempts += 1;
      if (event.state === 'connected') this.#failedAttempts = 0;
    } else {
      this.#told.registration = event;
      this.#line = withRegistration(this.#line, event);
      if (event.state === 'registered') this.#error = null;
    }
    const error = troubleOf(event);
    if (error) {
      this.#error = error;
      // One loss is told once, not with each attempt that fails after it.
      if (!repeated) this.book.tellError(error, undefined, deliveries);
    }
  }

  #renew(before: SoftphoneState, deliveries: Deliveries): void {
    const state = stateOf(this.#line);
    const calls = this.book.snapshots;
    const old = this.#snapshot;
    const sameCalls = calls.length === old.calls.length && calls.every((call, index) => call === old.calls[index]);
    const next = {
      state,
      reachable: isReachable(this.#line),
      role: this.#role,
      doNotDisturb: this.#doNotDisturb,
      calls: sameCalls ? old.calls : Object.freeze(calls),
      error: this.#error,
    };
    if ((Object.keys(next) as (keyof SoftphoneSnapshot)[]).every((key) => next[key] === old[key])) return;
    const snapshot = Object.freeze(next);
    this.#snapshot = snapshot;
    if (state !== before) deliveries.unshift(() => this.listeners.emit('stateChanged', state, before));
    deliveries.push(() => this.listeners.emit('changed', snapshot));
  }
}
