import type { RealtimeEvent } from './model.js';

/** State of the realtime connection. */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** What every event of the server has besides `type` and `data`. */
export interface WsEventHead {
  /** When it happened. */
  timestamp: string;
  /** What tells it from all other events, where the server says it. One that is sent again comes once. */
  id?: string;
}

/** An event of the server that is known, with the time at which it happened. */
export type KnownWsEvent = RealtimeEvent & WsEventHead;

/** Names of the events that are known: `call_start`, `presence_change`, … */
export type WsEventType = KnownWsEvent['type'];

/** A string that equals none of those: unlike `string` itself, it is ruled out by each `case` of a known name. */
declare enum UnknownWsEventType {
  Unknown = 'none of the known types',
}

/** An event of a type that this version does not know, as it came. */
export interface UnknownWsEvent extends Partial<WsEventHead> {
  /** A name that is none of {@link WsEventType}. */
  type: UnknownWsEventType;
  /** What the event is about. */
  data?: unknown;
  [member: string]: unknown;
}

/** An event of the server. `switch (event.type)` knows the data of each known type; `default` has those to come. */
export type WsEvent = KnownWsEvent | UnknownWsEvent;

/** An event that was asked for by a name that this version does not know. */
export interface AnyWsEvent extends Partial<WsEventHead> {
  /** Name of the event. */
  type: string;
  /** What the event is about. */
  data?: unknown;
  [member: string]: unknown;
}

/** The realtime connection changed. */
export interface ConnectionEvent<Name extends ConnectionState | 'connection' = ConnectionState | 'connection'> {
  /** Name of the state, or `connection` for listeners of all of them. */
  type: Name;
  /** When it changed, in ISO 8601. */
  timestamp: string;
  /** How it is now. */
  data: {
    /** The state. */
    state: Name extends ConnectionState ? Name : ConnectionState;
    /** Why it was closed for good: `token_expired`, `websocket_missing`, … See the table of error codes. */
    code?: string;
  };
}

/** Events by the name that `onWsEvent` takes. */
export type WsEventMap = { [E in KnownWsEvent as E['type']]: E } & { [S in ConnectionState]: ConnectionEvent<S> } & {
  /** Every state of the connection. */
  connection: ConnectionEvent<'connection'>;
  /** Every event of the server, the unknown ones too. */
  '*': WsEvent;
};
