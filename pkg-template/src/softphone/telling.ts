import { errorFrom } from '../errors.js';
import { partyOf } from './call-record.js';
import type { Commands } from './commands.js';
import type { CoreEvent } from './core-events.js';
import type { ExtensionState } from './dialog-info.js';
import { mailboxOf, type Mailbox } from './mailbox.js';
import { Outcomes } from './outcomes.js';
import type { Notification, Subscription } from './subscription.js';
import { asSent, Subscriptions, type SubscribeOptions } from './subscriptions.js';
import { textOf } from './text.js';
import type { IncomingMessage, MessageOptions, RegisteredPhone } from './types.js';

/** What telling and asking needs of the phone. */
export interface TellingHost {
  commands(): Commands;
  message(message: IncomingMessage, call: number | undefined): void;
  mailbox(mailbox: Mailbox): void;
}

/** What a phone tells and asks besides calls: messages, subscriptions, who is registered. */
export class Telling {
  readonly #host: TellingHost;
  readonly #outcomes = new Outcomes();
  readonly #subscriptions: Subscriptions;
  #bindingWaiters: ((status: number, phones: RegisteredPhone[]) => void)[] = [];

  constructor(host: TellingHost) {
    this.#host = host;
    this.#subscriptions = new Subscriptions({
      subscribe: (target, event, accept, expiresSec) => host.commands().subscribe(target, event, accept, expiresSec),
      unsubscribe: (id) => host.commands().unsubscribe(id),
    });
  }

  /** Sends a message within a call, or to a target outside of calls. */
  async send(call: number | undefined, target: string, text: string, options: MessageOptions): Promise<void> {
    const { contentType = 'text/plain;charset=utf-8' } = options;
    if (typeof text !== 'string' || typeof contentType !== 'string') {
      const message = 'A message is a text, and contentType says of which type.';
      throw errorFrom({ kind: 'argument', code: 'invalid_argument', message });
    }
    await this.#outcomes.after(this.#host.commands().message(call, target, contentType, text), 'message_failed');
  }

  subscribe(target: string, options: SubscribeOptions): Promise<Subscription> {
    return this.#subscriptions.open<Notification>(target, options, asSent);
  }

  watchMailbox(target: string): Promise<Subscription<Mailbox>> {
    return this.#subscriptions.watchMailbox(target);
  }

  watchExtension(target: string): Promise<Subscription<ExtensionState>> {
    return this.#subscriptions.watchExtension(target);
  }

  async fetchRegistrations(): Promise<readonly RegisteredPhone[]> {
    await this.#host.commands().fetchBindings();
    return new Promise((resolve, reject) => {
      this.#bindingWaiters.push((statusCode, phones) => {
        if (statusCode === 0) resolve(Object.freeze(phones));
        else reject(errorFrom({ kind: 'phone', code: 'registration_rejected', details: { statusCode } }));
      });
    });
  }

  /** Takes the core's news, if it is about these things: what has to be delivered for it. */
  apply(event: CoreEvent): (() => void) | null {
    switch (event.type) {
      case 'subscription':
        return () => this.#subscriptions.apply(event);
      case 'messageSent':
        return () => this.#outcomes.tell(event);
      case 'message': {
        const from = Object.freeze(partyOf(event.from));
        const message = Object.freeze({ from, contentType: event.contentType, body: textOf(event.body) });
        return () => this.#host.message(message, event.call);
      }
      case 'mailbox': {
        const mailbox = mailboxOf(textOf(event.body));
        return mailbox && (() => this.#host.mailbox(mailbox));
      }
      case 'bindings': {
        const { status = 0, bindings = [] } = event;
        const phones = bindings.map(({ uri, expiresSec = null, ours }) => Object.freeze({ uri, expiresSec, ours }));
        return () => {
          for (const waiter of this.#bindingWaiters.splice(0)) waiter(status, phones);
        };
      }
      default:
        return null;
    }
  }

  /** Another tab has the phone now: numbers mean something else, and nothing comes of what was asked. */
  moved(): void {
    this.#subscriptions.renew();
    this.#forget();
  }

  /** The phone is stopped: nothing comes any more. */
  close(): void {
    this.#subscriptions.close();
    this.#forget();
  }

  #forget(): void {
    this.#outcomes.close();
    for (const waiter of this.#bindingWaiters.splice(0)) waiter(503, []);
  }
}
