import { VoIPError, type JoinedCall, type VoIPClient } from '../client.js';
import { whenOpen } from './asking.js';
import { callsOf, type CallsStore } from './calls-store.js';
import { keptIn, type Kept } from './kept.js';
import { realtimeOf } from './realtime.js';
import type { Session } from './session.js';
import { Audience, nothing, Shared, subscription, type Store } from './shared.js';

/** A server is not asked more often. */
const SHORTEST_POLL_MS = 1000;
/** A timer takes what is longer for nothing at all. */
const LONGEST_POLL_MS = 2 ** 31 - 1;

/** What `useCallStatus` shows: immutable, replaced when something changes. */
export interface CallStatusState {
  /** The call that is followed. */
  readonly callUuid: string | null;
  /** The call, as `useCall` and `useCalls` show it; undefined while nothing is known of it. */
  readonly call: JoinedCall | undefined;
  /** Its state; `unknown` while nothing is known of it. */
  readonly state: JoinedCall['state'] | 'unknown';
  /** It is being asked for. */
  readonly isLoading: boolean;
  /** Why nothing is known of it: `not_found` for a call that the server does not know. */
  readonly error: VoIPError | null;
}

/** One call, followed by the server's id. */
export class CallStatusStore implements Store<CallStatusState> {
  readonly #session: Session;
  readonly #calls: CallsStore;
  readonly #callUuid: string;
  readonly #pollMs: number;
  readonly #listeners = new Audience();
  readonly #shared: Shared;
  #isLoading = true;
  #isPolling = false;
  #error: VoIPError | null = null;
  #state: CallStatusState;

  constructor(session: Session, callUuid: string, pollMs: number) {
    this.#session = session;
    this.#calls = callsOf(session);
    this.#callUuid = callUuid;
    this.#pollMs = pollMs;
    this.#state = unknownCall(callUuid);
    this.#shared = new Shared(() => this.#begin());
    this.subscribe = subscription(this.#listeners, this.#shared);
  }

  get active(): boolean {
    return this.#shared.active;
  }

  readonly subscribe: Store<unknown>['subscribe'];

  readonly getSnapshot = (): CallStatusState => this.#state;

  #begin(): () => void {
    const stopCall = this.#calls.subscribe(this.#callUuid, () => this.#renew());
    const stopAsking = realtimeOf(this.#session).use((client) => {
      const stopLogins = client.on('loginChanged', () => this.#tell({ isLoading: true, error: null }));
      const stop = whenOpen(client, (signal) => void this.#ask(client, signal));
      const abort = new AbortController();
      const poll = () => void this.#poll(client, abort.signal);
      const timer = this.#pollMs > 0 ? setInterval(poll, Math.min(Math.max(this.#pollMs, SHORTEST_POLL_MS), LONGEST_POLL_MS)) : undefined;
      return () => {
        clearInterval(timer);
        abort.abort();
        stopLogins();
        stop();
      };
    });
    if (!this.#session.client) this.#tell({ isLoading: false });
    this.#renew();
    return () => {
      stopAsking();
      stopCall();
      // Whoever comes next begins anew.
      this.#isLoading = true;
      this.#error = null;
      this.#state = unknownCall(this.#callUuid);
    };
  }

  /** Once: among the calls that are up, else among the records of those that are over. */
  async #ask(client: VoIPClient, signal: AbortSignal, again = false): Promise<void> {
    const calls = this.#calls;
    try {
      await calls.look(again);
      if (signal.aborted) return;
      if (!calls.get(this.#callUuid)) {
        const { call } = await client.getCall(this.#callUuid, { signal });
        if (signal.aborted) return;
        calls.record(call);
      }
      this.#tell({ isLoading: false, error: null });
    } catch (cause) {
      if (signal.aborted) return;
      const error = cause instanceof VoIPError ? cause : new VoIPError({ code: 'unexpected', cause });
      this.#tell({ isLoading: false, error: calls.get(this.#callUuid) ? null : error });
    }
  }

  async #poll(client: VoIPClient, signal: AbortSignal): Promise<void> {
    if (this.#isPolling || client.token === undefined || this.#state.state === 'ended') return;
    this.#isPolling = true;
    if (this.#state.state === 'unknown') await this.#ask(client, signal, true);
    else await this.#calls.look(true).catch(nothing);
    this.#isPolling = false;
  }

  #tell(change: Pick<CallStatusState, 'isLoading'> & Partial<Pick<CallStatusState, 'error'>>): void {
    this.#isLoading = change.isLoading;
    if (change.error !== undefined) this.#error = change.error;
    this.#renew();
  }

  #renew(): void {
    const call = this.#calls.get(this.#callUuid);
    const old = this.#state;
    const next: CallStatusState = {
      callUuid: this.#callUuid,
      call,
      state: call?.state ?? 'unknown',
      isLoading: this.#isLoading && !call,
      error: call ? null : this.#error,
    };
    if ((Object.keys(next) as (keyof CallStatusState)[]).every((key) => next[key] === old[key])) return;
    this.#state = Object.freeze(next);
    this.#listeners.tell();
  }
}

const stores: Kept<CallStatusStore> = new WeakMap();

/** What is known of that call, asked for in that way. */
export function callStatusOf(session: Session, callUuid: string, pollMs: number): CallStatusStore {
  return keptIn(stores, session, JSON.stringify([callUuid, pollMs]), () => new CallStatusStore(session, callUuid, pollMs));
}

/** What a server renders, and what there is to say of no call. */
export function unknownCall(callUuid: string | null): CallStatusState {
  return Object.freeze({ callUuid, call: undefined, state: 'unknown', isLoading: callUuid !== null, error: null });
}
