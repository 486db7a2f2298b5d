import { useMemo, useSyncExternalStore } from 'react';
import type { JoinedCall } from '../client.js';
import { callStatusOf, unknownCall, type CallStatusState } from './call-status.js';
import { callsOf, noCalls } from './calls-store.js';
import { useSession } from './context.js';
import { realtimeOf } from './realtime.js';
import type { Session } from './session.js';
import { nothing, type Store } from './shared.js';

/**
 * All calls that have not ended, oldest first: the phone's and the server's, each once. The list and the calls in it are
 * immutable, and stay the same objects until something of them changes.
 */
export function useCalls(): readonly JoinedCall[] {
  const session = useSession();
  const store = useMemo(() => allOf(session), [session]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, noCalls);
}

/**
 * One call, by its id, by the id of the phone's call, or by the server's `callUuid`. The component renders again when
 * that call has changed, and not for others. One that has ended is shown for a while, then it is undefined.
 */
export function useCall(id: string | null | undefined): JoinedCall | undefined {
  const session = useSession();
  const store = useMemo(() => callOf(session, id ?? undefined), [session, id]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, noCall);
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
 */
export function useCallStatus(call: string | null | undefined | CallStatusOptions): CallStatusState {
  const session = useSession();
  const { callUuid = null, pollMs = 0 } = typeof call === 'object' && call !== null ? call : { callUuid: call };
  const store = useMemo(() => statusOf(session, callUuid, pollMs), [session, callUuid, pollMs]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
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

function allOf(session: Session | null): Store<readonly JoinedCall[]> {
  if (!session) return { subscribe: () => nothing, getSnapshot: noCalls };
  return { subscribe: (listener) => listen(session, undefined, listener), getSnapshot: callsOf(session).getSnapshot };
}

function callOf(session: Session | null, id: string | undefined): Store<JoinedCall | undefined> {
  if (!session || id === undefined) return { subscribe: () => nothing, getSnapshot: noCall };
  return { subscribe: (listener) => listen(session, id, listener), getSnapshot: () => callsOf(session).get(id) };
}

function statusOf(
  session: Session | null,
  callUuid: string | null,
  pollMs: number,
): Store<CallStatusState> & { getServerSnapshot(): CallStatusState } {
  const unknown = unknownCall(callUuid);
  const getServerSnapshot = () => unknown;
  if (!session || callUuid === null) return { subscribe: () => nothing, getSnapshot: getServerSnapshot, getServerSnapshot };
  const { subscribe, getSnapshot } = callStatusOf(session, callUuid, pollMs);
  return { subscribe, getSnapshot, getServerSnapshot };
}

function noCall(): undefined {
  return undefined;
}
