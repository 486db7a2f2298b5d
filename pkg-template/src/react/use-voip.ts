import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Call, CallOptions, LoginParams, RejectOptions } from '../client.js';
import { IDLE, sessionOf, type SessionSettings, type VoIPSnapshot } from './session.js';

/** Where the servers are. Components with equal addresses share one connection and one phone. */
export type UseVoIPOptions = SessionSettings;

/**
 * What `useVoIP` returns. The commands never change, so that they can be dependencies of effects. Those that act on a
 * call take its id, and without one they mean `currentCall`; anything else that is passed is ignored, so that
 * `onClick={answer}` does what it says.
 */
export interface UseVoIPResult extends VoIPSnapshot {
  /** Logs in by extension. */
  login(params: LoginParams): Promise<void>;
  /** Stops the phone and logs out. */
  logout(): Promise<void>;
  /** Connects and registers the phone; resolves when registered. */
  startPhone(extension: string, password: string, displayName?: string): Promise<void>;
  /** Ends the calls, unregisters and disconnects. */
  stopPhone(): Promise<void>;
  /** Calls an extension or a telephone number. */
  call(target: string, options?: CallOptions): Promise<Call>;
  /** Answers the ringing call. */
  answer(callId?: unknown): Promise<void>;
  /** Refuses the ringing call. */
  reject(callId?: unknown, options?: RejectOptions): Promise<void>;
  /** Ends the call. */
  hangup(callId?: unknown): Promise<void>;
  /** Holds the call or takes it back. */
  toggleHold(callId?: unknown): Promise<void>;
  /** Transfers the far end of the call to an extension or a telephone number; resolves when the target has answered. */
  transfer(target: string, callId?: unknown): Promise<void>;
  /** Mutes or unmutes the call. */
  toggleMute(callId?: unknown): Promise<void>;
  /** Sends digits. */
  sendDtmf(tones: string): Promise<void>;
}

/** A call's id, if it is one: an event of the DOM is none. */
function idOf(given: unknown): string | undefined {
  return typeof given === 'string' ? given : undefined;
}

/** Logging in, the phone and its calls in a component. */
export function useVoIP(options: UseVoIPOptions): UseVoIPResult {
  // The object is a new one with each render; what counts is where it points to.
  const key = JSON.stringify([options.apiUrl, options.sipDomain, options.wsUri]);
  const [held, setHeld] = useState(() => ({ key, session: sessionOf(options) }));
  let { session } = held;
  if (held.key !== key) {
    session = sessionOf(options);
    setHeld({ key, session });
  }

  useEffect(() => session.attach(), [session]);
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot, () => IDLE);

  const commands = useMemo(
    () => ({
      login: session.login,
      logout: () => session.logout(),
      startPhone: session.startPhone,
      stopPhone: () => session.stopPhone(),
      call: session.call,
      answer: (callId?: unknown) => session.answer(idOf(callId)),
      reject: (callId?: unknown, how?: RejectOptions) => session.reject(idOf(callId), how),
      hangup: (callId?: unknown) => session.hangup(idOf(callId)),
      toggleHold: (callId?: unknown) => session.toggleHold(idOf(callId)),
      transfer: (target: string, callId?: unknown) => session.transfer(target, idOf(callId)),
      toggleMute: (callId?: unknown) => session.toggleMute(idOf(callId)),
      sendDtmf: session.sendDtmf,
    }),
    [session],
  );
  return useMemo(() => ({ ...snapshot, ...commands }), [snapshot, commands]);
}
