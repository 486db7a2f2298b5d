import type { CallSnapshot } from '../softphone/types.js';
import type { NotifyIncomingOptions, NotifyingPhone } from './notify-incoming.js';
import { Sight } from './sight.js';

/** One call that rings. */
interface Ring {
  call: CallSnapshot;
  /** Set while this tab is the one that announces the call. */
  mine: boolean;
  shown: Notification | null;
  /** It was shown, and the user has closed it or come to see. */
  done: boolean;
  over: AbortController;
}

/**
 * Notifications for calls that come in.
 *
 * ```text
 *   it rings ──► this tab's turn? ──► nobody looks? ──► shown ──► rings no more, or a tab is seen ──► closed
 *                     ▲ a lock for each call: of several tabs one has it, and the next when that one goes
 * ```
 */
export class Notices {
  readonly #phone: NotifyingPhone;
  readonly #options: NotifyIncomingOptions;
  readonly #sight: Sight;
  readonly #rings = new Map<string, Ring>();
  readonly #unsubscribe: () => void;

  constructor(phone: NotifyingPhone, options: NotifyIncomingOptions) {
    this.#phone = phone;
    this.#options = options;
    this.#sight = new Sight(phone.address, () => this.update());
    this.#unsubscribe = phone.subscribe(() => this.update());
    this.update();
  }

  /** Brings what is shown in line with what rings. */
  update(): void {
    const ringing = this.#phone.getSnapshot().calls.filter(({ state, direction }) => state === 'ringing' && direction === 'inbound');
    for (const [key, ring] of this.#rings) {
      if (!ringing.some((call) => keyOf(call) === key)) this.#end(key, ring);
    }
    for (const call of ringing) {
      const known = this.#rings.get(keyOf(call));
      if (known) known.call = call;
      else this.#begin(call);
    }
    for (const ring of this.#rings.values()) void this.#look(ring);
  }

  stop(): void {
    this.#unsubscribe();
    this.#sight.stop();
    for (const [key, ring] of [...this.#rings]) this.#end(key, ring);
  }

  #begin(call: CallSnapshot): void {
    const key = keyOf(call);
    const ring: Ring = { call, mine: false, shown: null, done: false, over: new AbortController() };
    this.#rings.set(key, ring);
    const { signal } = ring.over;
    const turn = (): Promise<void> => {
      ring.mine = true;
      void this.#look(ring);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    if (navigator.locks) navigator.locks.request(`cemscale-voip:notice:${key}`, { signal }, turn).catch(() => undefined);
    else void turn();
  }

  #end(key: string, ring: Ring): void {
    this.#rings.delete(key);
    ring.over.abort();
    ring.shown?.close();
  }

  async #look(ring: Ring): Promise<void> {
    if (!ring.mine || ring.done || Notification.permission !== 'granted') return;
    const seen = await this.#sight.isSeen();
    if (ring.over.signal.aborted || ring.done) return;
    if (seen && ring.shown) {
      ring.done = true;
      ring.shown.close();
    }
    if (!seen && !ring.shown) this.#show(ring);
  }

  #show(ring: Ring): void {
    const { call } = ring;
    try {
      const { title, ...more } = this.#options.show?.(call) ?? { title: 'Incoming call', body: call.remoteIdentity };
      const notification = new Notification(title, {
        tag: `cemscale-voip:${keyOf(call)}`,
        requireInteraction: this.#options.requireInteraction ?? true,
        ...more,
      });
      ring.shown = notification;
      notification.onclick = () => {
        window.focus();
        notification.close();
        this.#options.onClick?.(ring.call);
      };
      notification.onclose = () => {
        ring.done = true;
      };
    } catch (cause) {
      // Where only service workers may show one; asking again for this call would change nothing.
      ring.done = true;
      this.#options.onError?.(cause);
    }
  }
}

/** The same in every tab, whether they share a phone or each has its own. */
function keyOf(call: CallSnapshot): string {
  return call.callUuid ?? call.sipCallId;
}
