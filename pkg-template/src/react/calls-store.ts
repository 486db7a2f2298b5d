import { CallBoard, type CallRecord, type JoinedCall, type Softphone, type VoIPClient } from '../client.js';
import type { PhoneWatcher, Session } from './session.js';
import { nothing, Shared } from './shared.js';

const NO_CALLS: readonly JoinedCall[] = Object.freeze([]);

interface Listening {
  readonly id: string | undefined;
  readonly listener: () => void;
  stop: () => void;
}

/** The calls of a session. Its phone may come, go and be replaced, and who listens does not notice. */
export class CallsStore implements PhoneWatcher {
  readonly #session: Session;
  readonly #shared: Shared;
  readonly #listening = new Set<Listening>();
  #board: CallBoard | null = null;
  readonly #phones = new Map<Softphone, () => void>();

  constructor(session: Session) {
    this.#session = session;
    this.#shared = new Shared(() => this.#begin());
  }

  /** Calls back when any call changes, or that one. */
  subscribe(id: string | undefined, listener: () => void): () => void {
    const release = this.#shared.hold();
    const listening: Listening = { id, listener, stop: nothing };
    this.#listening.add(listening);
    this.#listen(listening);
    return () => {
      this.#listening.delete(listening);
      listening.stop();
      release();
    };
  }

  readonly getSnapshot = (): readonly JoinedCall[] => this.#board?.getSnapshot() ?? NO_CALLS;

  /** By the call's id, its id with the phone, or the server's. */
  get(id: string): JoinedCall | undefined {
    return this.#board?.get(id);
  }

  /** Sees to it that the calls that are up on the server are known; `again` asks even if they should be. */
  async look(again = false): Promise<void> {
    await this.#board?.look(again);
  }

  /** Takes the record of a call that is over. */
  record(record: CallRecord): void {
    this.#board?.record(record);
  }

  /** One phone more: its calls are shown until `detach`. */
  attach(softphone: Softphone): void {
    if (this.#board) this.#phones.set(softphone, this.#board.attach(softphone));
  }

  /** That phone is not used any more, and its calls have ended. */
  detach(softphone: Softphone): void {
    this.#phones.get(softphone)?.();
    this.#phones.delete(softphone);
  }

  #begin(): () => void {
    const client = this.#session.reachClient();
    this.#make(client);
    this.#session.watchers.add(this);
    // What the one before has seen is nothing for the next one.
    const stopLogins = client?.on('loginChanged', ({ loggedIn }) => {
      if (loggedIn) return;
      this.#drop();
      this.#make(client);
      for (const listening of [...this.#listening]) {
        this.#listen(listening);
        listening.listener();
      }
    });
    return () => {
      stopLogins?.();
      this.#session.watchers.delete(this);
      this.#drop();
    };
  }

  #make(client: VoIPClient | null): void {
    this.#board = new CallBoard(client ? { client } : {});
    if (this.#session.phone) this.attach(this.#session.phone);
  }

  #drop(): void {
    for (const listening of this.#listening) listening.stop();
    this.#phones.clear();
    this.#board?.dispose();
    this.#board = null;
  }

  #listen(listening: Listening): void {
    const { id, listener } = listening;
    const board = this.#board!;
    listening.stop = id === undefined ? board.subscribe(listener) : board.subscribe(id, listener);
  }
}

const stores = new WeakMap<Session, CallsStore>();

/** The calls of that session. */
export function callsOf(session: Session): CallsStore {
  let calls = stores.get(session);
  if (!calls) stores.set(session, (calls = new CallsStore(session)));
  return calls;
}

export function noCalls(): readonly JoinedCall[] {
  return NO_CALLS;
}
