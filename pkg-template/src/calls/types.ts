/** The types of joined calls. None of them names a type of the DOM library. */
import type { CallEndReason, CallSnapshot, CallState } from '../softphone/types.js';

/** Where a call is in its life, as the server sees it. */
export type ServerCallState = 'ringing' | 'active' | 'held' | 'parked' | 'ended';

/** A call as the server's events and its list of active calls tell it: immutable, replaced when something changes. */
export interface ServerCall {
  /** The server's id of the call. */
  readonly callUuid: string;
  /** Who called whom, as the tenant sees it; `null` until an event has said it. */
  readonly direction: 'inbound' | 'outbound' | 'internal' | null;
  /** The caller's number. */
  readonly caller: string | null;
  /** The caller's name, where it is told. */
  readonly callerName: string | null;
  /** The number that was dialled. */
  readonly destination: string | null;
  /** Where the call is in its life. */
  readonly state: ServerCallState;
  /** By the server's clock, as the other times. */
  readonly startedAt: Date | null;
  /** When it was answered. */
  readonly answeredAt: Date | null;
  /** When it ended. */
  readonly endedAt: Date | null;
  /** Seconds from the beginning to the end, `null` before the end. */
  readonly duration: number | null;
  /** Seconds from the answer to the end, `null` before the end. */
  readonly billsec: number | null;
  /** `NORMAL_CLEARING`, `USER_BUSY`, …; `UNKNOWN` when it ended while there was no connection. */
  readonly hangupCause: string | null;
  /** The slot in which it waits. */
  readonly parkedSlot: number | null;
  /** To whom it was transferred last. */
  readonly transferredTo: string | null;
  /** Call-IDs of its SIP legs, where the server tells them. */
  readonly sipCallIds: readonly string[];
  /** What was given to `originate`. */
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** How a call of the phone and one of the server were found to be the same. */
export type JoinedBy = 'header' | 'call-id';

/**
 * One call, whatever is known of it: by the phone, by the server, or by both. Immutable, replaced when something
 * changes.
 */
export interface JoinedCall {
  /** Names the call on its board, from its first sign to its last, whichever side knew it first. */
  readonly id: string;
  /** The server's id of the call; `null` while only the phone knows the call. */
  readonly callUuid: string | null;
  /** The Call-ID of the phone's call. */
  readonly sipCallId: string | null;
  /** As the phone sees it, else as the tenant does. */
  readonly direction: 'inbound' | 'outbound' | 'internal' | null;
  /**
   * The state of the phone's call while there is one. Without one it is the server's. When the phone's has ended the
   * call has, unless the server says that it goes on: parked, transferred, answered elsewhere.
   */
  readonly state: CallState | 'parked';
  /** The far end in one string; for a call without the phone its caller, or whom it called when it went outside. */
  readonly remoteIdentity: string;
  /** The caller's number. */
  readonly caller: string | null;
  /** The number that was dialled. */
  readonly destination: string | null;
  /** It is on hold. */
  readonly held: boolean;
  /** The phone has the call and its microphone is muted for it. */
  readonly muted: boolean;
  /** When it began. */
  readonly startedAt: Date | null;
  /** When it was answered. */
  readonly answeredAt: Date | null;
  /** When it ended. */
  readonly endedAt: Date | null;
  /** Seconds from the beginning to the end, `null` before the end. */
  readonly duration: number | null;
  /** The server's word for why it ended; `UNKNOWN` when that was missed. */
  readonly hangupCause: string | null;
  /** Why the phone's call ended. */
  readonly endReason: CallEndReason | null;
  /** What joins the two; `null` while there is one side alone. */
  readonly joinedBy: JoinedBy | null;
  /** The phone's side, its last snapshot when it is over. `CallBoard.phoneCall(id)` has the commands. */
  readonly phone: CallSnapshot | null;
  /** The server's side; `client.hangup(callUuid)` and its like act on it. */
  readonly server: ServerCall | null;
}
