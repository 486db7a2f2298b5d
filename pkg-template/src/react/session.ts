import {
  ArgumentError,
  SoftphoneError,
  VoIPClient,
  VoIPError,
  type Call,
  type CallOptions,
  type CallSnapshot,
  type LoginParams,
  type RejectOptions,
  type Softphone,
  type SoftphoneOptions,
  type SoftphoneRole,
  type VoIPClientOptions,
} from '../client.js';
import { learn } from '../hints.js';
import { HOOK_HINTS } from '../hook-hints.js';
import { Audience, Shared, subscription, withNewest } from './shared.js';

/** What `useVoIP` shows: immutable, replaced when something changes. */
export interface VoIPSnapshot {
  /** There is a token. */
  readonly isLoggedIn: boolean;
  /** Calls can come in. */
  readonly isRegistered: boolean;
  /** The call that is talked to, else the newest one. */
  readonly currentCall: CallSnapshot | null;
  /** The calls that have not ended, oldest first. */
  readonly calls: readonly CallSnapshot[];
  /** What went wrong last; `null` once something was asked for again, or the phone has got over it. */
  readonly error: VoIPError | null;
  /** Whether this tab is the one that holds the phone, one that follows it, or the only one. */
  readonly role: SoftphoneRole;
}

/** What a server renders, and what a page shows before anything happened. */
export const IDLE: VoIPSnapshot = Object.freeze({
  isLoggedIn: false,
  isRegistered: false,
  currentCall: null,
  calls: Object.freeze([]),
  error: null,
  role: 'alone',
});

/** What sets one session apart from another, and how its phone and its client are made. */
export interface SessionSettings {
  /** URL of the API. */
  apiUrl: string;
  /** The domain of the extension's SIP address. */
  sipDomain: string;
  /** The SIP server's `ws:` or `wss:` address, or several. */
  wsUri: SoftphoneOptions['wsUri'];
  /** Whether the tabs of this browser are one phone and share the realtime connection; `true` when not given. */
  multiTab?: boolean;
  /** Further options of the softphone. */
  softphone?: Omit<Partial<SoftphoneOptions>, 'wsUri' | 'sipDomain' | 'extension' | 'password'>;
  /** Further options of the client: where its realtime events come from, for instance. */
  client?: Omit<Partial<VoIPClientOptions>, 'apiUrl'>;
}

/** What a session is made from: settings, or what the application has made itself. */
export interface SessionParts {
  settings?: SessionSettings;
  client?: VoIPClient;
  softphone?: Softphone;
}

/** Who is told of a session's phones. */
export interface PhoneWatcher {
  attach(phone: Softphone): void;
  /** Its calls have ended. */
  detach(phone: Softphone): void;
}

/** One user with one phone, shared by every component that asks for it. */
export class Session {
  /** Those who want to know of phones that come and go. */
  readonly watchers = new Set<PhoneWatcher>();

  #settings: SessionSettings | undefined;
  #client: VoIPClient | null;
  #phone: Softphone | null;
  /** The phone is the application's, and is neither disposed of nor rests. */
  readonly #phoneGiven: boolean;
  readonly #clientGiven: boolean;
  /** Whose phone that is. */
  #identity = '';
  /** The phone is wanted; it rests while no component is mounted. */
  #phoneWanted = false;
  #resting = false;
  /** Counts how often it went to rest. */
  #rests = 0;
  /** Counts how often it was stopped, and what came of that for a start that was under way. */
  #stops = 0;
  #overtaken: unknown;
  /** The error that is shown is the phone's, and goes when the phone has got over it. */
  #phoneError: VoIPError | null = null;
  #loggingOut = false;
  #error: VoIPError | null = null;
  #snapshot = IDLE;
  readonly #listeners = new Audience();
  readonly #users = new Shared(() => this.#arrive());

  constructor(parts: SessionParts) {
    learn(HOOK_HINTS);
    this.#settings = parts.settings;
    this.#client = parts.client ?? null;
    this.#phone = parts.softphone ?? null;
    this.#clientGiven = this.#client !== null;
    this.#phoneGiven = this.#phone !== null;
  }

