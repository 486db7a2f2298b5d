import type { VoIPError } from '../base.js';
import { devicesOf, type Devices } from '../devices/devices.js';
import type { DeviceStore } from '../devices/store.js';
import { fetched } from '../lazy.js';
import { Listeners } from '../listeners.js';
import { phone } from '../load-phone.js';
import type { Call } from './call.js';
import { checkOptions } from './check-options.js';
import type { ExtensionState } from './dialog-info.js';
import type { SoftphoneEvents } from './events.js';
import type { Mailbox } from './mailbox.js';
import type { PhoneCore } from './phone-core.js';
import type { Subscription } from './subscription.js';
import type { SubscribeOptions } from './subscriptions.js';
import type {
  CallOptions,
  MessageOptions,
  RegisteredPhone,
  SoftphoneOptions,
  SoftphoneSnapshot,
  SoftphoneState,
} from './types.js';

const NOTHING: SoftphoneSnapshot = Object.freeze({
  state: 'disconnected',
  reachable: false,
  role: 'alone',
  doNotDisturb: false,
  calls: Object.freeze([]),
  error: null,
});

/**
 * A SIP telephone in the browser. Making one does nothing; `start()` loads the module, connects and registers.
 *
 * Commands return promises that settle when the thing is done. Getters and `snapshot` are synchronous.
 */
export class Softphone {
  readonly #options: SoftphoneOptions;
  readonly #listeners = new Listeners<SoftphoneEvents>();
  /** What it shows until there is a core. */
  #before: SoftphoneSnapshot;
  #core: PhoneCore | null = null;
  #loading: Promise<PhoneCore> | null = null;
  /** For those who wait for the core without a command. */
  readonly #loaded = new Listeners<{ core: [PhoneCore] }>();
  #disposed = false;
  /** Its microphone and its loudspeakers, and which are used. */
  readonly devices: Devices;

