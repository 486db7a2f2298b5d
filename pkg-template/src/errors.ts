import { ArgumentError, type ErrorMembers, SoftphoneError, VoIPError } from './base.js';
import { FACE_HINTS, learn, named } from './hints.js';
import { HOOK_HINTS } from './hook-hints.js';

/**
 * Every error of this package is a {@link VoIPError} with a stable `code`. The table says what each code means and
 * what to do about it; the same sentence is the error's `hint`.
 */
export const ERROR_HINTS = {
  ...FACE_HINTS,
  ...HOOK_HINTS,
  // REST: what the server answered
  not_authenticated: 'Log in first, or give a valid token.',
  invalid_credentials: 'The user name, password or tenant is wrong: ask the user to type them again.',
  token_expired: 'The token has expired: log in again.',
  token_invalid: 'The token is not valid on this server: log in again.',
  permission_denied: 'This user may not do that: use an account that may.',
  not_found: 'There is nothing of that id: it may have ended or been deleted.',
  number_blocked: 'The number is on the block list: unblock it, or call another.',
  no_slot_free: 'All 50 slots of the parking lot are taken: get a call back first.',
  extension_offline: 'No phone is registered for that extension: start one, then try again.',
  conflict: 'The state has changed meanwhile: read it again, then decide.',
  validation_failed: 'The server refused a value: `details.fields` names the fields.',
  body_too_large: 'The request is larger than the server takes: send less at once.',
  rate_limited: 'Too many requests: wait for `retryAfterMs`, then try again.',
  server_error: 'The server failed: try again later, and report `requestId` if it stays.',
  unexpected_status: 'The server answered with a status that this operation does not know.',
  // REST: no usable answer
  network_error: 'The server could not be reached: check the network, apiUrl, and CORS.',
  timeout: 'The answer took too long: try again, or raise `timeoutMs`.',
  invalid_response: 'The answer is not from the API: check that apiUrl points to it.',
  aborted: 'It was cancelled by its signal.',
  // Realtime connection
  websocket_missing: 'This host has no WebSocket: give one in the options (in Node, the class of the package ws).',
  websocket_refused: 'The realtime connection cannot be made: check wsUrl; a page on https needs a wss: URL.',
  auth_timeout: 'The server got no token in time: try again.',
  // Several tabs
  tabs_unavailable: 'The browser lets this page not see other tabs (a sandboxed frame, blocked storage, no https:): it works as the only one.',
  // Softphone
  subprotocol_refused: "The server did not select the WebSocket subprotocol 'sip': check wsUri.",
  microphone_denied: 'The microphone was refused: ask the user to allow it in the address bar.',
  microphone_missing: 'There is no microphone: ask the user to connect one.',
  microphone_failed: 'The microphone could not be started: another application may be using it.',
  device_missing: 'That device is not connected: take one of those in `devices.getSnapshot()`.',
  output_denied: 'The browser does not let this page play there: `devices.ask()` for the microphone first, or allow speaker-selection.',
  output_unsupported: 'This browser does not let pages choose where sound is played: the user chooses it in the system.',
  transport_closed: 'The connection to the SIP server is down: it is being made again, try then.',
  registration_rejected: 'The SIP server refused the registration: check sipDomain and extension.',
  authentication_failed: 'The SIP server refused the password: check extension and password.',
  insecure_context: 'A page has to come by https: (or from localhost) to use the microphone.',
  call_ended: 'The call is over.',
  transfer_failed: 'The transfer came to nothing, and the call is as it was: `details.statusCode` says why.',
  message_failed: 'The message was not taken: `details.statusCode` says why.',
  subscription_not_found: 'That subscription is over: make a new one.',
  limit_reached: 'Too many of these are under way at once: wait until some are through.',
  audio_blocked: 'The browser starts no sound before a click or a key on the page: do it in answer to one.',
  operation_failed: 'The far end or the server refused; the call goes on as it was.',
  media_failed: "Media could not be set up: the error's `cause` says more.",
  invalid_state: 'That cannot be done in the present state: look at `state` first.',
  invalid_target: 'That cannot be called: give a number, an extension or a sip: URI.',
  too_many_calls: 'No more calls at once: end one, or raise `maxCalls`.',
  leader_lost: 'The tab that had the phone is gone, and nobody knows whether it was done: look, then ask again.',
  // Webhooks
  signature_missing:
    'The request has no X-Webhook-Signature: it is not from the telephone system, or something on the way drops headers.',
  signature_malformed: 'X-Webhook-Signature has to be `sha256=` and 64 hex digits, once: look at what sends or rewrites it.',
  signature_mismatch:
    'The body is not what was signed, or the secret is another one: give the raw body, and the secret of this webhook.',
  timestamp_missing: 'The body says no time: it has to have `timestamp` in ISO 8601 with its zone.',
  timestamp_out_of_tolerance:
    "The event is too old or ahead of time: set this machine's clock, or raise `toleranceSec` for late repetitions.",
  payload_invalid: 'It is signed, but no event: look at what is posted to this address.',
} as const;
learn(ERROR_HINTS);

