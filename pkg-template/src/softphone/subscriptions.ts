import { errorFrom } from '../errors.js';
import type { CoreSubscriptionEvent } from './core-events.js';
import { extensionStateOf, type ExtensionState } from './dialog-info.js';
import { mailboxOf, type Mailbox } from './mailbox.js';
import { Subscription, type Notification, type Reader } from './subscription.js';

/** What to subscribe to. */
export interface SubscribeOptions {
  /** The event package (RFC 6665): `presence`, `dialog`, `message-summary`, … */
  event: string;
  /** Types of bodies that are understood; the package's own when not given. */
  accept?: string[];
  /** Lifetime to ask for, in seconds; 3600 when not given. It is renewed by itself. 0 asks once for the state. */
  expiresSec?: number;
}

/** What subscribing asks of the phone. */
export interface SubscriptionHost {
  subscribe(target: string, event: string, accept: string[], expiresSec: number): Promise<number>;
  unsubscribe(id: number): Promise<void>;
}

/** One that is open, and what it takes to ask for it again. */
interface Open {
  id: number;
  subscription: Subscription<never>;
  ask(): Promise<number>;
}

/** The subscriptions of a phone, by the core's number. */
export class Subscriptions {
  readonly #host: SubscriptionHost;
  readonly #open = new Map<number, Open>();
  /** What came before the number was known. */
  #early: CoreSubscriptionEvent[] = [];
  #asking = 0;
  /** Counts the phones that this was with. */
  #phone = 0;

  constructor(host: SubscriptionHost) {
    this.#host = host;
  }

  async open<Value>(target: string, options: SubscribeOptions, read: Reader<Value>): Promise<Subscription<Value>> {
    const { event, accept = [], expiresSec = 3600 } = options;
    if (typeof event !== 'string' || !Array.isArray(accept) || !Number.isInteger(expiresSec) || expiresSec < 0) {
      throw errorFrom({ kind: 'argument', code: 'invalid_argument', message: 'Give an event package, such as presence.' });
    }
    const subscription = new Subscription<Value>(read, () => this.#host.unsubscribe(entry.id));
    const entry: Open = {
      id: 0,
      subscription: subscription as unknown as Subscription<never>,
      ask: () => this.#host.subscribe(target, event, [...accept], expiresSec),
    };
    await this.#begin(entry);
    return subscription;
  }

  /** Asks for all of them anew: the phone is another one, whose numbers begin anew. */
  renew(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    this.#early = [];
    this.#phone += 1;
    for (const entry of open) {
      const over: CoreSubscriptionEvent = { type: 'subscription', id: entry.id, state: 'terminated', reason: 'closed' };
      this.#begin(entry).catch(() => entry.subscription.apply(over));
    }
  }

  async #begin(entry: Open): Promise<void> {
    this.#asking += 1;
    const phone = this.#phone;
    try {
      entry.id = await entry.ask();
      // Answered by a phone that is gone.
      if (phone !== this.#phone) return await this.#begin(entry);
      this.#open.set(entry.id, entry);
      for (const one of this.#early.filter(({ id }) => id === entry.id)) this.apply(one);
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) this.#early = [];
    }
  }

  /** The voice mailbox of an extension. */
  watchMailbox(target: string): Promise<Subscription<Mailbox>> {
    return this.open(target, { event: 'message-summary' }, ({ body }) => mailboxOf(body));
  }

  /** What an extension is doing. */
  watchExtension(target: string): Promise<Subscription<ExtensionState>> {
    return this.open<ExtensionState>(target, { event: 'dialog' }, ({ body }, before) => extensionStateOf(body, before));
  }

  apply(event: CoreSubscriptionEvent): void {
    const open = this.#open.get(event.id);
    if (!open) {
      if (this.#asking > 0) this.#early.push(event);
      return;
    }
    if (event.state === 'terminated' && event.retryAt === undefined) this.#open.delete(event.id);
    open.subscription.apply(event);
  }

  /** The phone is stopped: nothing is told any more. */
  close(): void {
    const open = [...this.#open.entries()];
    this.#open.clear();
    for (const [id, { subscription }] of open) subscription.apply({ type: 'subscription', id, state: 'terminated', reason: 'closed' });
  }
}

/** What was sent, as it is. */
export const asSent = (notification: Notification): Notification => notification;
