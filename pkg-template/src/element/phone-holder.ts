import { Softphone, type SoftphoneOptions } from '../client.js';

/** How long an element that left the document may take to come back: frameworks move elements. */
const LINGER_MS = 100;

/**
 * The phone of one element: one that it was given, which it never stops, or one of its own.
 *
 * ```text
 *   settings complete, in the document ──► own phone, started
 *          ▲                                    │ other settings, or out of the document
 *          └──────────── stopped ◄── no call ◄──┘ (a call that goes on keeps it until it ends)
 * ```
 */
export class PhoneHolder {
  readonly #changed: (phone: Softphone | null) => void;
  readonly #failed: (error: unknown) => void;
  #given: Softphone | null = null;
  #own: Softphone | null = null;
  #key = '';
  #lingering: ReturnType<typeof setTimeout> | undefined;
  #attached = false;
  /** The phone that the element listens to: none while it is out of the document, or it would live as long as the phone. */
  #shown: Softphone | null = null;

  constructor(changed: (phone: Softphone | null) => void, failed: (error: unknown) => void) {
    this.#changed = changed;
    this.#failed = failed;
  }

  get phone(): Softphone | null {
    return this.#given ?? this.#own;
  }

  give(phone: Softphone | null): void {
    if (phone === this.#given) return;
    this.#given = phone;
    if (phone) this.#drop();
    this.#show();
  }

  /** `null` while something is missing; `key` says when they are the same as before. */
  configure(key: string, options: SoftphoneOptions | null): void {
    if (this.#given || !this.#attached || (key === this.#key && this.#own)) return;
    this.#drop();
    this.#key = key;
    try {
      if (options) this.#own = new Softphone(options);
      this.#show(true);
    } catch (error) {
      this.#show(true);
      this.#failed(error);
    }
    this.#own?.start().catch((error: unknown) => this.#failed(error));
  }

  attach(): void {
    this.#attached = true;
    clearTimeout(this.#lingering);
    this.#show();
  }

  detach(): void {
    this.#attached = false;
    this.#lingering = setTimeout(() => {
      this.#drop();
      this.#show();
    }, LINGER_MS);
  }

  #show(anew = false): void {
    const phone = this.#attached ? this.phone : null;
    if (phone === this.#shown && !anew) return;
    this.#shown = phone;
    this.#changed(phone);
  }

  #drop(): void {
    const phone = this.#own;
    if (!phone) return;
    this.#own = null;
    const end = (): void => void phone.stop().catch(() => undefined).finally(() => phone.dispose());
    if (phone.calls.length === 0) return end();
    // A call is not ended by an element that goes.
    const stop = phone.on('changed', ({ calls }) => {
      if (calls.length > 0) return;
      stop();
      end();
    });
  }
}
