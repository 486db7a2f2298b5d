import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Call, CallOptions, LoginParams, RejectOptions } from '../client.js';
import { useSession } from './context.js';
import { keyOf, sessionOf, settleOn } from './registry.js';
import { IDLE, nowhere, type CommandName, type Session, type SessionSettings, type VoIPSnapshot } from './session.js';
import type { VoIPProviderOptions } from './provider.js';

/** Where the servers are. Components with equal options share one connection and one phone. */
export interface UseVoIPOptions extends SessionSettings {}

/**
 * What `useVoIP` returns. The commands never change, so that they can be dependencies of effects. Those that act on a
 * call take its id, and without one they mean `currentCall`; anything else that is passed is ignored, so that
 * `onClick={answer}` does what it says.
 */
export interface UseVoIPResult extends VoIPSnapshot {
  /**
   * Logs in by extension.
   * @param params Extension or user name, password and tenant.
   */
  login(params: LoginParams): Promise<void>;
  /** Stops the phone and logs out. */
  logout(): Promise<void>;
  /**
   * Connects and registers the phone; resolves when registered. A phone that a provider was given is started as it
   * is.
   * @param extension The extension.
   * @param password Its SIP password.
   * @param displayName The name that the far end sees.
   */
  startPhone(extension: string, password: string, displayName?: string): Promise<void>;
  /** Ends the calls, unregisters and disconnects. */
  stopPhone(): Promise<void>;
  /**
   * Calls an extension or a telephone number.
   * @param target Extension, telephone number or SIP address.
   * @param options Headers, caller id, a signal to give it up.
   * @returns The call, which is not answered yet.
   */
  call(target: string, options?: CallOptions): Promise<Call>;
  /**
   * Answers the ringing call.
   * @param callId Which one; the one that rings when not given.
   */
  answer(callId?: unknown): Promise<void>;
  /**
   * Refuses the ringing call.
   * @param callId Which one; the one that rings when not given.
   * @param options The status to refuse with, or where to send the caller.
   */
  reject(callId?: unknown, options?: RejectOptions): Promise<void>;
  /**
   * Ends the call.
   * @param callId Which one; `currentCall` when not given.
   */
  hangup(callId?: unknown): Promise<void>;
  /**
   * Holds the call or takes it back.
   * @param callId Which one; `currentCall` when not given.
   */
  toggleHold(callId?: unknown): Promise<void>;
  /**
   * Transfers the far end of the call to an extension or a telephone number; resolves when the target has answered.
   * @param target Extension, telephone number or SIP address.
   * @param callId Which one; `currentCall` when not given.
   */
  transfer(target: string, callId?: unknown): Promise<void>;
  /**
   * Mutes or unmutes the call.
   * @param callId Which one; `currentCall` when not given.
   */
  toggleMute(callId?: unknown): Promise<void>;
  /**
   * Sends digits.
   * @param tones Digits, `*`, `#`, `A` to `D`, and `,` for a pause.
   */
  sendDtmf(tones: string): Promise<void>;
}

const COMMANDS: readonly CommandName[] = [
  'login',
  'logout',
  'startPhone',
  'stopPhone',
  'call',
  'answer',
  'reject',
  'hangup',
  'toggleHold',
  'transfer',
  'toggleMute',
  'sendDtmf',
];

/** The session of these options, the same one as long as they say the same; none without options. */
export function useSessionOf(options: VoIPProviderOptions | null): Session | null {
  const key = options && keyOf(options);
  const of = (): Session | null => options && sessionOf(options as SessionSettings);
  const [held, setHeld] = useState(() => ({ key, session: of() }));
  let { session } = held;
  if (held.key !== key) {
    session = of();
    setHeld({ key, session });
  }
  // What is no part of the key, functions above all, is taken from the last render.
  useEffect(() => {
    if (options && session) session.settings = options as SessionSettings;
  });
  return session;
}

/**
 * Logging in, the phone and its calls in a component. Without options it is the phone of the {@link VoIPProvider}
 * above, or that of the component on this page that calls `useVoIP` with options.
 * @param options Where the servers are.
 * @returns The state, and commands that never change.
 */
export function useVoIP(options?: UseVoIPOptions): UseVoIPResult {
  const own = useSessionOf(options ?? null);
  const session = useSession(own) ?? nowhere();

  useEffect(() => (own ? settleOn(own) : undefined), [own]);
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot, idle);

  const commands = useMemo(() => {
    const made = COMMANDS.map((name) => [name, (...given: unknown[]) => session.run(name, given)]);
    return Object.fromEntries(made) as Omit<UseVoIPResult, keyof VoIPSnapshot>;
  }, [session]);
  return useMemo(() => ({ ...snapshot, ...commands }), [snapshot, commands]);
}

function idle(): VoIPSnapshot {
  return IDLE;
}
