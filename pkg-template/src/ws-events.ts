import { guarded } from './presence.js';
import type { RealtimeEvent } from './model.js';

/** State of the realtime connection. */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** An event of the server that is known, with the time at which it happened. */
export type KnownWsEvent = RealtimeEvent & { timestamp: string };

/** An event as it came; its type may be one that this version does not know. */
export interface AnyWsEvent {
  type: string;
  timestamp?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data?: any;
  [member: string]: unknown;
}

/** The realtime connection changed. */
export interface ConnectionEvent {
  /** Name of the state, or `connection` for listeners of all of them. */
  type: ConnectionState | 'connection';
  timestamp: string;
  data: {
    state: ConnectionState;
    /** Why it was closed for good: `token_expired`, `websocket_missing`, … See the table of error codes. */
    code?: string;
  };
}

/** Events by the name that `onWsEvent` takes. */
export type WsEventMap = { [E in KnownWsEvent as E['type']]: E } & { [S in ConnectionState]: ConnectionEvent } & {
  /** Every state of the connection. */
  connection: ConnectionEvent;
  /** Every event of the server, the unknown ones too. */
  '*': KnownWsEvent | AnyWsEvent;
};

/** Listeners by event name. @internal */
export class Listeners {
  readonly #byName = new Map<string, Set<(event: never) => void>>();

  on(name: string, listener: (event: never) => void): () => void {
    let listeners = this.#byName.get(name);
    if (!listeners) this.#byName.set(name, (listeners = new Set()));
    listeners.add(listener);
    return () => this.off(name, listener);
  }

  off(name: string, listener?: (event: never) => void): void {
    if (listener) this.#byName.get(name)?.delete(listener);
    else this.#byName.delete(name);
  }

  emit(name: string, event: unknown): void {
    // A copy: a listener may add and remove others.
    for (const listener of [...(this.#byName.get(name) ?? [])]) guarded(() => listener(event as never));
  }
}
