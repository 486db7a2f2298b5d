import { errorFrom, VoIPError } from '../errors.js';
import { fetched, loadPhone } from '../init.js';
import { attendPage } from '../page/attend.js';
import { giveUpOn, throwIfAborted } from './abort.js';
import type { Call } from './call.js';
import { linkTo } from './call-link.js';
import type { CallRecord } from './call-record.js';
import type { Commands } from './commands.js';
import type { CoreEvent } from './core-events.js';
import { callerUser, checkOptions } from './core-options.js';
import { dialAhead } from './dial-ahead.js';
import type { ExtensionState } from './dialog-info.js';
import type { SoftphoneEvents } from './events.js';
import type { Inheritance, LocalPhone } from './local-phone.js';
import type { Mailbox } from './mailbox.js';
import { PhoneState } from './phone-state.js';
import type { Subscription } from './subscription.js';
import type { SubscribeOptions } from './subscriptions.js';
import type { PhoneTabs } from './tabs/phone-tabs.js';
import { Telling } from './telling.js';
import type { TransferAnswer } from './transfer-request.js';
import type {
  CallOptions,
  MessageOptions,
  RegisteredPhone,
  SoftphoneOptions,
  SoftphoneSnapshot,
  SoftphoneState,
} from './types.js';

/**
 * A SIP telephone in the browser. Making one does nothing; `start()` loads the module, connects and registers.
 *
 * Commands return promises that settle when the thing is done. Getters and `snapshot` are synchronous.
 */
export class Softphone {
  readonly #options: SoftphoneOptions;
  readonly #state: PhoneState;
  /** The phone, while it is in this tab. */
  #local: LocalPhone | null = null;
  /** This tab's place among the others, while it is started. */
  #tabs: PhoneTabs | null = null;
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;
  /** Counts what `stop()` ends, so that a start that is still under way notices. */
  #generation = 0;
  #disposed = false;

  /**
   * A phone that is not started.
   * @param options The server, the extension and its password; everything else has a default.
   * @throws {ArgumentError} for an option that is missing or cannot be.
   */
  constructor(options: SoftphoneOptions) {
    checkOptions(options);
    this.#options = { ...options };
    this.#state = new PhoneState({
      link: linkTo(() => this.#commands, (...given) => this.#telling.send(...given)),
      answerTo: (record) => this.#answerTo(record),
      comesIn: () => this.#local?.comesIn(),
      touched: (record) => this.#local?.touched(record),
      other: (event) => this.#telling.apply(event),
    });
    this.#state.doNotDisturb = options.doNotDisturb ?? false;
    attendPage(this, this.#options, (code, message) => this.#state.warn(code, message));
    const dispose = (Symbol as { dispose?: symbol }).dispose;
    if (dispose) Object.defineProperty(this, dispose, { value: () => this.dispose() });
  }

  /** The phone at this moment, immutable; another object when something has changed. */
  get snapshot(): SoftphoneSnapshot {
    return this.#state.snapshot;
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
    return this.#state.snapshot.state;
  }

  /** True only while the registration is known to be fresh: calls can come in. */
  get reachable(): boolean {
    return this.#state.reachable;
  }

  /** The calls that have not ended, oldest first. */
  get calls(): readonly Call[] {
    return this.#state.book.faces;
  }

  /** While it is true, calls that come in are answered busy (486) and nothing else is heard of them. */
  get doNotDisturb(): boolean {
    return this.#state.doNotDisturb;
  }

  set doNotDisturb(on: boolean) {
    this.#state.doNotDisturb = on;
    if (this.#tabs ?? this.#local) this.#commands.setDoNotDisturb(on).catch(() => undefined);
  }

  /** What is wrong now; `null` once the phone is registered again. */
  get error(): VoIPError | null {
    return this.#state.error;
  }

  /**
   * Adds a listener; returns the function that removes it.
   * @param name Name of the event.
   * @param listener What is called with it.
   */
  on<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): () => void {
    return this.#state.listeners.on(name, listener);
  }

