import { VoIPError } from '../base.js';
import { DeviceStore } from '../devices/store.js';
import type { DevicesSnapshot } from '../devices/types.js';
import { errorFrom } from '../errors.js';
import type { Listeners } from '../listeners.js';
import type { phone } from '../load-phone.js';
import { attendPage, type AttendedPhone } from '../page/attend.js';
import { giveUpOn, throwIfAborted } from './abort.js';
import type { Call } from './call.js';
import { linkTo } from './call-link.js';
import type { CallRecord } from './call-record.js';
import type { Commands } from './commands.js';
import type { CoreEvent } from './core-events.js';
import { callerUser } from './core-options.js';
import { dialAhead } from './dial-ahead.js';
import type { SoftphoneEvents } from './events.js';
import { LocalPhone, type Inheritance } from './local-phone.js';
import { PhoneState } from './phone-state.js';
import { PhoneTabs } from './tabs/phone-tabs.js';
import { Telling } from './telling.js';
import type { TransferAnswer } from './transfer-request.js';
import type { CallOptions, MessageOptions, SoftphoneOptions, SoftphoneSnapshot, SoftphoneState } from './types.js';

/**
 * What a {@link Softphone} does once something is asked of it. Members of the same name do what `softphone.ts`, which
 * applications see, says of them.
 */
export class PhoneCore {
  readonly #options: SoftphoneOptions;
  /** What is in WebAssembly; the face has it, so that it is in no chunk of its own. */
  readonly #module: typeof phone;
  readonly #state: PhoneState;
  readonly devices: DeviceStore;
  /** The phone, while it is in this tab. */
  #local: LocalPhone | null = null;
  /** This tab's place among the others, while it is started. */
  #tabs: PhoneTabs | null = null;
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;
  /** Ends the making of the phone in this tab, which may wait for what never comes. */
  #giveUp: () => void = () => undefined;
  /** Counts what `stop()` ends, so that a start that is still under way notices. */
  #generation = 0;
  #disposed = false;

  /** `before` is what the phone has shown so far, and stays what it shows until something changes. */
  constructor(
    options: SoftphoneOptions,
    listeners: Listeners<SoftphoneEvents>,
    before: SoftphoneSnapshot,
    devices: DevicesSnapshot,
    module: typeof phone,
  ) {
    this.#options = options;
    this.#module = module;
    this.#state = new PhoneState(listeners, before, {
      link: linkTo(() => this.#commands, (...given) => this.telling.send(...given)),
      answerTo: (record) => this.#answerTo(record),
      comesIn: () => this.#local?.comesIn(),
      touched: (record) => this.#local?.touched(record),
      other: (event) => (event.type === 'devices' ? () => this.devices.adopt(event.chosen) : this.telling.apply(event)),
    });
    this.devices = new DeviceStore(devices, {
      audio: options.audio,
      elsewhere: () => (this.#tabs && !this.#local ? this.#tabs.commands : null),
      choose: (chosen) => this.#news([{ type: 'devices', chosen }]),
      changed: (change) => listeners.emit('deviceChange', change),
      warn: (code, message) => this.#state.warn(code, message),
      reroute: () => attended.reroute(),
    });
    const page: AttendedPhone = {
      getSnapshot: () => this.snapshot,
      on: (name, listener) => listeners.on(name, listener),
      devices: this.devices,
    };
    const attended = attendPage(page, options, (code, message) => this.#state.warn(code, message));
  }

  get snapshot(): SoftphoneSnapshot {
    return this.#state.snapshot;
  }

  get state(): SoftphoneState {
    return this.#state.snapshot.state;
  }

  get reachable(): boolean {
    return this.#state.reachable;
  }

  get calls(): readonly Call[] {
    return this.#state.book.faces;
  }

  get doNotDisturb(): boolean {
    return this.#state.doNotDisturb;
  }

  set doNotDisturb(on: boolean) {
    this.#state.doNotDisturb = on;
    if (this.#tabs ?? this.#local) this.#commands.setDoNotDisturb(on).catch(() => undefined);
  }

  get error(): VoIPError | null {
    return this.#state.error;
  }

  start(): Promise<void> {
    if (!this.#starting) {
      const starting = this.#start(this.#generation).finally(() => {
        if (this.#starting === starting) this.#starting = null;
      });
      this.#starting = starting;
    }
    return this.#starting;
  }

  stop(): Promise<void> {
    // A start that is under way is overtaken, also one that still loads the module or waits for an earlier stop.
    this.#generation += 1;
    this.#starting = null;
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  async register(): Promise<void> {
    await this.#commands.register();
    await this.#registered(this.#generation);
  }

  async unregister(): Promise<void> {
    const state = this.#state;
    await this.#commands.unregister();
    await state.until(() => !this.#isOn || (state.registration !== 'registered' && state.registration !== 'registering'));
  }

  async call(target: string, options: CallOptions): Promise<Call> {
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

  async sendMessage(target: string, text: string, options: MessageOptions): Promise<void> {
    if (typeof target !== 'string' || target.trim() === '') throw errorFrom({ kind: 'phone', code: 'invalid_target' });
    await this.telling.send(undefined, target.trim(), text, options);
  }

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

  async recover(): Promise<Call[]> {
    this.#running();
    const recovered = (await this.#local?.recoverCalls()) ?? [];
    return recovered.map((record) => this.#state.book.face(record));
  }

  dispose(): void {
    this.#disposed = true;
    this.devices.close();
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
    const tabs = new PhoneTabs({
      options: this.#options,
      state: this.#state,
      local: () => this.#local,
      open: (before) => this.#open(before, this.#generation),
      prepare: () => void this.#module.load().catch(() => undefined),
      handOver: () => {
        this.#local?.handOver();
        this.#local = null;
      },
      moved: () => this.telling.moved(),
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
    const { options, drop } = dialAhead(this.#options);
    const stopped = new Promise<undefined>((resolve) => {
      this.#giveUp = () => {
        drop();
        resolve(undefined);
      };
    });
    try {
      const { SoftphoneCore } = (await Promise.race([this.#module.load(), stopped])) ?? this.#overtaken();
      this.#notOvertaken(generation);
      const local = new LocalPhone(SoftphoneCore, { options, state: this.#state, devices: this.devices, news: this.#news }, before);
      this.#local = local;
      await local.start();
      return local;
    } finally {
      drop();
    }
  }

  readonly #news = (events: CoreEvent[]): void => {
    this.#tabs?.tell(events);
    this.#state.apply(events);
    this.#tabs?.goOn(events);
  };

  #notOvertaken(generation: number): void {
    if (this.#disposed || generation !== this.#generation) this.#overtaken();
  }

  #overtaken(): never {
    if (this.#disposed) throw errorFrom({ kind: 'phone', code: 'disposed' });
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
    this.#giveUp();
    // Another tab goes on, or nothing more is said.
    if (tabs?.hasOthers) local?.handOver();
    else local?.dispose();
    tabs?.close();
    this.telling.close();
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

  /** What it tells and asks besides calls. */
  readonly telling = new Telling({
    commands: () => this.#commands,
    message: (message, call) => {
      const record = call === undefined ? undefined : this.#state.book.get(call);
      this.#state.listeners.emit('message', message, record ? this.#state.book.face(record) : null);
    },
    mailbox: (mailbox) => this.#state.listeners.emit('mailbox', mailbox),
  });
}
