import { CallBoard, type CallRecord, type JoinedCall, type Softphone, type VoIPClient } from '../client.js';
import { Shared } from './shared.js';

const NO_CALLS: readonly JoinedCall[] = Object.freeze([]);

/** The calls of a session. Its phone may come, go and be replaced, and who listens does not notice. */
export class CallsStore {
  readonly #parts: () => [VoIPClient | null, Softphone | null];
  readonly #shared: Shared;
  #board: CallBoard | null = null;
  readonly #phones = new Map<Softphone, () => void>();

  /** `parts` tells what there is at the moment. */
  constructor(parts: () => [VoIPClient | null, Softphone | null]) {
    this.#parts = parts;
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
    const [client, softphone] = this.#parts();
    const board = new CallBoard(client ? { client } : {});
    this.#board = board;
    if (softphone) this.attach(softphone);
    return () => {
      this.#board = null;
      this.#phones.clear();
      board.dispose();
    };
  }
}

export function noCalls(): readonly JoinedCall[] {
  return NO_CALLS;
}