  /**
   * A phone that is not started.
   * @param options The server, the extension and its password; everything else has a default.
   * @throws {ArgumentError} for an option that is missing or cannot be.
   */
  constructor(options: SoftphoneOptions) {
    checkOptions(options);
    this.#options = { ...options };
    this.#before = options.doNotDisturb ? Object.freeze({ ...NOTHING, doNotDisturb: true }) : NOTHING;
    const once = (act: (store: DeviceStore) => void): (() => void) => {
      // It comes with the next command if it does not now.
      this.#ask(() => {}).catch(() => {});
      return this.#loaded.on('core', (core) => act(core.devices));
    };
    this.devices = devicesOf(options, () => this.#core?.devices, (act) => this.#ask((core) => act(core.devices)), once);
    const dispose = (Symbol as { dispose?: symbol }).dispose;
    if (dispose) Object.defineProperty(this, dispose, { value: () => this.dispose() });
  }

  /** The phone at this moment, immutable; another object when something has changed. */
  get snapshot(): SoftphoneSnapshot {
    return this.#core?.snapshot ?? this.#before;
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
    return this.snapshot.state;
  }

  /** True only while the registration is known to be fresh: calls can come in. */
  get reachable(): boolean {
    return this.#core?.reachable ?? false;
  }

  /** The calls that have not ended, oldest first. */
  get calls(): readonly Call[] {
    return this.#core?.calls ?? [];
  }

  /** While it is true, calls that come in are answered busy (486) and nothing else is heard of them. */
  get doNotDisturb(): boolean {
    return this.snapshot.doNotDisturb;
  }

  set doNotDisturb(on: boolean) {
    if (this.#core) this.#core.doNotDisturb = on;
    else if (on !== this.#before.doNotDisturb) {
      this.#before = Object.freeze({ ...NOTHING, doNotDisturb: on });
      this.#listeners.emit('changed', this.#before);
    }
  }

  /** What is wrong now; `null` once the phone is registered again. */
  get error(): VoIPError | null {
    return this.#core?.error ?? null;
  }

  /**
   * Adds a listener; returns the function that removes it.
   * @param name Name of the event.
   * @param listener What is called with it.
   */
  on<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): () => void {
    return this.#listeners.on(name, listener);
  }

  /**
   * Removes a listener.
   * @param name Name of the event.
   * @param listener The same function that was given to `on`.
   */
  off<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): void {
    if (listener) this.#listeners.off(name, listener);
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
      : this.#ask((core) => core.telling.subscribe(first, options ?? ({} as SubscribeOptions)))) as Softphone['subscribe'];

  /** `snapshot`, as a function that can be passed on. */
  getSnapshot = (): SoftphoneSnapshot => this.snapshot;

  /**
   * Connects and registers; resolves when registered. Rejects when that cannot be (`authentication_failed`,
   * `registration_rejected`, `subprotocol_refused`, `insecure_context`), and also when the server could not be reached
   * (`transport_closed`, `retryable`): then the phone goes on trying until `stop()`.
   */
  start(): Promise<void> {
    const isNew = !this.#core && !this.#disposed;
    const started = this.#ask((core) => core.start());
    // Beside what asks for it: one journey less. And after it, which finds out where to connect, and does, meanwhile.
    if (isNew) phone.fetch();
    return started;
  }

  /**
   * Ends the calls, unregisters and disconnects. With other tabs there it only leaves: the phone goes on in one of them,
   * and this tab hears of its calls no more. `start()` begins anew.
   */
  stop(): Promise<void> {
    // Nothing was begun; or what was begun is overtaken, also if its chunk never comes.
    return this.#loading ? this.#loading.then((core) => core.stop(), () => undefined) : Promise.resolve();
  }

  /** Registers again after `unregister()` or a failure; resolves when registered. */
  register(): Promise<void> {
    return this.#ask((core) => core.register());
  }

  /** Removes the registration and stays connected: calls go out, none come in. */
  unregister(): Promise<void> {
    return this.#ask((core) => core.unregister());
  }

  /**
   * Asks the server which phones are registered for this extension.
   * @returns The phones, this one among them.
   */
  fetchRegistrations(): Promise<readonly RegisteredPhone[]> {
    return this.#ask((core) => core.telling.fetchRegistrations());
  }

  /**
   * Calls an extension, a telephone number or a SIP address. Resolves with the call as soon as it exists, not when it
   * is answered. A microphone that cannot be had ends the call and is told by the event `error`.
   * @param target Extension, telephone number or SIP address.
   * @param options Headers, caller id, a signal to give it up.
   * @returns The call, which is not answered yet.
   * @throws {VoIPError} `invalid_target`, `too_many_calls`, `not_started`.
   */
  call(target: string, options: CallOptions = {}): Promise<Call> {
    return this.#ask((core) => core.call(target, options));
  }

  /**
   * Sends a message to an extension or a SIP address (SIP MESSAGE); resolves when it was taken, rejects with
   * `message_failed`. Without a connection it waits for one, for half a minute at most.
   * @param target Extension or SIP address.
   * @param text The message.
   * @param options Its type.
   * @throws {VoIPError} `message_failed`, `invalid_target`, `limit_reached`.
   */
  sendMessage(target: string, text: string, options: MessageOptions = {}): Promise<void> {
    return this.#ask((core) => core.sendMessage(target, text, options));
  }

  /**
   * Watches a voice mailbox, this extension's own when not given: how many messages there are.
   * @param target Extension or SIP address of the mailbox.
   * @returns The subscription, whose `value` has the counts.
   */
  watchMailbox(target = this.#options.extension): Promise<Subscription<Mailbox>> {
    return this.#ask((core) => core.telling.watchMailbox(target));
  }

  /**
   * Watches what an extension is doing: idle, ringing, calling, busy.
   * @param extension Its number.
   * @returns The subscription, whose `value` has the state.
   */
  watchExtension(extension: string): Promise<Subscription<ExtensionState>> {
    return this.#ask((core) => core.telling.watchExtension(extension));
  }

  /**
   * Puts the call that is talked to on hold and takes the other one back.
   * @param one One of the two, in either order.
   * @param other The other one.
   */
  swap(one: Call, other: Call): Promise<void> {
    return this.#ask((core) => core.swap(one, other));
  }

  /**
   * Takes up again the calls that the page had when it was reloaded, by INVITE with Replaces; resolves with those that
   * are up again, each with its sound both ways. Where a server refuses that, the far end gets a BYE. Call it after
   * `start()`, within ten seconds: calls that nobody asks for are ended then.
   * @returns The calls that are up again.
   */
  recover(): Promise<Call[]> {
    return this.#ask((core) => core.recover());
  }

  /** Lets go of everything at once, without a word to the server. May be called again; nothing else may. */
  dispose(): void {
    this.#disposed = true;
    this.#core?.dispose();
  }

  /** Has the core do something: it is loaded with the first command. */
  async #ask<T>(command: (core: PhoneCore) => T | Promise<T>): Promise<T> {
    this.#loading ??= fetched(import('./phone-core.js')).then(
      (chunk) => {
        const core = new chunk.PhoneCore(this.#options, this.#listeners, this.#before, this.devices.getSnapshot(), phone);
        // Disposed of while it was on its way.
        if (this.#disposed) core.dispose();
        this.#core = core;
        this.#loaded.emit('core', core);
        this.#loaded.off('core');
        return core;
      },
      (error: unknown) => {
        // It may come the next time.
        this.#loading = null;
        throw error;
      },
    );
    return command(await this.#loading);
  }
}
