import type { Chosen } from '../devices/types.js';

/**
 * What the wasm module's `SoftphoneCore` tells its listener. The Rust side of these shapes is
 * `src/browser/event_object.rs`; nothing of this is part of the package's surface.
 */

/** The other party. */
export interface CoreIdentity {
  displayName?: string;
  user: string;
  uri: string;
  assertedIdentity?: string;
}

/** A call as the SIP core sees it. Times are milliseconds as `Date.now()` tells them. */
export interface CoreCallView {
  id: number;
  sipCallId: string;
  callUuid?: string;
  direction: 'inbound' | 'outbound';
  remote: CoreIdentity;
  phase: 'connecting' | 'ringing' | 'early' | 'active' | 'ended';
  held: boolean;
  remoteHeld: boolean;
  startedAt: number;
  invitedAt?: number;
  answeredAt?: number;
  autoAnswerSec?: number;
  progress?: { statusCode: number; reasonPhrase: string };
  redirectTargets?: string[];
  transfer?: { state: string; statusCode: number; reasonPhrase: string };
  /** What the far end asks for, until that is decided. */
  refer?: { target: string; replaces: boolean; referredBy?: string };
  /** The call whose place this one takes. */
  replaces?: number;
  recovered?: boolean;
  endedAt?: number;
  divertedBy?: (CoreIdentity & { reason?: string })[];
  end?: {
    cause: string;
    statusCode: number;
    reasonPhrase: string;
    reasons?: { protocol: string; cause?: number; text?: string }[];
    by: 'local' | 'remote' | 'system';
  };
}

/** What names a dialog; the core's own, kept over a reload as it is. */
export type CoreDialogRecord = Record<string, unknown> & { id?: number };

/** A call that rings, for another tab; the core's own. */
export type CoreRingingRecord = Record<string, unknown> & { id: number };

export type CoreTransportState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'subprotocolRefused';

export interface CoreTransportEvent {
  type: 'transport';
  state: CoreTransportState;
  retryAt?: number;
}

export interface CoreRegistrationEvent {
  type: 'registration';
  state: 'unregistered' | 'registering' | 'registered' | 'failed';
  expiresAt?: number;
  status?: number;
  reason?: string;
  retryAt?: number;
}

export interface CoreCallEvent {
  type: 'call';
  event:
    | 'placed'
    | 'incoming'
    | 'phase'
    | 'inviteSent'
    | 'hold'
    | 'operationFailed'
    | 'dtmf'
    | 'identity'
    | 'transfer'
    | 'redirected'
    | 'referRequested'
    | 'referResolved'
    | 'ended'
    /** Of a call that another tab knows: nothing has happened. */
    | 'known';
  id: number;
  view?: CoreCallView;
  operation?: string;
  status?: number;
  digit?: string;
}

/** What no core knows of a call, told to other tabs in its events. */
export interface CoreFactsEvent {
  type: 'facts';
  id: number;
  muted?: boolean;
  mergedWith?: readonly string[];
  mediaLost?: boolean;
  adrift?: boolean;
}

export interface CoreMediaEvent {
  type: 'media';
  id: number;
  state: 'connected' | 'disconnected' | 'failed' | 'lateCandidates';
}

export interface CoreSubscriptionEvent {
  type: 'subscription';
  id: number;
  state: 'pending' | 'active' | 'notified' | 'terminated';
  expiresAt?: number;
  contentType?: string;
  body?: Uint8Array;
  reason?: string;
  statusCode?: number;
  retryAt?: number;
}

export interface CoreBinding {
  uri: string;
  expiresSec?: number;
  q?: string;
  instance?: string;
  ours: boolean;
}

export interface CoreMessageEvent {
  type: 'message';
  from: CoreIdentity;
  /** The call in which it came. */
  call?: number;
  contentType: string;
  body: Uint8Array;
}

/** What ended the gathering of candidates: the farthest kind that was waited for, all of them, or the limit of time. */
export type IceReason = 'host' | 'srflx' | 'relay' | 'complete' | 'timeout';

export interface CoreGatheredEvent {
  type: 'gathered';
  id: number;
  reason: IceReason;
  ms: number;
}

export interface CoreMediaFailedEvent {
  type: 'mediaFailed';
  id: number;
  code: string;
  detail: string;
}

/** What no core knows: the devices that were chosen. */
export interface CoreDevicesEvent {
  type: 'devices';
  chosen: Chosen;
}

export type CoreEvent =
  | CoreTransportEvent
  | CoreRegistrationEvent
  | CoreCallEvent
  | CoreFactsEvent
  | CoreDevicesEvent
  | CoreMediaEvent
  | CoreGatheredEvent
  | CoreMediaFailedEvent
  | CoreSubscriptionEvent
  | CoreMessageEvent
  | { type: 'messageSent'; id: number; statusCode: number; reasonPhrase: string }
  | { type: 'mailbox'; contentType: string; body: Uint8Array }
  | { type: 'bindings'; status?: number; bindings?: CoreBinding[] }
  | { type: 'credentials'; realm: string }
  | { type: 'doNotDisturb'; on: boolean }
  | { type: 'warning'; code: string; message: string };
