/** What an answer carried besides its body. */
export interface ResponseInfo {
  /** Status. */
  status: number;
  /** Headers. In a browser the server has to expose them (`Access-Control-Expose-Headers`). */
  headers: Headers;
  /** `X-Request-Id`. */
  requestId?: string;
}

/** An answer with the response that it came with. */
export interface WithResponse<T> extends ResponseInfo {
  /** The answer. */
  data: T;
}

/** A promise of an answer that also knows the response it came with. */
export class ApiPromise<T> extends Promise<T> {
  readonly #response: () => Response | undefined;

  /** What `then` and its like return is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** @internal */
  constructor(answer: Promise<T>, response: () => Response | undefined) {
    super((resolve, reject) => answer.then(resolve, reject));
    this.#response = response;
  }

  /**
   * The answer together with status, headers and request id: `await client.me().withResponse()`.
   * @returns `data`: the answer; with it `status`, `headers` and `requestId`.
   */
  withResponse(): Promise<WithResponse<T>> {
    return this.then((data) => {
      const response = this.#response();
      const requestId = response?.headers.get('x-request-id');
      const info: ResponseInfo = { status: response?.status ?? 200, headers: response?.headers ?? new Headers() };
      return { data, ...info, ...(typeof requestId === 'string' && { requestId }) };
    });
  }
}
