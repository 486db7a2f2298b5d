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

/** The subscriptions of a phone, by the core's number. */
export class Subscriptions {
  readonly #host: SubscriptionHost;
  readonly #open = new Map<number, Subscription<never>>();
  /** What came before the number was known. */
  #early: CoreSubscriptionEvent[] = [];
  #asking = 0;

  constructor(host: SubscriptionHost) {
    this.#host = host;
  }

  async open<Value>(target: string, options: SubscribeOptions, read: Reader<Value>): Promise<Subscription<Value>> {
    const { event, accept = [], expiresSec = 3600 } = options;
    if (typeof event !== 'string' || !Array.isArray(accept) || !Number.isInteger(expiresSec) || expiresSec < 0) {
      throw errorFrom({ kind: 'argument', code: 'invalid_argument', message: 'Give an event package, such as presence.' });
    }
    this.#asking += 1;
    try {
      const id = await this.#host.subscribe(target, event, accept, expiresSec);
      const subscription = new Subscription<Value>(read, () => this.#host.unsubscribe(id));
      this.#open.set(id, subscription as unknown as Subscription<never>);
      const early = this.#early.filter((one) => one.id === id);
      for (const one of early) this.apply(one);
      return subscription;
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
    const subscription = this.#open.get(event.id);
    if (!subscription) {
      if (this.#asking > 0) this.#early.push(event);
      return;
    }
    if (event.state === 'terminated' && event.retryAt === undefined) this.#open.delete(event.id);
    subscription.apply(event);
  }

  /** The phone is stopped: nothing is told any more. */
  close(): void {
    const open = [...this.#open.entries()];
    this.#open.clear();
    for (const [id, one] of open) one.apply({ type: 'subscription', id, state: 'terminated', reason: 'closed' });
  }
}

/** What was sent, as it is. */
export const asSent = (notification: Notification): Notification => notification;
