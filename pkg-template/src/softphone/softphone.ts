import { errorFrom, VoIPError } from '../errors.js';
import { loadPhone } from '../init.js';
import { attendPage } from '../page/attend.js';
import { Call } from './call.js';
import { CallRecord } from './call-record.js';
import { settled, type Core } from './core.js';
import type { CoreCallEvent, CoreEvent, CoreRegistrationEvent, CoreTransportEvent } from './core-events.js';
import { callerUser, checkOptions, coreCredentials, coreOptions } from './core-options.js';
import type { ExtensionState } from './dialog-info.js';
import { Dispatcher, Listeners } from './dispatcher.js';
import type { DtmfSender } from './dtmf.js';
import type { SoftphoneEvents } from './events.js';
import { IceServers } from './ice-servers.js';
import { isReachable, isUp, OFFLINE, stateOf, troubleOf, withRegistration, withTransport } from './line.js';
import type { Mailbox } from './mailbox.js';
import { Merges } from './merges.js';
import { Reload } from './reload.js';
import type { Subscription } from './subscription.js';
import type { SubscribeOptions } from './subscriptions.js';
import { Telling } from './telling.js';
import { TransferRequest, type TransferAnswer } from './transfer-request.js';
import type {
  CallOptions,
  MessageOptions,
  RegisteredPhone,
  SoftphoneOptions,
  SoftphoneSnapshot,
  SoftphoneState,
} from './types.js';

/** How long `stop()` waits for the server to confirm. */
const STOP_PATIENCE_MS = 5000;

/**
 * A SIP telephone in the browser. Making one does nothing; `start()` loads the module, connects and registers.
 *
 * Commands return promises that settle when the thing is done. Getters and `snapshot` are synchronous.
 */
