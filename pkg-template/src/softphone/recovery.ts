import type { CoreDialogRecord } from './core-events.js';
import type { SoftphoneOptions } from './types.js';

/** What is kept over a reload: what names the dialogs, and no secret. */
interface Kept {
  version: 1;
  savedAt: number;
  /** The phone that comes back is the same one for the server: its binding replaces the old one. */
  instanceId: string;
  calls: CoreDialogRecord[];
}

const DEFAULT_EXPIRES_SEC = 60;

/** Calls that wait in `sessionStorage` for the page to come back. */
export class Recovery {
  readonly #key: string;
  readonly #expiresMs: number;
  readonly #warn: (cause: unknown) => void;

  constructor(options: SoftphoneOptions, warn: (cause: unknown) => void) {
    this.#key = `cemscale-voip:calls:${options.extension}@${options.sipDomain}`;
    this.#expiresMs = (options.recoveryExpiresSec ?? DEFAULT_EXPIRES_SEC) * 1000;
    this.#warn = warn;
  }

  /** Keeps the calls; false where the browser does not let us. */
  save(instanceId: string, calls: CoreDialogRecord[]): boolean {
    const kept: Kept = { version: 1, savedAt: Date.now(), instanceId, calls };
    return this.#storage((storage) => {
      storage.setItem(this.#key, JSON.stringify(kept));
      return true;
    }) ?? false;
  }

  /** What was kept, unless it is too old or not ours. */
  peek(): Kept | null {
    const text = this.#storage((storage) => storage.getItem(this.#key));
    const kept = text ? parsed(text) : null;
    const age = kept ? Date.now() - kept.savedAt : NaN;
    if (kept && age >= 0 && age < this.#expiresMs) return kept;
    if (text) this.clear();
    return null;
  }

  /** The same, once. */
  take(): CoreDialogRecord[] {
    const kept = this.peek();
    if (kept) this.clear();
    return kept?.calls ?? [];
  }

  clear(): void {
    this.#storage((storage) => storage.removeItem(this.#key));
  }

  /** Storage may be forbidden, full or missing. */
  #storage<T>(use: (storage: Storage) => T): T | undefined {
    try {
      const { sessionStorage } = globalThis as { sessionStorage?: Storage };
      return sessionStorage && use(sessionStorage);
    } catch (cause) {
      this.#warn(cause);
      return undefined;
    }
  }
}

function parsed(text: string): Kept | null {
  try {
    const kept = JSON.parse(text) as Kept;
    const isOurs = kept.version === 1 && typeof kept.savedAt === 'number' && typeof kept.instanceId === 'string';
    return isOurs && Array.isArray(kept.calls) && kept.calls.every((one) => typeof one === 'object' && one) ? kept : null;
  } catch {
    return null;
  }
}
