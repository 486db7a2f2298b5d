import { errorFrom } from '../errors.js';
import type { Call } from './call.js';

/**
 * The far end of a call asks us to call somebody else instead (a transfer). Nothing happens until it is accepted; when
 * nobody decides, it is refused after 25 seconds.
 */
export class TransferRequest {
  /** The call whose far end asks. */
  readonly call: Call;
  /** Whom we are asked to call: a SIP or tel address. */
  readonly target: string;
  /** The far end has talked to the target already, and the new call takes over that conversation. */
  readonly replaces: boolean;
  /** Who asks, as the request says; nobody vouches for it. */
  readonly referredBy: string | null;
  readonly #answer: TransferAnswer;

  /**
   * Requests are made by the `transferRequest` event.
   * @hidden
   */
  constructor(call: Call, asked: { target: string; replaces: boolean; referredBy?: string }, answer: TransferAnswer) {
    this.call = call;
    this.target = asked.target;
    this.replaces = asked.replaces;
    this.referredBy = asked.referredBy ?? null;
    this.#answer = answer;
  }

  /**
   * Calls the target and resolves with that call; once it is answered, the far end ends the one that it asked in.
   * @returns The call to the target.
   */
  accept(): Promise<Call> {
    return this.#answer.accept();
  }

  /**
   * Refuses; the call goes on as it is.
   * @param statusCode SIP status to refuse with, 400 to 699; 603 when not given.
   * @throws {ArgumentError} for another one.
   */
  async reject(statusCode = 603): Promise<void> {
    if (!Number.isInteger(statusCode) || statusCode < 400 || statusCode > 699) {
      throw errorFrom({ kind: 'argument', code: 'invalid_argument', message: 'statusCode has to be 400 to 699.' });
    }
    await this.#answer.reject(statusCode);
  }
}

/** What a request asks of its softphone. */
export interface TransferAnswer {
  accept(): Promise<Call>;
  reject(statusCode: number): Promise<void>;
}
