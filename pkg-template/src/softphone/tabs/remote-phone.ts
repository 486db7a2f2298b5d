import { VoIPError } from '../../base.js';
import { errorFrom } from '../../errors.js';
import type { Commands } from '../commands.js';
import { askForMicrophone } from './microphone.js';
import { COMMANDS, type Answer, type CommandName, type GivenError, type Message } from './messages.js';

interface Pending {
  name: CommandName;
  args: unknown[];
  sent: boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What the phone of another tab asks of this one. */
export interface RemoteHost {
  /** The option `audio`. */
  audio: unknown;
  /** False while nobody leads. */
  send(message: Message): boolean;
}

/** Commands that need the microphone, which the leader's page cannot ask for where nobody sees it. */
const SPEAKING: readonly string[] = ['invite', 'acceptRefer', 'answer'];

/**
 * The phone of the tab that leads, as those that follow command it.
 *
 * ```text
 *   asked ──sent──► waits ──answer──► settled
 *     ▲ nobody leads  │ another leads: asked again where that does no harm, else rejected with `leader_lost`
 *     └───────────────┘
 * ```
 */
export class RemotePhone {
  /** Every command as a message. */
  readonly commands: Commands;
  readonly #host: RemoteHost;
  readonly #pending = new Map<string, Pending>();
  #closed = false;

  constructor(host: RemoteHost) {
    this.#host = host;
    const names = Object.keys(COMMANDS) as CommandName[];
    const entries = names.map((name) => [name, (...args: unknown[]) => this.#ask(name, args)]);
    this.commands = Object.fromEntries(entries) as Commands;
  }

  /** What became of a command. */
  answered(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if ('error' in answer) pending?.reject(errorFrom(answer.error));
    else pending?.resolve(answer.value);
  }

  /** Another tab leads: it has heard of nothing. */
  moved(): void {
    this.#again((id, pending) => this.#send(id, pending));
  }

  /** The same tab leads with the same phone, and may have answered what nobody heard. It knows each command by its id. */
  repeat(): void {
    for (const [id, pending] of this.#pending) this.#send(id, pending);
  }

  /** This tab leads: what was asked of the other one is done here, where that does no harm. */
  movedHere(here: Commands): void {
    this.#again((id, { name, args, resolve, reject }) => {
      this.#pending.delete(id);
      (here[name] as (...given: unknown[]) => Promise<unknown>)(...args).then(resolve, reject);
    });
  }

  /** This tab asks for nothing any more. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#pending.values()) reject(errorFrom({ kind: 'phone', code: 'not_started' }));
    this.#pending.clear();
  }

  async #ask(name: CommandName, args: unknown[]): Promise<unknown> {
    if (SPEAKING.includes(name)) await askForMicrophone(this.#host.audio);
    // A check of the caller's, which cannot be sent.
    const check = args.at(-1);
    if (typeof check === 'function') check();
    if (this.#closed) throw errorFrom({ kind: 'phone', code: 'not_started' });
    return new Promise((resolve, reject) => {
      const id = crypto.randomUUID();
      const pending = { name, args: args.filter((one) => typeof one !== 'function'), sent: false, resolve, reject };
      this.#pending.set(id, pending);
      try {
        this.#send(id, pending);
      } catch (cause) {
        this.#pending.delete(id);
        reject(errorFrom({ kind: 'argument', code: 'invalid_argument', cause }));
      }
    });
  }

  #send(id: string, pending: Pending): void {
    const { name, args } = pending;
    if (this.#host.send({ type: 'command', id, name, args })) pending.sent = true;
  }

  #again(give: (id: string, pending: Pending) => void): void {
    for (const [id, pending] of [...this.#pending]) {
      if (!pending.sent || COMMANDS[pending.name] === 'repeatable') {
        give(id, pending);
        continue;
      }
      this.#pending.delete(id);
      pending.reject(errorFrom({ kind: 'phone', code: 'leader_lost', retryable: true }));
    }
  }
}

/** An error, to pass through the channel. */
export function givenError(error: unknown): GivenError {
  if (!(error instanceof VoIPError)) {
    return { kind: 'phone', code: 'unexpected', message: String(error), retryable: false };
  }
  const { code, message, retryable, details } = error;
  const kind = code === 'invalid_argument' ? 'argument' : 'phone';
  return { kind, code, message, retryable, ...(details ? { details: { ...details } } : {}) };
}
