import { CallBoard, type CallRecord, type JoinedCall, type Softphone } from '../client.js';
import type { PhoneWatcher, Session } from './session.js';
import { reachClient } from './session-client.js';
import { Shared } from './shared.js';

const NO_CALLS: readonly JoinedCall[] = Object.freeze([]);

/** The calls of a session. Its phone may come, go and be replaced, and who listens does not notice. */
export class CallsStore implements PhoneWatcher {
  readonly #session: Session;
  readonly #shared: Shared;
  #board: CallBoard | null = null;
  readonly #phones = new Map<Softphone, () => void>();

  constructor(session: Session) {
    this.#session = session;
    this.#shared = new Shared(() => this.#begin());
  }

  /** Calls back when any call changes, or that one. */
  subscribe(id: string | undefined, listener: () => void): () => void {
    const release = this.#shared.hold();
    const board = this.#board!;
    const stop = id === undefined ? board.subscribe(listener) : board.subscribe(id, listener);
    return () => {
      stop();
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
    const client = reachClient(this.#session);
    const board = new CallBoard(client ? { client } : {});
    this.#board = board;
    if (this.#session.phone) this.attach(this.#session.phone);
    this.#session.watchers.add(this);
    return () => {
      this.#session.watchers.delete(this);
      this.#phones.clear();
      this.#board = null;
      board.dispose();
    };
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
