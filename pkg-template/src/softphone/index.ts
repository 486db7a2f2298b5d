/** The phone: calls by SIP over WebSocket and WebRTC. Importing it does nothing and loads nothing. */
export { Softphone, type SoftphoneEvents } from './softphone.js';
export { Call } from './call.js';
export { TransferRequest } from './transfer-request.js';
export type { CallEvents } from './call-record.js';
export type {
  CallEndCause,
  CallEndReason,
  CallOptions,
  CallSnapshot,
  CallState,
  CallTimings,
  DtmfOptions,
  IceServerAnswer,
  PhoneIceServer,
  RejectOptions,
  RemoteParty,
  SipCredentials,
  SoftphoneOptions,
  SoftphoneSnapshot,
  SoftphoneState,
  SoftphoneWarning,
  TransferProgress,
} from './types.js';
