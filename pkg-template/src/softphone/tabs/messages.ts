import type { Commands } from '../commands.js';
import type { CoreCallView, CoreEvent, CoreFactsEvent } from '../core-events.js';
import type { Kept } from '../local-phone.js';

/**
 * Version of what the tabs of one phone say to each other. Pages that were loaded before an update of the package may
 * speak another one: their lock and channel have another name, so that they are phones of their own.
 */
export const PROTOCOL = 1;

export type CommandName = keyof Commands;

/** All commands, and which may be given once more to another leader when the one that had them is gone. */
export const COMMANDS: { readonly [Name in CommandName]: 'repeatable' | 'once' } = {
  register: 'repeatable',
  unregister: 'repeatable',
  fetchBindings: 'repeatable',
  setDoNotDisturb: 'repeatable',
  invite: 'once',
  acceptRefer: 'once',
  rejectRefer: 'once',
  answer: 'repeatable',
  reject: 'repeatable',
  followRedirect: 'once',
  hangup: 'repeatable',
  hold: 'repeatable',
  resume: 'repeatable',
  transfer: 'once',
  transferTo: 'once',
  setHeaders: 'repeatable',
  mute: 'repeatable',
  merge: 'once',
  split: 'once',
  sendDtmf: 'once',
  setDevice: 'repeatable',
  getStats: 'repeatable',
  subscribe: 'once',
  unsubscribe: 'once',
  message: 'once',
  recover: 'once',
};

export const isCommand = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(COMMANDS, name);

/** A call as a tab has to know it. */
export interface KnownCall {
  view: CoreCallView;
  facts: CoreFactsEvent;
}

/** Everything that a tab has to know. There is no password in it, and it is never stored. */
export interface Everything {
  type: 'everything';
  instanceId: string;
  /** The highest number that a call has had. */
  lastCall: number;
  line: CoreEvent[];
  doNotDisturb: boolean;
  calls: KnownCall[];
  kept: Kept;
  /** Which of its phones it is: what was asked of an earlier one has to be asked again. */
  phone: number;
}

/** What became of a command. */
export type Answer = { type: 'answer'; id: string } & ({ value: unknown } | { error: GivenError });

/** An error as it passes through the channel. */
export interface GivenError {
  kind: 'phone' | 'argument';
  code: string;
  message: string;
  retryable: boolean;
  details?: Record<string, unknown>;
}

/** What the tabs say. */
export type Message =
  /** A follower has come, or found a new leader; `led` when it was the leader before. */
  | { type: 'hello'; led?: boolean }
  /** It goes, or is frozen. */
  | { type: 'bye' }
  | { type: 'command'; id: string; name: CommandName; args: unknown[] }
  | Answer
  | Everything
  /** What the core and the leader's page have told; `kept` when calls were among it. */
  | { type: 'news'; events: CoreEvent[]; kept?: Kept };
