import type { QueueStats, VoIPClient } from '../client.js';
import { VoIPError } from '../client.js';
import { whenOpen } from './asking.js';
import { keptIn, type Kept } from './kept.js';
import { realtimeOf } from './realtime.js';
import type { Session } from './session.js';
import { Audience, Shared, subscription, type Store } from './shared.js';

/** What `useQueueStats` shows: immutable, replaced when something changes. */
export interface QueueStatsState {
  /** The queue's figures, as far as they are known. */
  readonly stats: QueueStats | undefined;
  /** They are on their way for the first time. */
  readonly isLoading: boolean;
  /** Why they could not be had. */
  readonly error: VoIPError | null;
}

export const LOADING: QueueStatsState = Object.freeze({ stats: undefined, isLoading: true, error: null });

/** The figures of one queue: asked for once, then kept by events. */
export class QueueStatsStore implements Store<QueueStatsState> {
  readonly #id: string;
  readonly #listeners = new Audience();
  readonly #shared: Shared;
  #state = LOADING;
  /** Counts what has come, so that an answer that is older than an event is noticed. */
  #news = 0;

  constructor(session: Session, id: string) {
    this.#id = id;
    this.#shared = new Shared(() => realtimeOf(session).use((client) => this.#listen(client)));
    this.subscribe = subscription(this.#listeners, this.#shared);
  }

  get active(): boolean {
    return this.#shared.active;
  }

  readonly subscribe: Store<unknown>['subscribe'];

  readonly getSnapshot = (): QueueStatsState => this.#state;

  #listen(client: VoIPClient): () => void {
    const stop = client.onWsEvent('queue_update', ({ data }) => {
      if (data?.queueId === this.#id) this.#show({ stats: data, isLoading: false, error: null });
    });
    // Another user may not see the queue, and what was seen by the one before is not theirs. This comes before they ask.
    const stopLogins = client.on('loginChanged', () => this.#show(LOADING));
    const stopAsking = whenOpen(client, (signal) => this.#ask(client, signal));
    return () => {
      stopAsking();
      stop();
      stopLogins();
      // Whoever comes next may be somebody else.
      this.#state = LOADING;
    };
  }

  async #ask(client: VoIPClient, signal: AbortSignal): Promise<void> {
    const before = this.#news;
    const current = () => before === this.#news && !signal.aborted;
    try {
      const { stats } = await client.getQueueStats(this.#id, { signal });
      if (current()) this.#show({ stats, isLoading: false, error: null });
    } catch (cause) {
      const error = cause instanceof VoIPError ? cause : new VoIPError({ code: 'unexpected', cause });
      if (current()) this.#show({ ...this.#state, isLoading: false, error });
    }
  }

  #show(state: QueueStatsState): void {
    this.#news += 1;
    this.#state = Object.freeze(state);
    this.#listeners.tell();
  }
}

const stores: Kept<QueueStatsStore> = new WeakMap();

/** The figures of that queue, as the session's user sees them. */
export function queueStatsOf(session: Session, id: string): QueueStatsStore {
  return keptIn(stores, session, id, () => new QueueStatsStore(session, id));
}
