import { VoIPError } from '../base.js';
import type {
  CallSnapshot,
  Softphone,
  SoftphoneOptions,
  SoftphoneRole,
  VoIPClientOptions,
} from '../client.js';
import { fetched } from '../lazy.js';
import { VoIPClient } from '../voip-client.js';
import type { SessionCommands } from './session-commands.js';
import { Audience, nothing, Shared, subscription } from './shared.js';

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

/** What components ask of a session by name. */
export type CommandName = Exclude<keyof SessionCommands, 'arrive' | 'leave'>;

/**
 * One user with one phone, shared by every component that asks for it: what is shown of them. What they do comes with
 * the first component that is mounted (`session-commands.ts`).
 */
export class Session {
  /** Those who want to know of phones that come and go. */
  readonly watchers = new Set<PhoneWatcher>();
  settings: SessionSettings | undefined;
  /** Once something has made it: the first command or effect does, if there can be one. */
  client: VoIPClient | null;
  phone: Softphone | null;
  /** The phone is the application's, and is neither disposed of nor rests. */
  readonly phoneGiven: boolean;
  /** A logout is under way: the token is not counted any more. */
  loggingOut = false;
  /** The error of a command that somebody has overtaken who knows of it. */
  overtaken: unknown;
  readonly #clientGiven: boolean;
  #commands: SessionCommands | undefined;
  #loading: Promise<SessionCommands> | undefined;
  /** The error that is shown is the phone's, and goes when the phone has got over it. */
  #phoneError: VoIPError | null = null;
  #error: VoIPError | null = null;
  #snapshot = IDLE;
  readonly #listeners = new Audience();
  readonly #users = new Shared(() => this.#arrive());

  constructor({ settings, client, softphone }: SessionParts) {
    this.settings = settings;
    this.client = client ?? null;
    this.phone = softphone ?? null;
    this.#clientGiven = !!client;
    this.phoneGiven = !!softphone;
  }

  /** A component is mounted, or was a moment ago. */
  get active(): boolean {
    return this.#users.active;
  }

  readonly subscribe = subscription(this.#listeners, this.#users);

  readonly getSnapshot = (): VoIPSnapshot => {
    // Nobody listens for it to what the application has made.
    if (!this.active) this.#read();
    return this.#snapshot;
  };

  /** A component was mounted; returns what to do when it is unmounted. */
  attach(): () => void {
    return this.#users.hold();
  }

  /** Here and not where it is needed, or a page that has the class itself would have it in a file of its own. */
  newClient(options: VoIPClientOptions): VoIPClient {
    return new VoIPClient(options);
  }

  /** Has its changes shown, for as long as it is not undone. */
  follow(phone: Softphone): (() => void)[] {
    return [phone.subscribe(this.renew), phone.on('error', (error) => this.phone === phone && this.fail(error))];
  }

  /**
   * Gives a command, shows an error and rejects with it. The rejection counts as handled, so that `onClick={hangup}`
   * needs no `catch`; who awaits the promise still gets it.
   */
  run(name: CommandName, given: unknown[]): Promise<unknown> {
    const attempt = (async () => {
      this.#error = null;
      try {
        const commands = this.#commands ?? (await this.#load());
        return await (commands[name] as (...given: unknown[]) => unknown)(...given);
      } catch (error) {
        this.fail(error);
        throw error;
      } finally {
        this.renew();
      }
    })();
    attempt.catch(nothing);
    return attempt;
  }

  /** Shows what went wrong. */
  readonly fail = (error: unknown): void => {
    if (error === this.overtaken) return;
    this.#error = error instanceof VoIPError ? error : new VoIPError({ code: 'unexpected', cause: error });
    this.renew();
  };

  /** Something may have changed. */
  readonly renew = (): void => {
    const old = this.#snapshot;
    this.#read();
    if (this.#snapshot !== old) this.#listeners.tell();
  };

  #arrive(): () => void {
    const stops: (() => void)[] = [];
    if (this.#clientGiven) stops.push(this.client!.on('loginChanged', this.renew));
    if (this.phoneGiven) stops.push(...this.follow(this.phone!));
    if (this.#commands) this.#commands.arrive();
    // So that the first command does not wait for it; where it cannot be had now, that tries again.
    else this.#load().catch(nothing);
    this.renew();
    return () => {
      for (const stop of stops) stop();
      this.#commands?.leave();
    };
  }

  #load(): Promise<SessionCommands> {
    this.#loading ??= fetched(import('./session-commands.js')).then(
      (chunk) => (this.#commands = new chunk.SessionCommands(this)),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  #read(): void {
    const phone = this.phone?.snapshot;
    if (this.#phoneError && phone?.error !== this.#phoneError) {
      if (phone?.error === null && this.#error === this.#phoneError) this.#error = null;
      this.#phoneError = null;
    }
    if (phone?.error) this.#phoneError = phone.error;
    const next: VoIPSnapshot = {
      isLoggedIn: !this.loggingOut && this.client?.token !== undefined,
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