/** 401: no token, or one that is not good, or a wrong password. */
export class AuthenticationError extends VoIPError {
  static {
    named(this, 'AuthenticationError');
  }
}
/** 403. */
export class PermissionError extends VoIPError {
  static {
    named(this, 'PermissionError');
  }
}
/** 404. */
export class NotFoundError extends VoIPError {
  static {
    named(this, 'NotFoundError');
  }
}
/** 409. */
export class ConflictError extends VoIPError {
  static {
    named(this, 'ConflictError');
  }
}
/** 400, 413 and 422. */
export class ValidationError extends VoIPError {
  /** What is wrong with which field. */
  get fields(): Record<string, string> {
    return this.details?.fields ?? {};
  }
  static {
    named(this, 'ValidationError');
  }
}
/** 429. */
export class RateLimitError extends VoIPError {
  /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
  declare readonly retryAfterMs?: number;
  /**
   * Applications make errors in their tests only.
   * @param members What it is made from.
   */
  constructor(members: ErrorMembers) {
    super(members);
    if (members.retryAfterMs !== undefined) this.retryAfterMs = members.retryAfterMs;
  }
  static {
    named(this, 'RateLimitError');
  }
}
/** 5xx. */
export class ServerError extends VoIPError {
  static {
    named(this, 'ServerError');
  }
}
/** The request or its answer got lost. */
export class NetworkError extends VoIPError {
  static {
    named(this, 'NetworkError');
  }
}
/** No complete answer in time. */
export class TimeoutError extends VoIPError {
  static {
    named(this, 'TimeoutError');
  }
}
/** A success that is no JSON. */
export class InvalidResponseError extends VoIPError {
  static {
    named(this, 'InvalidResponseError');
  }
}
/** Cancelled by its signal; `cause` is the signal's reason. */
export class AbortError extends VoIPError {
  static {
    named(this, 'AbortError');
  }
}

/** What can be wrong with a webhook; `invalid_argument` is a mistake of the receiver, not of the sender. */
export type WebhookErrorCode =
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_mismatch'
  | 'timestamp_missing'
  | 'timestamp_out_of_tolerance'
  | 'payload_invalid'
  | 'invalid_argument';
/** What an error about a webhook is made from. */
export interface WebhookErrorMembers extends ErrorMembers {
  /** Stable name of what is wrong. */
  code: WebhookErrorCode;
}
/** A webhook that is not to be believed. */
export class WebhookVerificationError extends VoIPError {
  declare readonly code: WebhookErrorCode;
  /**
   * Applications make errors in their tests only.
   * @param members What it is made from.
   */
  constructor(members: WebhookErrorMembers) {
    super(members);
  }
  static {
    named(this, 'WebhookVerificationError');
  }
}

const CLASSES: Record<string, new (members: ErrorMembers) => VoIPError> = {
  authentication: AuthenticationError,
  permission: PermissionError,
  not_found: NotFoundError,
  conflict: ConflictError,
  validation: ValidationError,
  rate_limit: RateLimitError,
  server: ServerError,
  network: NetworkError,
  timeout: TimeoutError,
  invalid_response: InvalidResponseError,
  argument: ArgumentError,
  aborted: AbortError,
  phone: SoftphoneError,
};

/** The error of the right class. @internal */
export function errorFrom(members: ErrorMembers): VoIPError {
  return new (CLASSES[members.kind ?? ''] ?? VoIPError)(members);
}
