import type { VoIPClient } from '../client.js';
import type { Session } from './session.js';
import { reachClient } from './session-client.js';
import { nothing, Shared } from './shared.js';

/** What the server tells of itself, for as long as a component shows it. */
export class Realtime {
  readonly #session: Session;
  readonly #connection: Shared;

  constructor(session: Session) {
    this.#session = session;
    this.#connection = new Shared(() => {
      try {
        return reachClient(session)?.holdWebSocket() ?? nothing;
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
}

const realtimes = new WeakMap<Session, Realtime>();

/** The one of that session. What a page does not use of all this, its bundler leaves out. */
export function realtimeOf(session: Session): Realtime {
  let realtime = realtimes.get(session);
  if (!realtime) realtimes.set(session, (realtime = new Realtime(session)));
  return realtime;
}
