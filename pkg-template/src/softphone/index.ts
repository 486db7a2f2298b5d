/** Types of the phone. */
export type { SoftphoneEvents } from './events.js';
export type { Devices } from '../devices/devices.js';
export type {
  AudioConstraints,
  AudioDevice,
  DeviceChange,
  DeviceOptions,
  DevicesSnapshot,
  DeviceUse,
  MicrophonePermission,
} from '../devices/types.js';
export type { CallEvents } from './call-record.js';
export type { IceReason } from './core-events.js';
export type { ExtensionState, WatchedDialog } from './dialog-info.js';
export type { Mailbox, MessageCounts } from './mailbox.js';
export type { Notification, SubscriptionEvents, SubscriptionSnapshot } from './subscription.js';
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
