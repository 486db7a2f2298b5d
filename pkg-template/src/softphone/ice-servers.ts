import type { IceServerAnswer, PhoneIceServer } from './types.js';

const DEFAULT_FRESH_MS = 10 * 60_000;

/** The longest time that a call waits for servers that have expired. */
const PATIENCE_MS = 1000;

/** The option `iceServers` or `getIceServers`: asked ahead of time, so that no call waits for an answer. */
export class IceServers {
  #ask: (() => IceServerAnswer | Promise<IceServerAnswer>) | undefined;
  #apply: (servers: PhoneIceServer[]) => void;
  #warn: (cause: unknown) => void;
  #staleAt = 0;
  #asking: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(
    options: { iceServers?: PhoneIceServer[]; getIceServers?: () => IceServerAnswer | Promise<IceServerAnswer> },
    apply: (servers: PhoneIceServer[]) => void,
    warn: (cause: unknown) => void,
  ) {
    const fixed = options.iceServers;
    this.#ask = fixed ? () => ({ iceServers: fixed, ttl: Infinity }) : options.getIceServers;
    this.#apply = apply;
    this.#warn = warn;
  }

  get isFresh(): boolean {
    return !this.#ask || Date.now() < this.#staleAt;
  }

  /** Makes sure that the servers are fresh; waits only when they are not, and not for long. */
  async ready(): Promise<void> {
    if (this.isFresh) return;
    let limit: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([
      this.refresh(),
      new Promise<void>((resolve) => {
        limit = setTimeout(resolve, PATIENCE_MS);
      }),
    ]);
    clearTimeout(limit);
  }

  /** Asks for the servers; one question at a time. */
  refresh(): Promise<void> {
    this.#asking ??= this.#refresh().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #refresh(): Promise<void> {
    if (!this.#ask) return;
    let freshMs = 30_000;
    try {
      const answer = await this.#ask();
      if (this.#stopped) return;
      const list = 'iceServers' in answer ? answer : { iceServers: answer, ttl: undefined };
      // Renewed at half of their life: a call may use them for a while yet.
      freshMs = list.ttl === undefined ? DEFAULT_FRESH_MS : list.ttl * 500;
      this.#apply([...list.iceServers]);
    } catch (cause) {
      if (this.#stopped) return;
      this.#warn(cause);
    }
    this.#staleAt = Date.now() + freshMs;
    if (Number.isFinite(freshMs)) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.refresh(), Math.min(freshMs, 2 ** 31 - 1));
      (this.#timer as { unref?: () => void }).unref?.();
    }
  }
}
