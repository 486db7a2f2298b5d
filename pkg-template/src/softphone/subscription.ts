import type { CoreSubscriptionEvent } from './core-events.js';
import { Listeners } from '../listeners.js';
import { textOf } from './text.js';

/** What the server has sent. */
export interface Notification {
  /** The type of the text as the server wrote it. */
  readonly contentType: string;
  /** The text. */
  readonly body: string;
}

/** A subscription at one moment: immutable, replaced when something changes. */
export interface SubscriptionSnapshot<Value> {
  /** `pending`: the server has not decided yet; `terminated`: over, for `reason`. */
  readonly state: 'pending' | 'active' | 'terminated';
  /** What the last notification said; `null` before the first. */
  readonly value: Value | null;
  /** Until when the server has promised to tell of changes; it is renewed before that. */
  readonly expiresAt: Date | null;
  /** Why it is over: the server's word (RFC 6665 §4.1.3), or the status that it refused with. */
  readonly reason: string | null;
  /** When it will be tried again by itself. */
  readonly retryAt: Date | null;
}

/** The events of a subscription. */
export type SubscriptionEvents<Value> = {
  /** The server told something: what it means, and what it sent. */
  notify: [value: Value, notification: Notification];
  /** Anything about it changed. */
  changed: [snapshot: SubscriptionSnapshot<Value>];
};

/** Reads a notification, given what the last one meant; `null` when it cannot be read. */
export type Reader<Value> = (notification: Notification, before: Value | null) => Value | null;

/** Something that the server tells of as long as this is open. It is renewed, and made again after a lost connection. */
export class Subscription<Value = Notification> {
  readonly #listeners = new Listeners<SubscriptionEvents<Value>>();
  readonly #read: Reader<Value>;
  readonly #end: () => Promise<void>;
  #snapshot: SubscriptionSnapshot<Value> = Object.freeze({
    state: 'pending',
    value: null,
    expiresAt: null,
    reason: null,
    retryAt: null,
  });

  /**
   * Subscriptions are made by `Softphone.subscribe`, `watchMailbox` and `watchExtension`.
   * @hidden
   */
  constructor(read: Reader<Value>, end: () => Promise<void>) {
    this.#read = read;
    this.#end = end;
  }

  /** Everything at one moment, immutable; another object when something has changed. */
  get snapshot(): SubscriptionSnapshot<Value> {
    return this.#snapshot;
  }

  /** `snapshot`, as a function that can be passed on. */
  getSnapshot = (): SubscriptionSnapshot<Value> => this.#snapshot;

  /** Calls `listener` when `snapshot` was replaced; returns the function that stops it. */
  subscribe = (listener: () => void): (() => void) => this.#listeners.on('changed', () => listener());

  /**
   * Adds a listener; returns the function that removes it.
   * @param name Name of the event.
   * @param listener What is called with it.
   */
  on<Name extends keyof SubscriptionEvents<Value>>(
    name: Name,
    listener: (...args: SubscriptionEvents<Value>[Name]) => void,
  ): () => void {
    return this.#listeners.on(name, listener);
  }

  /** Ends it; nothing is told any more. May be called again. */
  async close(): Promise<void> {
    if (this.#snapshot.state !== 'terminated') await this.#end();
  }

  /** @internal */
  apply(event: CoreSubscriptionEvent): void {
    switch (event.state) {
      case 'pending':
        return this.#renew({ state: 'pending' });
      case 'active':
        return this.#renew({ state: 'active', expiresAt: date(event.expiresAt), reason: null, retryAt: null });
      case 'terminated':
        return this.#renew({ state: 'terminated', expiresAt: null, reason: event.reason ?? '', retryAt: date(event.retryAt) });
      case 'notified':
        break;
    }
    const notification = Object.freeze({ contentType: event.contentType ?? '', body: textOf(event.body) });
    const value = this.#read(notification, this.#snapshot.value);
    if (value === null) return;
    this.#renew({ value });
    this.#listeners.emit('notify', value, notification);
  }

  #renew(change: Partial<SubscriptionSnapshot<Value>>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...change });
    this.#listeners.emit('changed', this.#snapshot);
  }
}

function date(ms: number | undefined): Date | null {
  return ms === undefined ? null : new Date(ms);
}
