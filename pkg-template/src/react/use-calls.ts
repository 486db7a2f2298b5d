import type { JoinedCall } from '../client.js';
import { callStatusOf, unknownCall, type CallStatusState } from './call-status.js';
import { callsOf, noCalls } from './calls-store.js';
import { realtimeOf } from './realtime.js';
import type { Session } from './session.js';
import { nothing } from './shared.js';
import { useSlice, type Slice } from './slice.js';

/**
 * All calls that have not ended, oldest first: the phone's and the server's, each once. The list and the calls in it are
 * immutable, and stay the same objects until something of them changes.
 * @returns The calls.
 */
export function useCalls(): readonly JoinedCall[] {
  return useSlice(allOf);
}

/**
 * One call, by its id, by the id of the phone's call, or by the server's `callUuid`. The component renders again when
 * that call has changed, and not for others. One that has ended is shown for a while, then it is undefined.
 * @param id Which call; none when there is no id yet.
 * @returns The call.
 */
export function useCall(id: string | null | undefined): JoinedCall | undefined {
  return useSlice((session) => callOf(session, id ?? undefined), id);
}

/** What to follow with `useCallStatus`, and how. */
export interface CallStatusOptions {
  /** The server's id of the call, as `originate` gives it; nothing is followed without one. */
  callUuid: string | null | undefined;
  /**
   * Asks the server every so many milliseconds (1000 at least), besides its events: for a server without them. Not at
   * all when not given.
   */
  pollMs?: number;
}

/**
 * Follows a call by the server's id, one that began before there was a connection too: `{ callUuid, call, state,
 * isLoading, error }`. `call` is the same object that `useCall` gives.
 * @param call The id, or the id with options.
 * @returns How it is.
 */
export function useCallStatus(call: string | null | undefined | CallStatusOptions): CallStatusState {
  const { callUuid = null, pollMs = 0 } = typeof call === 'object' && call !== null ? call : { callUuid: call };
  return useSlice((session) => statusOf(session, callUuid, pollMs), callUuid, pollMs);
}

/** The server's side of calls comes by the realtime connection, where there is a client. */
function listen(session: Session, id: string | undefined, listener: () => void): () => void {
  const stop = callsOf(session).subscribe(id, listener);
  const release = realtimeOf(session).use(() => nothing);
  return () => {
    release();
    stop();
  };
}

function allOf(session: Session | null): Slice<readonly JoinedCall[]> {
  const getServerSnapshot = noCalls;
  if (!session) return { subscribe: () => nothing, getSnapshot: noCalls, getServerSnapshot };
  const { getSnapshot } = callsOf(session);
  return { subscribe: (listener) => listen(session, undefined, listener), getSnapshot, getServerSnapshot };
}

function callOf(session: Session | null, id: string | undefined): Slice<JoinedCall | undefined> {
  const getServerSnapshot = (): undefined => undefined;
  if (!session || id === undefined) return { subscribe: () => nothing, getSnapshot: getServerSnapshot, getServerSnapshot };
  const calls = callsOf(session);
  return { subscribe: (listener) => listen(session, id, listener), getSnapshot: () => calls.get(id), getServerSnapshot };
}

function statusOf(session: Session | null, callUuid: string | null, pollMs: number): Slice<CallStatusState> {
  const unknown = unknownCall(callUuid);
  const getServerSnapshot = (): CallStatusState => unknown;
  if (!session || callUuid === null) return { subscribe: () => nothing, getSnapshot: getServerSnapshot, getServerSnapshot };
  const { subscribe, getSnapshot } = callStatusOf(session, callUuid, pollMs);
  return { subscribe, getSnapshot, getServerSnapshot };
}
