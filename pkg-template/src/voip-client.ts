import { ApiPromise } from './api-promise.js';
import { absolute, checkToken } from './client-checks.js';
import { VoIPError } from './base.js';
import type { ClientCore } from './client-core.js';
import { fetched } from './lazy.js';
import { Listeners } from './listeners.js';
import { client } from './load-client.js';
import type { LogLevel, Logger } from './logger.js';
import { PresenceStore } from './presence.js';
import { noPresence } from './presence-state.js';
import { Softphone } from './softphone/softphone.js';
import type { SoftphoneOptions } from './softphone/types.js';
import type { AnyWsEvent, ConnectionState, WsEventMap } from './ws-events.js';
import type { AccountUser } from './tabs/account.js';
import type { EventsEngine } from './tabs/shared-events.js';
import { Operations } from '../gen/operations.js';
import type { ExportCallsParams, RequestOptions } from './model.js';

/** Operations after which another user may be logged in, or nobody. */
const CHANGES_USER = /^(login|adminLogin|logout)$/;

/** Options of a {@link VoIPClient}. */
export interface VoIPClientOptions {
  /** URL of the API, `https://voip-api.example.com`; paths such as `/api/calls` are put behind it. */
  apiUrl: string;
  /** URL of the realtime WebSocket. Default: `apiUrl` with ws or wss, path `/ws`. */
  wsUrl?: string;
  /** A bearer token that you have already. */
  token?: string;
  /** Limit of one attempt in milliseconds, its answer's body included; 0 for none. Default: 30000. */
  timeoutMs?: number;
  /** How often a request is repeated at most. Default: 2. */
  maxRetries?: number;
  /** Instead of the host's `fetch`. */
  fetch?: (input: string, init?: RequestInit) => Promise<Response>;
  /** Instead of the host's `WebSocket`. Node 20 has none: give it the class of the package `ws`. */
  WebSocket?: unknown;
  /** Headers of every request. */
  headers?: Record<string, string>;
  /** Paths that differ on your server, by operation name: `{ originate: '/v2/calls' }`. */
  paths?: Record<string, string>;
  /**
   * Whether requests that act on calls carry an `Idempotency-Key` and are repeated with it. Default `'auto'`: when the
   * answer to the login says that the server honours it.
   */
  idempotency?: 'auto' | boolean;
  /** Where log lines go. Default: nowhere. */
  logger?: Logger;
  /** Which log lines are wanted. Default: `warn` with a logger, else `off`. */
  logLevel?: LogLevel;
  /** Whether the token is refreshed before it ends. Default: true. */
  autoRefresh?: boolean;
  /**
   * Whether the tabs of one account in one browser profile share a realtime connection: one holds it, all have its
   * events. Default: true. What is no page (Node, workers) has its own in any case.
   */
  multiTab?: boolean;
}

/** Events of the client itself. */
export interface ClientEventMap {
  /** The token ends within a minute and cannot be refreshed: log in again, or give another by `setToken`. */
  tokenExpiring: {
    /** When the token ends, in ISO 8601. */
    expiresAt: string;
  };
  /**
   * Somebody is logged in now, or nobody is any more: there is a token, or there is none. Also when somebody else logs
   * in without a logout before: what the server has told the one before is not theirs. Before anything was asked of the
   * server, who takes the place of another one is not told of.
   */
  loginChanged: {
    /** There is a token. */
    loggedIn: boolean;
  };
  /** Something is not as it could be, and goes on: `tabs_unavailable`. See the table of error codes. */
  warning: {
    /** Stable name. */
    code: string;
    /** A sentence that says what is not as it could be. */
    message: string;
  };
}

/**
 * A client of the REST API and its realtime events. Making one loads and sends nothing; the first command does.
 *
 * ```ts
 * const client = new VoIPClient({ apiUrl: 'https://voip-api.example.com' });
 * await client.login({ username: '1001', password, tenantId });
 * const { callUuid } = await client.originate({ fromExtension: '1001', toNumber: '+17865551234' });
 * ```
 */
