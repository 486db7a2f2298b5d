import type { VoIPClient } from '../client.js';
import { CallStatusStore } from './call-status.js';
import { QueueStatsStore } from './queue-stats.js';
import type { Session } from './session.js';
import { nothing, Shared } from './shared.js';

/** Stores that nobody uses are forgotten when there are more than so many of a sort. */
const MOST_STORES = 256;

/** What the server tells of itself, for as long as a component shows it. */
export class Realtime {
  readonly #session: Session;
  readonly #connection: Shared;
  readonly #queues = new Map<string, QueueStatsStore>();
  readonly #statuses = new Map<string, CallStatusStore>();

  constructor(session: Session) {
    this.#session = session;
    this.#connection = new Shared(() => {
      try {
        return session.reachClient()?.holdWebSocket() ?? nothing;
      } catch (error) {
        session.fail(error);
        return nothing;
      }
    });
  }

  /** Keeps the session in use and the connection open while `listen` listens; returns what ends all three. */
  use(listen: (client: VoIPClient) => () => void): () => void {
    const release = this.#session.attach();
    const disconnect = this.#connection.hold();
    const client = this.#session.client;
    const stop = client ? listen(client) : nothing;
    return () => {
      stop();
      disconnect();
      release();
    };
  }

  queue(id: string): QueueStatsStore {
    return kept(this.#queues, id, () => new QueueStatsStore(this, id));
  }

  status(callUuid: string, pollMs: number): CallStatusStore {
    return kept(this.#statuses, JSON.stringify([callUuid, pollMs]), () => new CallStatusStore(this.#session, callUuid, pollMs));
  }
}

/** The store of that key. One that is made in a render that comes to nothing is never used, and nobody says so. */
function kept<S extends { readonly active: boolean }>(stores: Map<string, S>, key: string, make: () => S): S {
  let store = stores.get(key);
  if (store) return store;
  if (stores.size >= MOST_STORES) for (const [old, { active }] of stores) if (!active) stores.delete(old);
  store = make();
  stores.set(key, store);
  return store;
}
