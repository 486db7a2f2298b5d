import type { PresenceDelta, PresenceStore } from './presence.js';
import type { AnyWsEvent } from './ws-events.js';
import type { PresenceEntry } from './model.js';

/** The part of the module that says what a message means. @internal */
export interface Hearer {
  receive(socket: number, now: number, text?: string): number | undefined;
}

/** What a message means, as the module says it. */
const CHANGE = 2;
const MISSED = 3;

const DIRECTIONS = ['inbound', 'outbound', 'internal'];

/** Longer messages are not looked into. Ten thousand extensions in a snapshot are a megabyte or two. */
const MOST_CHARACTERS = 1 << 24;

/** How often a message that comes at the wrong moment is tried again. */
const TRIES = 3;

/**
 * Messages on their way to the application. Each is parsed here, once; its text goes into the module in one call, which
 * answers with a number and calls nothing in turn, unless the message is one of the connection's own or a snapshot.
 * Nothing is kept back: what has come is told before the next message is looked at.
 *
 * @internal
 */
export class Receiver {
  readonly #presence: PresenceStore;
  readonly #happened: (kind: string, value: unknown) => void;
  /** What the module told of the presence while it looked at the message at hand. */
  #told: PresenceDelta[] = [];

  constructor(presence: PresenceStore, happened: (kind: string, value: unknown) => void) {
    this.#presence = presence;
    this.#happened = happened;
  }

  /** The module says who is present. */
  presence(deltas: PresenceDelta[]): void {
    this.#told = deltas;
    this.#happened('presence', deltas);
  }

  /** A message of that socket. */
  take(engine: Hearer, socket: number, data: unknown, tries = TRIES): void {
    let event: AnyWsEvent | undefined;
    if (typeof data === 'string' && data.length <= MOST_CHARACTERS) {
      try {
        event = JSON.parse(data) as AnyWsEvent;
      } catch {
        // It is counted as none.
      }
    }
    const text = event === undefined ? undefined : (data as string);
    this.#told = [];
    const meaning = engine.receive(socket, Date.now(), text);
    if (meaning === undefined && tries > 0) {
      queueMicrotask(() => this.take(engine, socket, data, tries - 1));
    }
    if (!meaning || !event) return;
    const missed = this.#told;
    if (meaning === CHANGE) this.#change(event.data as PresenceEntry);
    this.#happened('event', event);
    if (meaning !== MISSED) return;
    const timestamp = new Date().toISOString();
    for (const [extension, entry] of missed) {
      this.#happened('event', { type: 'presence_change', timestamp, data: entry ? { ...entry } : { extension, status: 'offline' } });
    }
  }

  /** The data of a change as an entry: what is not known of it stays out, a name that it does not say stays. */
  #change(data: PresenceEntry): void {
    const { extension, status } = data;
    const entry: PresenceEntry = { extension, status };
    for (const member of ['name', 'callUuid', 'caller', 'direction'] as const) {
      const value = data[member];
      if (typeof value !== 'string' || (member === 'direction' && !DIRECTIONS.includes(value))) continue;
      (entry as unknown as Record<string, string>)[member] = value;
    }
    const name = entry.name ?? this.#presence.get(extension)?.name;
    if (name !== undefined) entry.name = name;
    this.#happened('presence', [[extension, entry]]);
  }
}