export class VoIPClient extends Operations {
  /** Who is present; filled by the realtime connection. */
  readonly presence: PresenceStore;

  readonly #options: VoIPClientOptions;
  readonly #events = new Listeners<{ [Name in keyof ClientEventMap]: [ClientEventMap[Name]] }>();
  readonly #wsEvents = new Listeners<{ [name: string]: [event: never] }>();
  readonly #present = noPresence();
  #core: ClientCore | undefined;
  #loading: Promise<ClientCore> | undefined;
  #token: string | undefined;
  #wanted = false;
  /** How many want the connection besides `connectWebSocket()`, and whether that did. */
  #holds = 0;
  #asked = false;
  #loggedIn: boolean;
  /** Who is logged in; two tokens of one user are the same. Nobody was told anything before there is a core. */
  #account: string | undefined;
  /** What holds the realtime connection: the engine by itself, or what shares its with other tabs. */
  #realtime: Pick<EventsEngine, 'connectWebSocket' | 'disconnectWebSocket'> | undefined;
  #user: AccountUser | undefined;
  #state: ConnectionState = 'closed';
  #disposed = false;

  /**
   * @param options Where the API is; everything else has a default.
   * @throws {ArgumentError} when `apiUrl` is no http or https URL.
   */
  constructor(options: VoIPClientOptions) {
    super();
    this.#options = { ...options, apiUrl: absolute(options) };
    checkToken(options.token);
    this.#token = options.token;
    this.#loggedIn = this.token !== undefined;
    this.presence = new PresenceStore(this.#present);
  }

  /** The bearer token, while there is one. It lives in memory alone. */
  get token(): string | undefined {
    return this.#core ? this.#core.engine.token : this.#token;
  }

  /**
   * Takes a token from elsewhere, or forgets the one that is there. One that is set like this is not refreshed.
   *
   * @param token The bearer token, or nothing.
   * @throws {ArgumentError} for a token that cannot stand in a header: with a line break, for instance.
   */
  setToken(token: string | null | undefined): void {
    checkToken(token);
    this.#token = token ?? undefined;
    this.#user = undefined;
    this.#core?.engine.setToken(this.#token);
    this.#lookAtLogin(true);
  }

  /**
   * Calls back on an event of the client itself. Returns the function that ends it.
   * @param event Name of the event.
   * @param listener What is called with it.
   */
  on<E extends keyof ClientEventMap>(event: E, listener: (event: ClientEventMap[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /**
   * Ends what `on` began.
   * @param event Name of the event.
   * @param listener The same function that was given to `on`; all when not given.
   */
  off<E extends keyof ClientEventMap>(event: E, listener?: (event: ClientEventMap[E]) => void): void {
    this.#events.off(event, listener);
  }

  /**
   * Opens the realtime connection and keeps it open: after a loss it is made again after 0.5 to 30 seconds, and
   * presence changes that were missed are delivered. Before the login it waits for the token.
   *
   * @throws {VoIPError} `disposed` after `dispose()`.
   */
  connectWebSocket(): void {
    this.#asked = true;
    this.#connect();
  }

  #connect(): void {
    if (this.#disposed) throw new VoIPError({ code: 'disposed' });
    this.#wanted = true;
    const share = this.#options.multiTab !== false && typeof document !== 'undefined';
    if (!share) this.#realtime ??= this.#core?.engine;
    if (this.#realtime) {
      this.#realtime.connectWebSocket();
      return;
    }
    this.#connection('connecting');
    // Without that file, the connection is this tab's own.
    const chunk = share ? import('./tabs/shared-events.js').catch(() => undefined) : undefined;
    const connection = Promise.all([this.#load(), chunk]).then(([core, found]) => (share ? core.share(found) : core.engine));
    connection.then(
      (connection) => {
        this.#realtime = connection;
        if (this.#wanted) connection.connectWebSocket();
      },
      (error: unknown) => {
        this.#wanted = false;
        // Who has disposed of it meanwhile was told.
        if (this.#disposed) return;
        const { logger, logLevel } = this.#options;
        if (logLevel ? logLevel !== 'off' : logger) (logger ?? console).error(`[voip] realtime: ${String(error)}`);
        this.#connection('closed', error instanceof VoIPError ? error.code : 'wasm_unavailable');
      },
    );
  }

  /** Closes the realtime connection. */
  disconnectWebSocket(): void {
    this.#asked = false;
    this.#wanted = false;
    if (this.#realtime) this.#realtime.disconnectWebSocket();
    else this.#connection('closed');
  }

  /**
   * Opens the realtime connection, as `connectWebSocket()` does, for one of several who need it: it is closed when the
   * last of them has called the function that this returns, unless `connectWebSocket()` was called besides. Until then
   * it also comes back with the next login.
   */
  holdWebSocket(): () => void {
    if (this.#disposed) throw new VoIPError({ code: 'disposed' });
    this.#holds += 1;
    if (this.#state === 'closed') this.#connect();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      if (this.#holds === 0 && !this.#asked) this.disconnectWebSocket();
    };
  }

  /** State of the realtime connection. */
  get connectionState(): ConnectionState {
    return this.#state;
  }

  /**
   * Calls back on a realtime event: `call_start`, `presence_change`, …; `'*'` for every event of the server, the
   * unknown ones too (`switch (event.type)` knows the data of each); `connecting`, `open`, `reconnecting` and `closed` for the connection's states, `connection` for
   * all four. Returns the function that ends it.
   * @param type Name of the event.
   * @param listener What is called with each event.
   */
  onWsEvent<E extends keyof WsEventMap>(type: E, listener: (event: WsEventMap[E]) => void): () => void;
  /**
   * The same for an event that this version does not know.
   * @param type Name of the event.
   * @param listener What is called with each event.
   */
  onWsEvent(type: string, listener: (event: AnyWsEvent) => void): () => void;
  onWsEvent(type: string, listener: (event: never) => void): () => void {
    return this.#wsEvents.on(type, listener);
  }

  /**
   * Ends what `onWsEvent` began; without a listener, all of that type.
   * @param type Name of the event.
   * @param listener The same function that was given to `onWsEvent`.
   */
  offWsEvent<E extends keyof WsEventMap>(type: E, listener?: (event: WsEventMap[E]) => void): void;
  /**
   * The same for an event that this version does not know.
   * @param type Name of the event.
   * @param listener The same function that was given to `onWsEvent`.
   */
  offWsEvent(type: string, listener?: (event: AnyWsEvent) => void): void;
  offWsEvent(type: string, listener?: (event: never) => void): void {
    this.#wsEvents.off(type, listener);
  }

  /**
   * A softphone that takes its STUN and TURN servers from `getTurnCredentials()`, unless the options say otherwise.
   * Nothing is loaded before its `start()`.
   * @param options The SIP server, the extension and its password.
   * @returns The softphone, which is not started.
   * @throws {ArgumentError} for an option that is missing or cannot be.
   */
  createSoftphone(options: SoftphoneOptions): Softphone {
    const getIceServers = async () => {
      const { iceServers, ttl } = await this.getTurnCredentials();
      return { iceServers, ttl };
    };
    return new Softphone({ ...options, getIceServers: options.getIceServers ?? getIceServers });
  }

  /**
   * Gets call records as CSV, piece by piece: for exports that are larger than one wants to hold as text. The promise
   * is fulfilled with the first byte under way; what goes wrong before is an error of its class, and repeated as with
   * `exportCalls`. What goes wrong later breaks the stream: with a `NetworkError`, a `TimeoutError` when nothing has
   * come for `timeoutMs`, or an `AbortError`.
   *
   * ```ts
   * const csv = await client.exportCallsStream({ dateFrom: '2026-01-01' }, { onProgress: ({ loaded }) => show(loaded) });
   * for await (const line of csv.pipeThrough(new TextDecoderStream())) …
   * ```
   * @param params Which of them: the fields of {@link ExportCallsParams}.
   * @param options For this request alone: signal, limits, headers, `onProgress`.
   * @returns The octets of the CSV as they come.
   */
  async exportCallsStream(params?: ExportCallsParams, options?: RequestOptions): Promise<ReadableStream<Uint8Array>> {
    const core = await this.#load();
    return core.exportCalls(params, options, (args, last) => this.callOperation('exportCalls', args, last));
  }

  /** Closes the connection and stops the timers. May be called more than once. */
  dispose(): void {
    if (this.#disposed) return;
    this.disconnectWebSocket();
    this.#disposed = true;
    this.#core?.engine.dispose();
  }

  /** @internal */
  protected callOperation<T>(name: string, args: unknown[], options: RequestOptions | undefined): ApiPromise<T> {
    let response: Response | undefined;
    const last: RequestOptions = {
      ...options,
      onResponse: (answer) => {
        response = answer;
        options?.onResponse?.(answer);
      },
    };
    const answer = this.#load()
      .then(({ engine }) => engine.call(name, args, last) as Promise<T>)
      .then((value) => {
        if (CHANGES_USER.test(name)) {
          this.#user = (value as { user?: AccountUser } | undefined)?.user;
          this.#lookAtLogin(true);
        }
        return value;
      })
      // Every operation may be what found out that nobody is logged in any more.
      .finally(() => this.#lookAtLogin());
    return new ApiPromise(answer, () => response);
  }

  /** `mayBeOther`: not the next token of the same user. */
  #lookAtLogin(mayBeOther = false): void {
    const isShared = this.#core?.accountChanged();
    const { token } = this;
    const loggedIn = token !== undefined;
    const before = this.#account;
    if (!loggedIn) this.#account = undefined;
    else if (mayBeOther) this.#account = this.#core?.account();
    const isOther = loggedIn && before !== undefined && this.#account !== before;
    // Nobody's presence is known before there is a core.
    if (isOther && !isShared) this.#core?.forgetPresence();
    const isChanged = loggedIn !== this.#loggedIn || isOther;
    this.#loggedIn = loggedIn;
    // What was closed by a logout, or because the token before was refused.
    const comesBack = loggedIn && (isChanged || mayBeOther);
    if (comesBack && this.#holds > 0 && this.#state === 'closed' && !this.#disposed) this.#connect();
    if (isChanged) this.#events.emit('loginChanged', { loggedIn });
  }

  #load(): Promise<ClientCore> {
    if (this.#disposed) return Promise.reject(new VoIPError({ code: 'disposed' }));
    this.#loading ??= Promise.all([fetched(import('./client-core.js')), client.load()]).then(
      ([chunk, module]) => {
        this.#core = this.#make(chunk.ClientCore, module);
        this.#account = this.#core.account();
        return this.#core;
      },
      (error: unknown) => {
        // A chunk that could not be fetched may come the next time.
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  #make(constructor: typeof ClientCore, { VoIPClient: engine }: Awaited<ReturnType<typeof client.load>>): ClientCore {
    // Disposed of while it was on its way.
    if (this.#disposed) throw new VoIPError({ code: 'disposed' });
    return new constructor(engine, {
      options: this.#options,
      presence: this.presence,
      presenceState: this.#present,
      events: this.#events,
      wsEvents: this.#wsEvents,
      token: () => this.#token,
      user: () => this.#user,
      state: () => this.#state,
      connection: (state, code) => this.#connection(state, code),
      lookAtLogin: () => this.#lookAtLogin(),
    });
  }

  #connection(state: ConnectionState, code?: string): void {
    if (this.#state === state) return;
    this.#state = state;
    const event = { timestamp: new Date().toISOString(), data: code === undefined ? { state } : { state, code } };
    this.#wsEvents.emit(state, { type: state, ...event } as never);
    this.#wsEvents.emit('connection', { type: 'connection', ...event } as never);
  }
}
