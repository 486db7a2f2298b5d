import type { ERROR_HINTS } from './errors.js';
import { hints, named } from './hints.js';

/** Code of an error: one of the documented ones, or one that a newer part adds. */
export type ErrorCode = keyof typeof ERROR_HINTS | (string & {});

/** What an error is made from. */
export interface ErrorMembers {
  /** Sort of the error; chooses the class. */
  kind?: string;
  /** Stable name of what went wrong. */
  code: ErrorCode;
  /** Default: the hint of the code. */
  message?: string;
  /** Default: that of the code. */
  hint?: string;
  /** What was thrown below. */
  cause?: unknown;
  /** Whether the same may succeed later. Default: false. */
  retryable?: boolean;
  /** HTTP status of the answer. */
  status?: number;
  /** `X-Request-Id` of the answer. */
  requestId?: string;
  /** What the server or the far end says in addition. */
  details?: ErrorDetailsLike;
  /** Name of the method that failed. */
  operation?: string;
  /** The server's own code. */
  serverCode?: string;
  /** How long the server asks to wait, in milliseconds. */
  retryAfterMs?: number;
}

/** What a server says in addition. */
export interface ErrorDetailsLike {
  /** What is wrong with which field. */
  fields?: Record<string, string>;
  [key: string]: unknown;
}

/** Every error of this package. */
export class VoIPError extends Error {
  /** Stable name, see the README's table. */
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly hint: string;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;
  /** REST: status of the answer. */
  declare readonly status?: number;
  /** REST: `X-Request-Id` of the answer. */
  declare readonly requestId?: string;
  /** REST: `details` of the server's error. */
  declare readonly details?: ErrorDetailsLike;
  /** REST: name of the method that failed. */
  declare readonly operation?: string;
  /** REST: the server's own code. */
  declare readonly serverCode?: string;

  /**
   * Applications make errors in their tests only.
   * @param members What it is made from.
   */
  constructor(members: ErrorMembers) {
    const hint = members.hint ?? hints[members.code] ?? '';
    const message = members.message ?? (hint || members.code);
    super(message, members.cause === undefined ? undefined : { cause: members.cause });
    this.code = members.code;
    this.hint = hint;
    this.retryable = members.retryable ?? false;
    // Those that are not given are not there.
    for (const name of ['status', 'requestId', 'details', 'operation', 'serverCode'] as const) {
      if (members[name] !== undefined) Object.assign(this, { [name]: members[name] });
    }
  }
  static {
    named(this, 'VoIPError');
  }
}

/** Refused before anything was sent. */
export class ArgumentError extends VoIPError {
  static {
    named(this, 'ArgumentError');
  }
}
/** What goes wrong with the softphone and its calls. */
export class SoftphoneError extends VoIPError {
  static {
    named(this, 'SoftphoneError');
  }
}
