/** The phone: calls by SIP over WebSocket and WebRTC. Importing it does nothing and loads nothing. */
export { Softphone } from './softphone.js';
export type { SoftphoneEvents } from './events.js';
export { Call } from './call.js';
export { TransferRequest } from './transfer-request.js';
export type { CallEvents } from './call-record.js';
export type { IceReason } from './core-events.js';
export type { ExtensionState, WatchedDialog } from './dialog-info.js';
export type { Mailbox, MessageCounts } from './mailbox.js';
export { Subscription, type Notification, type SubscriptionEvents, type SubscriptionSnapshot } from './subscription.js';
export type { SubscribeOptions } from './subscriptions.js';
export type {
  CallEndCause,
  CallEndReason,
  CallOptions,
  CallProgress,
  CallSnapshot,
  CallState,
  CallTimings,
  Diversion,
  DtmfOptions,
  IceServerAnswer,
  IncomingMessage,
  MessageOptions,
  PhoneIceServer,
  ReasonGiven,
  RegisteredPhone,
  RejectOptions,
  RemoteParty,
  SipCredentials,
  SoftphoneOptions,
  SoftphoneRole,
  SoftphoneSnapshot,
  SoftphoneState,
  SoftphoneWarning,
  TransferProgress,
  WeightedServer,
} from './types.js';