  /**
   * Removes a listener.
   * @param name Name of the event.
   * @param listener The same function that was given to `on`.
   */
  off<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): void {
    this.#state.listeners.off(name, listener);
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
  getSnapshot = (): SoftphoneSnapshot => this.#state.snapshot;

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

  /**
   * Ends the calls, unregisters and disconnects. With other tabs there it only leaves: the phone goes on in one of them,
   * and this tab hears of its calls no more. `start()` begins anew.
   */
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
    await this.#commands.register();
    await this.#registered(this.#generation);
  }

  /** Removes the registration and stays connected: calls go out, none come in. */
  async unregister(): Promise<void> {
    const state = this.#state;
    await this.#commands.unregister();
    await state.until(() => !this.#isOn || (state.registration !== 'registered' && state.registration !== 'registering'));
  }

  /**
   * Asks the server which phones are registered for this extension.
   * @returns The phones, this one among them.
   */
  fetchRegistrations(): Promise<readonly RegisteredPhone[]> {
    return this.#telling.fetchRegistrations();
  }

  /**
   * Calls an extension, a telephone number or a SIP address. Resolves with the call as soon as it exists, not when it
   * is answered. A microphone that cannot be had ends the call and is told by the event `error`.
   * @param target Extension, telephone number or SIP address.
   * @param options Headers, caller id, a signal to give it up.
   * @returns The call, which is not answered yet.
   * @throws {VoIPError} `invalid_target`, `too_many_calls`, `not_started`.
   */
  async call(target: string, options: CallOptions = {}): Promise<Call> {
    const { anonymous = false, callerId, extraHeaders = {}, signal } = options;
    if (typeof target !== 'string' || target.trim() === '') throw errorFrom({ kind: 'phone', code: 'invalid_target' });
    throwIfAborted(signal);
    const from = Date.now();
    const headers = Object.entries(extraHeaders);
    if (callerId) headers.push(['P-Preferred-Identity', `<sip:${callerUser(callerId)}@${this.#options.sipDomain}>`]);
    const check = (): void => throwIfAborted(signal);
    const place = (): Promise<number> => this.#commands.invite(target.trim(), anonymous, headers, from, check);
    const call = this.#state.book.face(await this.#state.book.place(null, place));
    if (signal) giveUpOn(signal, call);
    return call;
  }

  /**
   * Sends a message to an extension or a SIP address (SIP MESSAGE); resolves when it was taken, rejects with
   * `message_failed`. Without a connection it waits for one, for half a minute at most.
   * @param target Extension or SIP address.
   * @param text The message.
   * @param options Its type.
   * @throws {VoIPError} `message_failed`, `invalid_target`, `limit_reached`.
   */
  async sendMessage(target: string, text: string, options: MessageOptions = {}): Promise<void> {
    if (typeof target !== 'string' || target.trim() === '') throw errorFrom({ kind: 'phone', code: 'invalid_target' });
    await this.#telling.send(undefined, target.trim(), text, options);
  }

  /**
   * Watches a voice mailbox, this extension's own when not given: how many messages there are.
   * @param target Extension or SIP address of the mailbox.
   * @returns The subscription, whose `value` has the counts.
   */
  watchMailbox(target = this.#options.extension): Promise<Subscription<Mailbox>> {
    return this.#telling.watchMailbox(target);
  }

  /**
   * Watches what an extension is doing: idle, ringing, calling, busy.
   * @param extension Its number.
   * @returns The subscription, whose `value` has the state.
   */
  watchExtension(extension: string): Promise<Subscription<ExtensionState>> {
    return this.#telling.watchExtension(extension);
  }

  /**
   * Puts the call that is talked to on hold and takes the other one back.
   * @param one One of the two, in either order.
   * @param other The other one.
   */
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
   * @returns The calls that are up again.
   */
  async recover(): Promise<Call[]> {
    this.#running();
    const recovered = (await this.#local?.recoverCalls()) ?? [];
    return recovered.map((record) => this.#state.book.face(record));
  }

  /** Lets go of everything at once, without a word to the server. May be called again; nothing else may. */
  dispose(): void {
    this.#disposed = true;
    this.#tearDown();
  }

  /** It was started and neither stopped nor lost. */
  get #isOn(): boolean {
    return this.#local !== null || this.#tabs !== null;
  }

  #running(): void {
    if (this.#disposed) throw errorFrom({ kind: 'phone', code: 'disposed' });
    if (!this.#isOn) throw errorFrom({ kind: 'phone', code: 'not_started' });
  }

  /** The phone, wherever it is. */
  get #commands(): Commands {
    this.#running();
    return this.#local ?? (this.#tabs as PhoneTabs).commands;
  }

  async #start(generation: number): Promise<void> {
    if (this.#disposed) throw errorFrom({ kind: 'phone', code: 'disposed' });
    if ((globalThis as { isSecureContext?: boolean }).isSecureContext === false) {
      throw errorFrom({ kind: 'phone', code: 'insecure_context' });
    }
    await this.#stopping;
    this.#notOvertaken(generation);
    const failed = this.state === 'failed';
    // What has failed for good is begun anew.
    if (failed && this.#local) this.#tearDown();
    if (!this.#isOn) await this.#begin(generation);
    // `unregister()` came before.
    else if (failed || this.#state.registration === 'unregistered') await this.#commands.register();
    await this.#registered(generation);
    this.#local?.registered();
  }

  async #begin(generation: number): Promise<void> {
    if (this.#options.multiTab === false) {
      await this.#open({ callsBefore: 0 }, generation);
      return;
    }
    // Beside what finds out whether the phone is to be in this tab: one that is not has it ready too.
    load().catch(() => undefined);
    const { PhoneTabs } = await fetched(import('./tabs/phone-tabs.js'));
    this.#notOvertaken(generation);
    const tabs = new PhoneTabs({
      options: this.#options,
      state: this.#state,
      local: () => this.#local,
      open: (before) => this.#open(before, this.#generation),
      prepare: () => void load().catch(() => undefined),
      handOver: () => {
        this.#local?.handOver();
        this.#local = null;
      },
      moved: () => this.#telling.moved(),
      failed: (error) => {
        if (this.#tabs !== tabs) return;
        this.#tearDown();
        this.#state.fail(error instanceof VoIPError ? error : errorFrom({ kind: 'phone', code: 'not_started', cause: error }));
      },
    });
    this.#tabs = tabs;
    try {
      await tabs.joined;
    } catch (error) {
      if (this.#tabs === tabs) this.#tearDown();
      this.#notOvertaken(generation);
      throw error;
    }
    this.#notOvertaken(generation);
  }

  /** Makes the phone in this tab and starts it. */
  async #open(before: Inheritance, generation: number): Promise<LocalPhone> {
    const news = (events: CoreEvent[]): void => {
      this.#tabs?.tell(events);
      this.#state.apply(events);
      this.#tabs?.goOn(events);
    };
    const { options, drop } = dialAhead(this.#options);
    try {
      const [chunk, { SoftphoneCore }] = await load();
      this.#notOvertaken(generation);
      const local = new chunk.LocalPhone(SoftphoneCore, { options, state: this.#state, news }, before);
      this.#local = local;
      await local.start();
      return local;
    } finally {
      drop();
    }
  }

  #notOvertaken(generation: number): void {
    if (this.#disposed) throw errorFrom({ kind: 'phone', code: 'disposed' });
    if (generation === this.#generation) return;
    throw errorFrom({ kind: 'phone', code: 'not_started', message: 'stop() was called before the phone was registered.' });
  }

  async #stop(): Promise<void> {
    const local = this.#local;
    if (local && !this.#tabs?.hasOthers) {
      await local.stop();
      if (this.#local !== local) return;
    }
    this.#tearDown();
  }

  #tearDown(): void {
    const tabs = this.#tabs;
    const local = this.#local;
    this.#tabs = null;
    this.#local = null;
    // Another tab goes on, or nothing more is said.
    if (tabs?.hasOthers) local?.handOver();
    else local?.dispose();
    tabs?.close();
    this.#telling.close();
    this.#state.end();
    this.#state.role = 'alone';
  }

  /** Resolves once registered; rejects once that has failed. */
  async #registered(generation: number): Promise<void> {
    const attempts = [this.#options.wsUri].flat().length;
    await this.#state.until(
      () =>
        this.state === 'registered' ||
        this.state === 'failed' ||
        !this.#isOn ||
        this.#generation !== generation ||
        this.#state.failedAttempts >= attempts,
    );
    this.#notOvertaken(generation);
    if (this.state === 'registered') return;
    throw this.error ?? errorFrom({ kind: 'phone', code: 'registration_rejected' });
  }

  #answerTo(record: CallRecord): TransferAnswer {
    return {
      accept: async () => {
        const from = Date.now();
        const { book } = this.#state;
        return book.face(await book.place(null, () => this.#commands.acceptRefer(record.number, from)));
      },
      reject: (statusCode) => this.#commands.rejectRefer(record.number, statusCode),
    };
  }

  readonly #telling = new Telling({
    commands: () => this.#commands,
    message: (message, call) => {
      const record = call === undefined ? undefined : this.#state.book.get(call);
      this.#state.listeners.emit('message', message, record ? this.#state.book.face(record) : null);
    },
    mailbox: (mailbox) => this.#state.listeners.emit('mailbox', mailbox),
  });
}

/** What it takes to have the phone in this tab. */
function load(): Promise<[typeof import('./local-phone.js'), Awaited<ReturnType<typeof loadPhone>>]> {
  return Promise.all([fetched(import('./local-phone.js')), loadPhone()]);
}
