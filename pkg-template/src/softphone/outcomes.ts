import { errorFrom } from '../errors.js';

/** What a request came to: a SIP status and its phrase. */
export interface Outcome {
  id: number;
  statusCode: number;
  reasonPhrase: string;
}

interface Waiting {
  promise: Promise<Outcome>;
  settle: (outcome: Outcome) => void;
}

/** Requests that are under way, by the core's number for them; the outcome may be known before the number is. */
export class Outcomes {
  readonly #waiting = new Map<number, Waiting>();

  tell(outcome: Outcome): void {
    this.#of(outcome.id).settle(outcome);
  }

  /** Resolves when the request was taken; rejects with `code` when it was not. */
  async of(id: number, code: string): Promise<void> {
    const { statusCode, reasonPhrase } = await this.#of(id).promise;
    this.#waiting.delete(id);
    if (statusCode < 200 || statusCode > 299) throw errorFrom({ kind: 'phone', code, details: { statusCode, reasonPhrase } });
  }

  /** Nothing will come any more. */
  close(): void {
    for (const [id, { settle }] of this.#waiting) settle({ id, statusCode: 503, reasonPhrase: 'Stopped' });
    this.#waiting.clear();
  }

  #of(id: number): Waiting {
    let waiting = this.#waiting.get(id);
    if (!waiting) {
      let settle!: (outcome: Outcome) => void;
      const promise = new Promise<Outcome>((resolve) => {
        settle = resolve;
      });
      this.#waiting.set(id, (waiting = { promise, settle }));
    }
    return waiting;
  }
}
