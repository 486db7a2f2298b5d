import { errorFrom } from '../errors.js';

/** What a request came to: a SIP status and its phrase. */
export interface Outcome {
  id: number;
  statusCode: number;
  reasonPhrase: string;
}

/** Requests that are under way, by the core's number for them; the outcome may be known before the number is. */
export class Outcomes {
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  /** What came before the number was known; other tabs' outcomes among it. */
  readonly #early = new Map<number, Outcome>();
  #asking = 0;

  tell(outcome: Outcome): void {
    const settle = this.#waiting.get(outcome.id);
    this.#waiting.delete(outcome.id);
    if (settle) settle(outcome);
    else if (this.#asking > 0) this.#early.set(outcome.id, outcome);
  }

  /** Gives the command that answers with a number; resolves when the request was taken, else rejects with `code`. */
  async after(command: Promise<number>, code: string): Promise<void> {
    const { statusCode, reasonPhrase } = await this.#of(command);
    if (statusCode < 200 || statusCode > 299) throw errorFrom({ kind: 'phone', code, details: { statusCode, reasonPhrase } });
  }

  /** Nothing will come any more. */
  close(): void {
    for (const [id, settle] of this.#waiting) settle({ id, statusCode: 503, reasonPhrase: 'Stopped' });
    this.#waiting.clear();
  }

  async #of(command: Promise<number>): Promise<Outcome> {
    this.#asking += 1;
    try {
      const id = await command;
      const early = this.#early.get(id);
      return early ?? (await new Promise<Outcome>((resolve) => this.#waiting.set(id, resolve)));
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) this.#early.clear();
    }
  }
}
