import { errorFrom } from '../../errors.js';
import type { LocalPhone } from '../local-phone.js';
import { isCommand, type Answer, type Message } from './messages.js';
import { givenError } from './remote-phone.js';

/** So many answers are kept, for commands that are asked once more. */
const MOST = 256;

/** Takes the commands of other tabs, and gives each of them to the phone once. */
export class CommandDesk {
  readonly #send: (answer: Answer, to: string) => void;
  readonly #taken = new Map<string, Promise<Answer>>();
  /** Numbers of the subscriptions that each tab has asked for: they end with it. */
  readonly #subscriptions = new Map<string, Set<number>>();
  #phone: Promise<LocalPhone> | undefined;

  constructor(send: (answer: Answer, to: string) => void) {
    this.#send = send;
  }

  /** From now on commands go to this phone, as soon as it is there. */
  open(phone: Promise<LocalPhone>): void {
    this.close();
    this.#phone = phone;
    phone.catch(() => undefined);
  }

  close(): void {
    this.#phone = undefined;
    this.#taken.clear();
    this.#subscriptions.clear();
  }

  /** A tab is not there any more. */
  gone(from: string): void {
    const numbers = this.#subscriptions.get(from) ?? [];
    this.#subscriptions.delete(from);
    for (const number of numbers) this.#end(number);
  }

  /** A subscription has ended by itself. */
  over(number: number): void {
    for (const numbers of this.#subscriptions.values()) numbers.delete(number);
  }

  take(command: Message & { type: 'command' }, from: string): void {
    const phone = this.#phone;
    if (!phone) return;
    let answer = this.#taken.get(command.id);
    if (!answer) {
      answer = execute(phone, command);
      this.#taken.set(command.id, answer);
      this.#note(command, from, answer);
      const [oldest] = this.#taken.keys();
      if (this.#taken.size > MOST && oldest !== undefined) this.#taken.delete(oldest);
    }
    // A phone that was handed over meanwhile has nothing to say: the new leader is asked again.
    void answer.then((given) => {
      if (this.#phone === phone) this.#send(given, from);
    });
  }

  #note({ name, args }: Message & { type: 'command' }, from: string, answer: Promise<Answer>): void {
    if (name === 'unsubscribe') this.over(args[0] as number);
    if (name !== 'subscribe') return;
    const numbers = this.#subscriptions.get(from) ?? new Set();
    this.#subscriptions.set(from, numbers);
    const phone = this.#phone;
    void answer.then((given) => {
      if (this.#phone !== phone || !('value' in given)) return;
      const number = given.value as number;
      // The tab may be gone before it was answered.
      if (this.#subscriptions.get(from) === numbers) numbers.add(number);
      else this.#end(number);
    });
  }

  #end(number: number): void {
    this.#phone?.then((phone) => phone.unsubscribe(number)).catch(() => undefined);
  }
}

async function execute(opening: Promise<LocalPhone>, { id, name, args }: Message & { type: 'command' }): Promise<Answer> {
  try {
    const phone = await opening;
    if (!isCommand(name)) throw errorFrom({ kind: 'phone', code: 'invalid_state', message: 'There is no such command.' });
    const value = await (phone[name] as (...given: unknown[]) => Promise<unknown>)(...args);
    return { type: 'answer', id, value: name === 'getStats' ? plain(value) : value };
  } catch (error) {
    return { type: 'answer', id, error: givenError(error) };
  }
}

/** An `RTCStatsReport` as a `Map`, which can be sent. */
function plain(report: unknown): unknown {
  return report ? new Map(report as Iterable<[string, unknown]>) : undefined;
}