  /** Made by the first command or effect: on a server, where a page's relative address means nothing, there is none. */
  #needClient(): VoIPClient {
    if (this.#client) return this.#client;
    if (!this.#settings) throw new ArgumentError({ code: 'provider_missing' });
    const { apiUrl, multiTab } = this.#settings;
    const more = withNewest(() => this.#settings?.client);
    this.#client = new VoIPClient({ ...(multiTab === undefined ? {} : { multiTab }), ...more, apiUrl });
    this.#client.on('loginChanged', this.#renew);
    return this.#client;
  }

  /** For effects: the client, if there can be one; why there cannot is shown as the error. */
  reachClient(): VoIPClient | null {
    if (!this.#client && !this.#settings) return null;
    try {
      return this.#needClient();
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  /** For rendering: the client, once something has made it. */
  get client(): VoIPClient | null {
    return this.#client;
  }

  get phone(): Softphone | null {
    return this.#phone;
  }

  /** Other options with the same key: handlers that are new with each render. */
  renewSettings(settings: SessionSettings): void {
    this.#settings = settings;
  }

  readonly subscribe = subscription(this.#listeners, this.#users);

  getSnapshot = (): VoIPSnapshot => {
    // Nobody listens for it to what the application has made.
    if (!this.#users.active) this.#read();
    return this.#snapshot;
  };

  /** A component was mounted; returns what to do when it is unmounted. */
  attach = (): (() => void) => this.#users.hold();

  #arrive(): () => void {
    const stops: (() => void)[] = [];
    if (this.#clientGiven) stops.push(this.#client!.on('loginChanged', this.#renew));
    if (this.#phoneGiven) stops.push(...this.#follow(this.#phone!));
    if (this.#phoneWanted && this.#resting) {
      this.#resting = false;
      // Also when it is still on its way to rest: it starts again after that.
      if (this.#phone) this.#start(this.#phone).catch(this.fail);
    }
    this.#renew();
    return () => {
      for (const stop of stops) stop();
      this.#rest();
    };
  }

  #follow(phone: Softphone): (() => void)[] {
    return [phone.subscribe(this.#renew), phone.on('error', (error) => this.#phone === phone && this.fail(error))];
  }

  login = (params: LoginParams): Promise<void> =>
    this.#attempt(async () => {
      await this.#needClient().login(params);
    });

  logout = (): Promise<void> =>
    this.#attempt(async () => {
      await this.#dropPhone();
      this.#loggingOut = true;
      try {
        await this.#needClient().logout();
      } finally {
        this.#loggingOut = false;
      }
    });

  startPhone = (extension: string, password: string, displayName?: string): Promise<void> =>
    this.#attempt(async () => {
      if (this.#phoneGiven) return this.#start(this.#phone!);
      if (!this.#settings) throw new ArgumentError({ code: 'provider_missing' });
      // Asked again for the same phone, as an effect does in StrictMode: there is one.
      const identity = JSON.stringify([extension, password, displayName]);
      if (this.#phone && this.#identity === identity && this.#phone.state !== 'failed') return this.#start(this.#phone);
      const { wsUri, sipDomain, multiTab } = this.#settings;
      const phone = this.#needClient().createSoftphone({
        ...(multiTab === undefined ? {} : { multiTab }),
        ...withNewest(() => this.#settings?.softphone),
        wsUri,
        sipDomain,
        extension,
        password,
        ...(displayName === undefined ? {} : { displayName }),
      });
      this.#follow(phone);
      // A live call kept the phone when the last component went; now it may rest.
      phone.on('callEnded', () => this.#rest());
      // Nothing waits before the new one is in its place: whoever asks meanwhile finds it.
      const dropped = this.#dropPhone();
      this.#identity = identity;
      this.#phone = phone;
      this.#phoneWanted = true;
      for (const watcher of this.watchers) watcher.attach(phone);
      await dropped;
      await this.#start(phone);
    });

  stopPhone = (): Promise<void> => this.#attempt(() => this.#dropPhone());

  call = (target: string, options?: CallOptions): Promise<Call> =>
    this.#attempt(() => {
      if (!this.#phone) throw new SoftphoneError({ code: 'not_started' });
      return this.#phone.call(target, options);
    });

  answer = (id?: string): Promise<void> =>
    this.#onCall(id, (call) => call.answer(), (call) => call.state === 'ringing' && call.direction === 'inbound');

  reject = (id?: string, options?: RejectOptions): Promise<void> =>
    this.#onCall(id, (call) => call.reject(options), (call) => call.state === 'ringing' && call.direction === 'inbound');

  hangup = (id?: string): Promise<void> => this.#onCall(id, (call) => call.hangup());

  toggleHold = (id?: string): Promise<void> => this.#onCall(id, (call) => (call.held ? call.resume() : call.hold()));

  transfer = (target: string, id?: string): Promise<void> => this.#onCall(id, (call) => call.transfer(target));

  toggleMute = (id?: string): Promise<void> => this.#onCall(id, (call) => (call.muted ? call.unmute() : call.mute()));

  sendDtmf = (tones: string): Promise<void> => this.#onCall(undefined, (call) => call.sendDtmf(tones));

  /** The call with this id, else the one that a command without an id means. */
  #onCall(id: string | undefined, command: (call: Call) => Promise<void>, prefer?: (call: Call) => boolean): Promise<void> {
    return this.#attempt(async () => {
      const calls = this.#phone?.calls ?? [];
      const wanted = id ?? (prefer && calls.find(prefer)?.id) ?? this.#snapshot.currentCall?.id;
      const call = calls.find((one) => one.id === wanted);
      if (!call) throw new SoftphoneError({ code: 'call_not_found' });
      await command(call);
    });
  }

  /**
   * Shows an error and rejects with it. The rejection counts as handled, so that `onClick={hangup}` needs no `catch`;
   * who awaits the promise still gets it.
   */
  #attempt<T>(command: () => T | Promise<T>): Promise<T> {
    const attempt = (async () => {
      this.#error = null;
      try {
        return await command();
      } catch (error) {
        this.fail(error);
        throw error;
      } finally {
        this.#renew();
      }
    })();
    attempt.catch(() => undefined);
    return attempt;
  }

  /** Shows what went wrong. */
  readonly fail = (error: unknown): void => {
    if (error === this.#overtaken) return;
    this.#error = error instanceof VoIPError ? error : new VoIPError({ code: 'unexpected', cause: error });
    this.#renew();
  };

  async #dropPhone(): Promise<void> {
    const phone = this.#phone;
    this.#stops += 1;
    if (this.#phoneGiven) return phone!.stop();
    this.#phone = null;
    this.#phoneWanted = false;
    this.#resting = false;
    if (!phone) return;
    try {
      await phone.stop();
    } finally {
      for (const watcher of this.watchers) watcher.detach(phone);
      phone.dispose();
    }
  }

  /** Starts the phone. Where nobody looks, as after an unmount during the login, the session's own rests at once. */
  async #start(phone: Softphone): Promise<void> {
    if (!this.#phoneGiven && !this.#users.active) {
      this.#resting = true;
      return;
    }
    const [rests, stops] = [this.#rests, this.#stops];
    try {
      await phone.start();
    } catch (error) {
      // Stopped on the way, because nobody looked any more: it starts again with the next who does.
      if (rests !== this.#rests) return;
      // Stopped by somebody who knows that it does not start now.
      if (stops !== this.#stops || phone !== this.#phone) this.#overtaken = error;
      throw error;
    }
  }

  /** Nobody looks any more: the phone rests, unless somebody is talking. */
  #rest(): void {
    if (this.#phoneGiven || this.#users.active || !this.#phone || this.#phone.calls.length > 0) return;
    this.#resting = true;
    this.#rests += 1;
    this.#phone.stop().catch(this.fail);
  }

  readonly #renew = (): void => {
    const old = this.#snapshot;
    this.#read();
    if (this.#snapshot !== old) this.#listeners.tell();
  };

  #read(): void {
    const phone = this.#phone?.snapshot;
    if (this.#phoneError && phone?.error !== this.#phoneError) {
      if (phone?.error === null && this.#error === this.#phoneError) this.#error = null;
      this.#phoneError = null;
    }
    if (phone?.error) this.#phoneError = phone.error;
    const next: VoIPSnapshot = {
      isLoggedIn: !this.#loggingOut && this.#client?.token !== undefined,
      isRegistered: phone?.state === 'registered',
      currentCall: focus(phone?.calls ?? IDLE.calls),
      calls: phone?.calls ?? IDLE.calls,
      error: this.#error,
      role: phone?.role ?? 'alone',
    };
    const old = this.#snapshot;
    if ((Object.keys(next) as (keyof VoIPSnapshot)[]).some((key) => next[key] !== old[key])) this.#snapshot = Object.freeze(next);
  }
}

let noSession: Session | undefined;

/** What there is without options, without a provider and without another component that has them: it says so. */
export function nowhere(): Session {
  return (noSession ??= new Session({}));
}

/** The call that a widget with room for one shows: the one that is heard, else the newest. */
function focus(calls: readonly CallSnapshot[]): CallSnapshot | null {
  return calls.find((call) => call.state === 'active') ?? calls.at(-1) ?? null;
}