export class Softphone {
  readonly #options: SoftphoneOptions;
  readonly #dispatcher = new Dispatcher();
  readonly #listeners = new Listeners<SoftphoneEvents>();
  #core: Core | null = null;
  #reload: Reload | null = null;
  #servers: IceServers | null = null;
  #line = OFFLINE;
  #error: VoIPError | null = null;
  #records = new Map<number, CallRecord>();
  #faces = new Map<CallRecord, Call>();
  #placed = new Map<number, CallRecord>();
  #placing: { from: number }[] = [];
  #doNotDisturb = false;
  #snapshot: SoftphoneSnapshot = Object.freeze({
    state: 'disconnected',
    reachable: false,
    doNotDisturb: false,
    calls: Object.freeze([]),
    error: null,
  });
  #failedAttempts = 0;
  #signallingLost = false;
  #lineWaiters = new Set<() => void>();
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;
  /** Counts what `stop()` ends, so that a start that is still under way notices. */
  #generation = 0;
  #disposed = false;

  constructor(options: SoftphoneOptions) {
    checkOptions(options);
    this.#options = { ...options };
    this.doNotDisturb = options.doNotDisturb ?? false;
    attendPage(this, this.#options, (code, message) => this.#warn(code, message));
    const dispose = (Symbol as { dispose?: symbol }).dispose;
    if (dispose) Object.defineProperty(this, dispose, { value: () => this.dispose() });
  }

  /** The phone at this moment, immutable; another object when something has changed. */
  get snapshot(): SoftphoneSnapshot {
    return this.#snapshot;
  }

  /** Its SIP address, without the `sip:` in front. */
  get address(): string {
    return `${this.#options.extension}@${this.#options.sipDomain}`;
  }

  /** The extension whose phone it is. */
  get extension(): string {
    return this.#options.extension;
  }

  /** How far it is on its way to being reachable. */
  get state(): SoftphoneState {
    return this.#snapshot.state;
  }

  /** True only while the registration is known to be fresh: calls can come in. */
  get reachable(): boolean {
    return isReachable(this.#line);
  }

  /** The calls that have not ended, oldest first. */
  get calls(): readonly Call[] {
    return [...this.#faces.values()];
  }

  /** While it is true, calls that come in are answered busy (486) and nothing else is heard of them. */
  get doNotDisturb(): boolean {
    return this.#doNotDisturb;
  }

  set doNotDisturb(on: boolean) {
    this.#doNotDisturb = on;
    void this.#core?.setDoNotDisturb(on);
    this.#change(() => undefined);
  }

  /** What is wrong now; `null` once the phone is registered again. */
  get error(): VoIPError | null {
    return this.#error;
  }

  /** Adds a listener; returns the function that removes it. */
  on<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): () => void {
    return this.#listeners.on(name, listener);
  }

  /** Removes a listener. */
  off<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): void {
    this.#listeners.off(name, listener);
  }

  /**
   * `subscribe(listener)` calls it when `snapshot` was replaced and returns the function that stops it.
   * `subscribe(target, options)` subscribes to the state of an extension or a SIP address (SIP SUBSCRIBE); what comes is
   * for the application to read.
   */
  readonly subscribe: {
    (listener: () => void): () => void;
    (target: string, options: SubscribeOptions): Promise<Subscription>;
  } = ((first: string | (() => void), options?: SubscribeOptions) =>
    typeof first === 'function'
      ? this.on('changed', () => first())
      : this.#telling.subscribe(first, options ?? ({} as SubscribeOptions))) as Softphone['subscribe'];

  /** `snapshot`, as a function that can be passed on. */
  getSnapshot = (): SoftphoneSnapshot => this.#snapshot;

  /**
   * Connects and registers; resolves when registered. Rejects when that cannot be (`authentication_failed`,
   * `registration_rejected`, `subprotocol_refused`, `insecure_context`), and also when the server could not be reached
   * (`transport_closed`, `retryable`): then the phone goes on trying until `stop()`.
   */
  start(): Promise<void> {
    if (!this.#starting) {
      const starting = this.#start(this.#generation).finally(() => {
        if (this.#starting === starting) this.#starting = null;
      });
      this.#starting = starting;
    }
    return this.#starting;
  }

  /** Ends the calls, unregisters and disconnects. `start()` begins anew. */
  stop(): Promise<void> {
    // A start that is under way is overtaken, also one that still loads the module or waits for an earlier stop.
    this.#generation += 1;
    this.#starting = null;
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  /** Registers again after `unregister()` or a failure; resolves when registered. */
  async register(): Promise<void> {
    await this.#command((core) => core.register());
    await this.#registered(this.#generation);
  }

  /** Removes the registration and stays connected: calls go out, none come in. */
  async unregister(): Promise<void> {
    await this.#command((core) => core.unregister());
    await this.#untilLine(() => this.#line.registration !== 'registered' && this.#line.registration !== 'registering');
  }

  /** Asks the server which phones are registered for this extension. */
  fetchRegistrations(): Promise<readonly RegisteredPhone[]> {
    return this.#telling.fetchRegistrations();
  }

  /**
   * Calls an extension, a telephone number or a SIP address. Resolves with the call as soon as it exists, not when it
   * is answered.
   */
  async call(target: string, options: CallOptions = {}): Promise<Call> {
    const { anonymous = false, callerId, extraHeaders = {}, signal } = options;
    if (typeof target !== 'string' || target.trim() === '') throw errorFrom({ kind: 'phone', code: 'invalid_target' });
    throwIfAborted(signal);
    const from = Date.now();
    const headers = Object.entries(extraHeaders);
    if (callerId) headers.push(['P-Preferred-Identity', `<sip:${callerUser(callerId)}@${this.#options.sipDomain}>`]);
    const record = await this.#withServers(() => {
      throwIfAborted(signal);
      return this.#place(from, (core) => core.invite(target.trim(), anonymous, headers));
    });
    this.#holdOthers(record);
    const call = this.#face(record);
    if (signal) this.#giveUpOn(signal, call);
    return call;
  }

  /**
   * Sends a message to an extension or a SIP address (SIP MESSAGE); resolves when it was taken, rejects with
   * `message_failed`. Without a connection it waits for one, for half a minute at most.
   */
  async sendMessage(target: string, text: string, options: MessageOptions = {}): Promise<void> {
    if (typeof target !== 'string' || target.trim() === '') throw errorFrom({ kind: 'phone', code: 'invalid_target' });
    await this.#telling.send(undefined, target.trim(), text, options);
  }

  /** Watches a voice mailbox, this extension's own when not given: how many messages there are. */
  watchMailbox(target = this.#options.extension): Promise<Subscription<Mailbox>> {
    return this.#telling.watchMailbox(target);
  }

  /** Watches what an extension is doing: idle, ringing, calling, busy. */
  watchExtension(extension: string): Promise<Subscription<ExtensionState>> {
    return this.#telling.watchExtension(extension);
  }

  /** Puts the call that is talked to on hold and takes the other one back. */
  async swap(one: Call, other: Call): Promise<void> {
    const [talking, waiting] = one.held ? [other, one] : [one, other];
    await talking.hold();
    try {
      await waiting.resume();
    } catch (error) {
      // Better the old one than none.
      talking.resume().catch(() => undefined);
      throw error;
    }
  }

  /**
   * Takes up again the calls that the page had when it was reloaded, by INVITE with Replaces; resolves with those that
   * are up again, each with its sound both ways. Where a server refuses that, the far end gets a BYE. Call it after
   * `start()`, within ten seconds: calls that nobody asks for are ended then.
   */
  async recover(): Promise<Call[]> {
    this.#running();
    const recovered = (await this.#reload?.recover()) ?? [];
    return recovered.map((record) => this.#face(record));
  }

  /** Lets go of everything at once, without a word to the server. May be called again; nothing else may. */
  dispose(): void {
    this.#disposed = true;
    this.#tearDown();
  }

  /** Gives a command that needs fresh ICE servers; while they are waited for, the microphone is asked for. */
  async #withServers<T>(command: () => Promise<T>): Promise<T> {
    const core = this.#running();
    if (this.#servers?.isFresh !== false) return command();
    core.warm(true);
    try {
      await this.#servers.ready();
      return await command();
    } finally {
      // The call has taken it by now, or there is none.
      core.warm(false);
    }
  }

  /** Gives a command that makes a call, and returns what is known of the call. */
  async #place(from: number, command: (core: Core) => Promise<unknown>): Promise<CallRecord> {
    const placing = { from };
    this.#placing.push(placing);
    let record: CallRecord | undefined;
    try {
      const number = (await settled(command(this.#running()))) as number;
      record = this.#placed.get(number);
      this.#placed.delete(number);
    } finally {
      this.#placing = this.#placing.filter((one) => one !== placing);
    }
    if (!record) throw errorFrom({ kind: 'phone', code: 'call_not_found' });
    return record;
  }

  async #start(generation: number): Promise<void> {
    if (this.#disposed) throw errorFrom({ kind: 'phone', code: 'disposed' });
    if ((globalThis as { isSecureContext?: boolean }).isSecureContext === false) {
      throw errorFrom({ kind: 'phone', code: 'insecure_context' });
    }
    await this.#stopping;
    this.#notOvertaken(generation);
    // What has failed for good is begun anew.
    if (this.#core && this.state === 'failed') this.#tearDown();
    if (!this.#core) {
      const { SoftphoneCore } = await loadPhone();
      this.#notOvertaken(generation);
      this.#reload = new Reload(this.#options, {
        core: () => this.#core,
        records: () => this.#records.values(),
        place: (kept) => this.#place(Date.now(), (core) => core.recover(kept)),
        warn: (code, message) => this.#warn(code, message),
      });
      const core = new SoftphoneCore(coreOptions(this.#options, this.#reload.instanceId), (events: CoreEvent[]) => {
        if (this.#core === core) this.#apply(events);
      });
      this.#core = core;
      this.#failedAttempts = 0;
      this.#servers = new IceServers(
        this.#options,
        (servers) => core.setIceServers(servers),
        (cause) => this.#warn('ice_servers_unavailable', `getIceServers failed: ${String(cause)}`),
      );
      // Not waited for: registering does not need them.
      void this.#servers.refresh();
      void core.setDoNotDisturb(this.#doNotDisturb);
      await settled(core.start());
    } else if (this.#line.registration === 'unregistered') {
      // `unregister()` came before.
      await settled(this.#core.register());
    }
    await this.#registered(generation);
    this.#reload?.registered();
  }

  #notOvertaken(generation: number): void {
    if (this.#disposed) throw errorFrom({ kind: 'phone', code: 'disposed' });
    if (generation === this.#generation) return;
    throw errorFrom({ kind: 'phone', code: 'not_started', message: 'stop() was called before the phone was registered.' });
  }

  async #stop(): Promise<void> {
    const core = this.#core;
    if (!core) return;
    this.#servers?.stop();
    let limit: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, STOP_PATIENCE_MS);
    });
    await settled(core.stop());
    await Promise.race([this.#untilLine(() => this.#line.transport === 'disconnected'), patience]);
    clearTimeout(limit);
    if (this.#core === core) this.#tearDown();
  }

  #tearDown(): void {
    this.#reload?.stop();
    this.#servers?.stop();
    this.#merges.close();
    this.#telling.close();
    this.#core?.dispose();
    this.#core = null;
    this.#servers = null;
    const before = this.state;
    this.#line = OFFLINE;
    const deliveries: (() => void)[] = [];
    for (const record of [...this.#records.values()]) {
      const call = this.#face(record);
      const previous = call.state;
      if (record.abandon()) this.#tellCall(record, call, previous, deliveries);
    }
    this.#renew(before, deliveries);
    for (const delivery of deliveries) this.#dispatcher.post(delivery);
    for (const waiter of [...this.#lineWaiters]) waiter();
  }

  /** Resolves once registered; rejects once that has failed. */
  async #registered(generation: number): Promise<void> {
    const attempts = [this.#options.wsUri].flat().length;
    const settled = (): boolean =>
      this.state === 'registered' ||
      this.state === 'failed' ||
      this.#core === null ||
      this.#generation !== generation ||
      this.#failedAttempts >= attempts;
    await this.#untilLine(settled);
    this.#notOvertaken(generation);
    if (this.state === 'registered') return;
    throw this.#error ?? errorFrom({ kind: 'phone', code: 'registration_rejected' });
  }

  #untilLine(reached: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const waiter = (): void => {
        if (!reached() && this.#core) return;
        this.#lineWaiters.delete(waiter);
        resolve();
      };
      this.#lineWaiters.add(waiter);
      waiter();
    });
  }

  #apply(events: readonly CoreEvent[]): void {
    const before = this.state;
    const deliveries: (() => void)[] = [];
    for (const event of events) this.#applyOne(event, deliveries);
    // Once all of them are known: between connecting and registering again there is a moment that means nothing.
    if (isUp(this.#line) === this.#signallingLost) {
      this.#signallingLost = !this.#signallingLost;
      for (const id of this.#records.keys()) this.#update(id, deliveries, (record) => record.setSignallingLost(this.#signallingLost));
    }
    this.#renew(before, deliveries);
    for (const waiter of [...this.#lineWaiters]) waiter();
    for (const delivery of deliveries) this.#dispatcher.post(delivery);
  }

  #applyOne(event: CoreEvent, deliveries: (() => void)[]): void {
    switch (event.type) {
      case 'transport':
      case 'registration':
        return this.#applyLine(event, deliveries);
      case 'call':
        return this.#applyCall(event, deliveries);
      case 'media':
        return this.#update(event.id, deliveries, (record) => record.applyMedia(event));
      case 'gathered':
        return this.#update(event.id, deliveries, (record) => record.applyGathered(event));
      case 'mediaFailed': {
        const error = errorFrom({ kind: 'phone', code: event.code, cause: event.detail });
        const record = this.#records.get(event.id);
        if (record) record.failure = error;
        return this.#tellError(error, record, deliveries);
      }
      case 'credentials':
        return void this.#provideCredentials(event.realm);
      case 'warning':
        return void deliveries.push(() => this.#warn(event.code, event.message));
    }
    const told = this.#telling.apply(event);
    if (told) deliveries.push(told);
  }

  #applyLine(event: CoreTransportEvent | CoreRegistrationEvent, deliveries: (() => void)[]): void {
    const lost = event.type === 'transport' && event.state === 'reconnecting';
    const repeated = lost && this.#line.transport !== 'connected' && this.#failedAttempts > 0;
    if (event.type === 'transport') {
      this.#line = withTransport(this.#line, event);
      if (lost) this.#failedAttempts += 1;
      if (event.state === 'connected') this.#failedAttempts = 0;
    } else {
      this.#line = withRegistration(this.#line, event);
      if (event.state === 'registered') this.#error = null;
    }
    const error = troubleOf(event);
    if (error) {
      this.#error = error;
      // One loss is told once, not with each attempt that fails after it.
      if (!repeated) this.#tellError(error, undefined, deliveries);
    }
  }

  #applyCall(event: CoreCallEvent, deliveries: (() => void)[]): void {
    let record = this.#records.get(event.id);
    if (!record && event.view) {
      // Only a call that is being placed has a beginning before the core knew it.
      const placed = event.event === 'placed';
      record = new CallRecord(event.view, (placed && this.#placing[0]?.from) || event.view.startedAt);
      this.#records.set(event.id, record);
      if (placed) this.#placed.set(event.id, record);
    }
    if (!record) return;
    const call = this.#face(record);
    if (event.event === 'incoming') {
      void this.#servers?.ready();
      const before = event.view?.replaces === undefined ? undefined : this.#records.get(event.view.replaces);
      const previous = before && this.#face(before);
      deliveries.push(() => {
        if (previous) this.#listeners.emit('replaced', call, previous);
        else this.#listeners.emit('incoming', call);
      });
    }
    this.#update(event.id, deliveries, (known) => known.applyCall(event));
    const { digit } = event;
    if (digit !== undefined) deliveries.push(() => record.listeners.emit('dtmf', digit));
    if (event.event === 'redirected') {
      const targets = Object.freeze([...record.redirectTargets]);
      deliveries.push(() => record.listeners.emit('redirected', targets));
    }
    if (event.event === 'transfer') this.#applyTransfer(record, deliveries);
    const asked = event.event === 'referRequested' && record.asked;
    if (asked) {
      const request = new TransferRequest(call, asked, this.#answerTo(record));
      deliveries.push(() => this.#listeners.emit('transferRequest', request));
    }
    if (event.event === 'operationFailed') {
      const operation = event.operation ?? '';
      const statusCode = event.status ?? 0;
      const error = errorFrom({ kind: 'phone', code: 'operation_failed', details: { operation, statusCode } });
      record.fail(operation, error);
      deliveries.push(() => record.listeners.emit('error', error));
    }
  }

  #applyTransfer(record: CallRecord, deliveries: (() => void)[]): void {
    const progress = record.snapshot.transfer;
    if (!progress) return;
    const { state, statusCode, reasonPhrase } = progress;
    if (state === 'failed') {
      record.fail('transfer', errorFrom({ kind: 'phone', code: 'transfer_failed', details: { statusCode, reasonPhrase } }));
    }
    deliveries.push(() => record.listeners.emit('transfer', progress));
  }

  #answerTo(record: CallRecord): TransferAnswer {
    return {
      accept: async () => {
        const placed = await this.#withServers(() => this.#place(Date.now(), (core) => core.acceptRefer(record.number)));
        // Not the one in which it was asked: its far end holds it already, and ends it.
        this.#holdOthers(placed, record);
        return this.#face(placed);
      },
      reject: (statusCode) => this.#command((core) => core.rejectRefer(record.number, statusCode)),
    };
  }

  #update(id: number, deliveries: (() => void)[], change: (record: CallRecord) => boolean): void {
    const record = this.#records.get(id);
    if (!record) return;
    const previous = record.snapshot.state;
    if (change(record)) this.#tellCall(record, this.#face(record), previous, deliveries);
    this.#merges.changed(record);
  }

  #changeCall(record: CallRecord, change: (record: CallRecord) => boolean): void {
    this.#change((deliveries) => this.#update(record.number, deliveries, change));
  }

  /** A change that no event of the core brought. */
  #change(change: (deliveries: (() => void)[]) => void): void {
    const before = this.state;
    const deliveries: (() => void)[] = [];
    change(deliveries);
    this.#renew(before, deliveries);
    for (const delivery of deliveries) this.#dispatcher.post(delivery);
  }

  #tellCall(record: CallRecord, call: Call, previous: Call['state'], deliveries: (() => void)[]): void {
    const snapshot = record.snapshot;
    const { state, endReason } = snapshot;
    deliveries.push(() => record.listeners.emit('changed', snapshot));
    if (state !== previous) deliveries.push(() => record.listeners.emit('stateChanged', state, previous));
    if (state !== 'ended' || previous === 'ended') return;
    this.#records.delete(record.number);
    this.#faces.delete(record);
    deliveries.push(() => {
      if (endReason) record.listeners.emit('ended', endReason);
      this.#listeners.emit('callEnded', call);
    });
  }

  #tellError(error: VoIPError, record: CallRecord | undefined, deliveries: (() => void)[]): void {
    deliveries.push(() => {
      record?.listeners.emit('error', error);
      this.#listeners.emit('error', error);
    });
  }

  #warn(code: string, message: string): void {
    this.#listeners.emit('warning', Object.freeze({ code, message }));
  }

  #renew(before: SoftphoneState, deliveries: (() => void)[]): void {
    const state = stateOf(this.#line);
    const calls = [...this.#records.values()].map((record) => record.snapshot);
    const old = this.#snapshot;
    const sameCalls = calls.length === old.calls.length && calls.every((call, index) => call === old.calls[index]);
    const reachable = isReachable(this.#line);
    const doNotDisturb = this.#doNotDisturb;
    const sameLine = state === old.state && reachable === old.reachable && doNotDisturb === old.doNotDisturb;
    if (sameCalls && sameLine && this.#error === old.error) return;
    const snapshot = Object.freeze({
      state,
      reachable,
      doNotDisturb,
      calls: sameCalls ? old.calls : Object.freeze(calls),
      error: this.#error,
    });
    this.#snapshot = snapshot;
    if (state !== before) deliveries.unshift(() => this.#listeners.emit('stateChanged', state, before));
    deliveries.push(() => this.#listeners.emit('changed', snapshot));
  }

  async #provideCredentials(realm: string): Promise<void> {
    try {
      const given = await this.#options.getCredentials?.(realm);
      await this.#command((core) => core.provideCredentials(coreCredentials(given ?? {})));
    } catch (cause) {
      const error = errorFrom({ kind: 'phone', code: 'authentication_failed', cause });
      this.#error = error;
      this.#change((deliveries) => this.#tellError(error, undefined, deliveries));
    }
  }

  #face(record: CallRecord): Call {
    let call = this.#faces.get(record);
    if (!call) {
      call = new Call(record, this.#link);
      if (!record.isEnded) this.#faces.set(record, call);
    }
    return call;
  }

  #holdOthers(...but: CallRecord[]): void {
    if (this.#options.autoHoldOnNewCall === false) return;
    for (const [record, call] of this.#faces) {
      if (!but.includes(record) && call.answeredAt !== null && !call.held) {
        // A refused hold is reported by the call itself and stops no other call.
        call.hold().catch(() => undefined);
      }
    }
  }

  #giveUpOn(signal: AbortSignal, call: Call): void {
    const giveUp = (): void => {
      if (call.answeredAt === null) call.hangup().catch(() => undefined);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    call.on('ended', () => signal.removeEventListener('abort', giveUp));
    if (signal.aborted) giveUp();
  }

  #running(): Core {
    if (this.#disposed) throw errorFrom({ kind: 'phone', code: 'disposed' });
    if (!this.#core) throw errorFrom({ kind: 'phone', code: 'not_started' });
    return this.#core;
  }

  async #command(command: (core: Core) => Promise<unknown>): Promise<void> {
    await settled(command(this.#running()));
  }

  readonly #telling = new Telling({
    running: () => this.#running(),
    message: (message, call) => {
      const record = call === undefined ? undefined : this.#records.get(call);
      this.#listeners.emit('message', message, record ? this.#face(record) : null);
    },
    mailbox: (mailbox) => this.#listeners.emit('mailbox', mailbox),
  });

  readonly #merges = new Merges({
    tracks: (record) => this.#core?.tracks(record.number) ?? [],
    send: (record, track) => this.#core?.sendTrack(record.number, track),
    change: (record, change) => this.#changeCall(record, change),
    mute: (record, muted) => this.#link.mute(record, muted),
  });

  /** What calls ask of their phone. */
  readonly #link = {
    answer: async (record: CallRecord): Promise<void> => {
      await this.#withServers(() => this.#command((core) => core.answer(record.number)));
      this.#holdOthers(record);
    },
    reject: (record: CallRecord, statusCode: number, forwardTo: string | undefined) =>
      this.#command((core) => core.reject(record.number, statusCode, forwardTo)),
    followRedirect: (record: CallRecord, index: number) =>
      this.#command((core) => core.followRedirect(record.number, index)),
    hangup: (record: CallRecord) => this.#command((core) => core.hangup(record.number)),
    hold: (record: CallRecord) => this.#command((core) => core.hold(record.number)),
    resume: (record: CallRecord) => this.#command((core) => core.resume(record.number)),
    transfer: (record: CallRecord, target: string) => this.#command((core) => core.transfer(record.number, target)),
    transferTo: (record: CallRecord, other: CallRecord) =>
      this.#command((core) => core.transferTo(record.number, other.number)),
    mute: (record: CallRecord, muted: boolean): void => {
      const core = this.#running();
      for (const one of this.#merges.membersOf(record)) {
        core.mute(one.number, muted);
        this.#changeCall(one, (known) => known.setMuted(muted));
      }
    },
    merge: async (record: CallRecord, other: CallRecord): Promise<void> => {
      const members = [record, other].flatMap((one) => this.#merges.membersOf(one));
      await Promise.all(members.map((one) => this.#face(one).resume()));
      await this.#merges.merge(record, other);
    },
    split: async (record: CallRecord): Promise<void> => {
      const others = this.#merges.membersOf(record).filter((one) => one !== record);
      this.#merges.split(record);
      if (this.#options.autoHoldOnNewCall !== false) await Promise.all(others.map((one) => this.#face(one).hold()));
    },
    dtmfSender: (record: CallRecord) => this.#running().dtmfSender(record.number) as DtmfSender | null | undefined,
    setHeaders: (record: CallRecord, headers: [string, string][]) =>
      this.#command((core) => core.setHeaders(record.number, headers)),
    sendDigits: (record: CallRecord, digits: string) => this.#telling.sendDigits(record.number, digits),
    sendMessage: (record: CallRecord, text: string, options: MessageOptions) =>
      this.#telling.send(record.number, '', text, options),
    getStats: (record: CallRecord): Promise<unknown> =>
      record.isEnded ? Promise.resolve(undefined) : this.#running().getStats(record.number),
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw errorFrom({ kind: 'aborted', code: 'aborted', message: 'The call was given up by its signal.', cause: signal.reason });
}
