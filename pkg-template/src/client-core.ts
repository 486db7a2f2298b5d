import { bodyOf } from './download.js';
import { ArgumentError, type ErrorMembers } from './base.js';
import { ERROR_HINTS, errorFrom } from './errors.js';
import type { Listeners } from './listeners.js';
import type { ExportCallsParams, RequestOptions } from './model.js';
import { logTo } from './logger.js';
import type { PresenceDelta, PresenceStore } from './presence.js';
import { PresenceNews } from './presence-news.js';
import type { PresenceState } from './presence-state.js';
import { Receiver } from './receiver.js';
import { accountOf, type AccountUser } from './tabs/account.js';
import type { SharedEvents } from './tabs/shared-events.js';
import type { ClientEventMap, VoIPClientOptions } from './voip-client.js';
import type { AnyWsEvent, ConnectionEvent, ConnectionState } from './ws-events.js';
import type { VoIPClient as Engine } from '../gen/client/voip_sdk.js';

export { pages } from './pages.js';
export { PresenceNews };

/** What the client has before anything is loaded, and what it does with what the module says. @internal */
export interface ClientHost {
  readonly options: VoIPClientOptions;
  readonly presence: PresenceStore;
  readonly presenceState: PresenceState;
  readonly events: Listeners<{ [Name in keyof ClientEventMap]: [ClientEventMap[Name]] }>;
  readonly wsEvents: Listeners<{ [name: string]: [event: never] }>;
  /** The token that was set so far. */
  token(): string | undefined;
  user(): AccountUser | undefined;
  state(): ConnectionState;
  /** The realtime connection has come to that. */
  connection(state: ConnectionState, code: string | undefined): void;
  /** Somebody may be logged in now, or nobody any more. */
  lookAtLogin(): void;
}

/** What a {@link VoIPClient} does once something is asked of it; `voip-client.ts` is what applications see. @internal */
export class ClientCore {
  readonly engine: Engine;
  readonly #host: ClientHost;
  readonly #receiver: Receiver;
  readonly #news: PresenceNews;
  readonly #log: (level: string, line: string) => void;
  #shared: SharedEvents | undefined;

  /** @throws {ArgumentError} when the module finds an option that is wrong. */
  constructor(constructor: typeof Engine, host: ClientHost) {
    this.#host = host;
    this.#news = new PresenceNews(host.presenceState);
    this.#receiver = new Receiver(host.presence, (kind, value) => this.#heard(kind, value));
    const { logger, logLevel, multiTab: _multiTab, ...options } = host.options;
    this.#log = logTo(logger, logLevel);
    try {
      this.engine = new constructor({
        ...options,
        // What the host has stays for Rust to find at each request; undefined members are not there.
        fetch: options.fetch as typeof fetch | undefined,
        token: host.token(),
        onEvent: (kind, value: unknown) => {
          if (kind === 'presence') this.#receiver.presence(value as PresenceDelta[]);
          else this.#heard(kind, value);
        },
        onSocket: (socket) => (message) => this.#receiver.take(this.engine, socket, message.data),
        createError: (members: ErrorMembers) => errorFrom(members),
      });
    } catch (error) {
      throw new ArgumentError({ code: 'invalid_argument', message: (error as Error).message });
    }
  }

  /** The connection that is shared with other tabs; without the file of that, one of one's own. */
  share(chunk: typeof import('./tabs/shared-events.js') | undefined): SharedEvents | Engine {
    const { engine } = this;
    const { options, presence, state } = this.#host;
    if (!chunk) {
      this.#warn('tabs_unavailable');
      return engine;
    }
    return (this.#shared ??= new chunk.SharedEvents({
      url: options.wsUrl ?? `${options.apiUrl.replace(/^http/, 'ws')}/ws`,
      engine,
      account: () => this.account(),
      token: () => engine.token,
      presence: () => presence.getSnapshot(),
      state,
      deliver: (kind, value) => this.#happened(kind, value as never),
      warn: (code) => this.#warn(code),
    }));
  }

  /** Whose token there is; undefined without one. */
  account(): string | undefined {
    const { token } = this.engine;
    return token === undefined ? undefined : accountOf(token, this.#host.user());
  }

  /** Whether it is shared; if so, it may be another account's now. */
  accountChanged(): boolean {
    this.#shared?.accountChanged();
    return this.#shared !== undefined;
  }

  /** What the server has told one user is not the next one's. */
  forgetPresence(): void {
    this.engine.assumePresence('{"type":"presence_snapshot","data":{"extensions":[]}}');
    this.#news.apply(Object.keys(this.#host.presence.getSnapshot()).map((extension) => [extension]));
  }

  /** The body of a download as a stream. */
  async exportCalls(
    params: ExportCallsParams | undefined,
    options: RequestOptions | undefined,
    call: (args: unknown[], last: RequestOptions) => Promise<Response>,
  ): Promise<ReadableStream<Uint8Array>> {
    const { onProgress, ...rest } = options ?? {};
    const response = await call([params], { ...rest, stream: true } as RequestOptions);
    const timeoutMs = options?.timeoutMs ?? this.#host.options.timeoutMs ?? 30_000;
    return bodyOf(response, { operation: 'exportCalls', timeoutMs, onProgress, signal: options?.signal });
  }

  #warn(code: keyof typeof ERROR_HINTS): void {
    const message = ERROR_HINTS[code];
    this.#log('warn', `${code}: ${message}`);
    this.#host.events.emit('warning', { code, message });
  }

  /** What this tab's own engine says; other tabs have it as well where the connection is shared. */
  #heard(kind: string, value: unknown): void {
    if (this.#shared) this.#shared.happened(kind, value);
    else this.#happened(kind, value as never);
  }

  #happened(kind: string, value: never): void {
    const host = this.#host;
    switch (kind) {
      case 'event': {
        const event: AnyWsEvent = value;
        host.wsEvents.emit(event.type, event as never);
        host.wsEvents.emit('*', event as never);
        break;
      }
      case 'presence':
        this.#news.apply(value);
        break;
      case 'connection': {
        const { state, code }: ConnectionEvent['data'] = value;
        host.connection(state, code);
        host.lookAtLogin();
        break;
      }
      case 'log': {
        const { level, message }: { level: string; message: string } = value;
        this.#log(level, message);
        break;
      }
      case 'tokenExpiring':
        host.events.emit('tokenExpiring', value);
        break;
    }
  }
}
