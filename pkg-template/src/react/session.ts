import {
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
} from '../client.js';

/** What `useVoIP` shows: immutable, replaced when something changes. */
export interface VoIPSnapshot {
  readonly isLoggedIn: boolean;
  readonly isRegistered: boolean;
  readonly currentCall: CallSnapshot | null;
  readonly calls: readonly CallSnapshot[];
  readonly error: VoIPError | null;
}

/** What a server renders, and what a page shows before anything happened. */
export const IDLE: VoIPSnapshot = Object.freeze({
  isLoggedIn: false,
  isRegistered: false,
  currentCall: null,
  calls: Object.freeze([]),
  error: null,
});

/** What sets one session apart from another, and how its phone is made. */
export interface SessionSettings {
  apiUrl: string;
  sipDomain: string;
  wsUri: SoftphoneOptions['wsUri'];
  /** Further options of the softphone. */
  softphone?: Omit<Partial<SoftphoneOptions>, 'wsUri' | 'sipDomain' | 'extension' | 'password'>;
}

/**
 * How long nobody may use a session before its phone is stopped: StrictMode mounts, unmounts and mounts again at
 * once, and a route change unmounts one page before it mounts the next.
 */
const LINGER_MS = 100;

const sessions = new Map<string, Session>();

/** The session of these settings; components with the same ones share it. */
export function sessionOf(settings: SessionSettings): Session {
  const key = JSON.stringify([settings.apiUrl, settings.sipDomain, settings.wsUri]);
  let session = sessions.get(key);
  if (!session) sessions.set(key, (session = new Session(settings)));
  return session;
}

/** One logged-in user with one phone, shared by every component that asks for it. */
export class Session {
  readonly #settings: SessionSettings;
  #made: VoIPClient | null = null;
  #phone: Softphone | null = null;
  /** Whose phone that is. */
  #identity = '';
  /** The phone is wanted; it rests while no component is mounted. */
  #phoneWanted = false;
  #resting = false;
  /** The error that is shown is the phone's, and goes when the phone has got over it. */
  #phoneError: VoIPError | null = null;
  #isLoggedIn = false;
  #error: VoIPError | null = null;
  #snapshot = IDLE;
  #listeners = new Set<() => void>();
  #users = 0;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** Made by the first command: on a server, where a page's relative address means nothing, there is none. */
  get #client(): VoIPClient {
    return (this.#made ??= new VoIPClient({ apiUrl: this.#settings.apiUrl }));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getSnapshot = (): VoIPSnapshot => this.#snapshot;

  /** A component was mounted; returns what to do when it is unmounted. */
  attach = (): (() => void) => {
    this.#users += 1;
    clearTimeout(this.#lingering);
    if (this.#phoneWanted && this.#resting) {
      this.#resting = false;
      // Also when it is still on its way to rest: it starts again after that.
      this.#phone?.start().catch((error: unknown) => this.#fail(error));
    }
    return () => {
      this.#users -= 1;
      if (this.#users === 0) this.#lingering = setTimeout(() => this.#rest(), LINGER_MS);
    };
  };

  login = (params: LoginParams): Promise<void> =>
    this.#attempt(async () => {
      await this.#client.login(params);
      this.#isLoggedIn = true;
    });

  logout = (): Promise<void> =>
    this.#attempt(async () => {
      await this.#dropPhone();
      this.#isLoggedIn = false;
      await this.#client.logout();
    });

  startPhone = (extension: string, password: string, displayName?: string): Promise<void> =>
    this.#attempt(async () => {
      // Asked again for the same phone, as an effect does in StrictMode: there is one.
      const identity = JSON.stringify([extension, password, displayName]);
      if (this.#phone && this.#identity === identity && this.#phone.state !== 'failed') return this.#phone.start();
      const { wsUri, sipDomain, softphone } = this.#settings;
      const phone = this.#client.createSoftphone({
        ...softphone,
        wsUri,
        sipDomain,
        extension,
        password,
        ...(displayName === undefined ? {} : { displayName }),
      });
      phone.subscribe(() => this.#renew());
      phone.on('error', (error) => this.#phone === phone && this.#fail(error));
      // A live call kept the phone when the last component went; now it may rest.
      phone.on('callEnded', () => this.#users === 0 && this.#rest());
      // Nothing waits before the new one is in its place: whoever asks meanwhile finds it.
      const dropped = this.#dropPhone();
      this.#identity = identity;
      this.#phone = phone;
      this.#phoneWanted = true;
      await dropped;
      await phone.start();
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
        this.#fail(error);
        throw error;
      } finally {
        this.#renew();
      }
    })();
    attempt.catch(() => undefined);
    return attempt;
  }

  #fail(error: unknown): void {
    this.#error = error instanceof VoIPError ? error : new VoIPError({ code: 'unexpected', cause: error });
    this.#renew();
  }

  async #dropPhone(): Promise<void> {
    const phone = this.#phone;
    this.#phone = null;
    this.#phoneWanted = false;
    this.#resting = false;
    try {
      await phone?.stop();
    } finally {
      phone?.dispose();
    }
  }

  /** Nobody looks any more: the phone rests, unless somebody is talking. */
  #rest(): void {
    if (this.#users > 0 || !this.#phone || this.#phone.calls.length > 0) return;
    this.#resting = true;
    this.#phone.stop().catch((error: unknown) => this.#fail(error));
  }

  #renew(): void {
    const phone = this.#phone?.snapshot;
    if (this.#phoneError && phone?.error !== this.#phoneError) {
      if (phone?.error === null && this.#error === this.#phoneError) this.#error = null;
      this.#phoneError = null;
    }
    if (phone?.error) this.#phoneError = phone.error;
    const calls = phone?.calls ?? IDLE.calls;
    const next: VoIPSnapshot = {
      isLoggedIn: this.#isLoggedIn,
      isRegistered: phone?.state === 'registered',
      currentCall: focus(calls),
      calls,
      error: this.#error,
    };
    const old = this.#snapshot;
    if ((Object.keys(next) as (keyof VoIPSnapshot)[]).every((key) => next[key] === old[key])) return;
    this.#snapshot = Object.freeze(next);
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The call that a widget with room for one shows: the one that is heard, else the newest. */
function focus(calls: readonly CallSnapshot[]): CallSnapshot | null {
  return calls.find((call) => call.state === 'active') ?? calls.at(-1) ?? null;
}
