import type { PresenceEntry } from '../model.js';
import type { PresenceDelta, PresenceMap } from '../presence.js';
import type { ConnectionEvent, ConnectionState } from '../ws-events.js';
import { Leadership } from './leadership.js';

// One realtime connection for all tabs of an account.
//
//            connectWebSocket()    token known            elected
//   unwanted ─────────► no account ───────────► electing ──────────► leads: the engine is connected, and what it says
//      ▲                    ▲                    ▲    │               │      goes to the application and the other tabs
//      │ disconnect…()      │ another account    │    ▼               │
//      │ logged out         └────────────────────┤  follows: what the │ token refused, robbed, page gone: the engine
//      └── refused, and nobody else can lead ────┴── leader says ◄────┘ is disconnected

/** Events that go to the other tabs in one message at most. */
const MOST_SAID = 64;
/** A page that is busy for a second or two keeps the connection: what comes while another one is made is lost. */
const PATIENCE = 2500;

/** The connection of this tab's client, as the WebAssembly gives it. */
export interface EventsEngine {
  connectWebSocket(): void;
  disconnectWebSocket(): void;
  /** The JSON of a message `presence_snapshot`: what the next one is compared with. */
  assumePresence(snapshot: string): void;
}

/** What is needed of the client. */
export interface SharedEventsHost {
  /** URL of the realtime connection. */
  readonly url: string;
  readonly engine: EventsEngine;
  token(): string | undefined;
  /** Whose token that is; undefined without one. */
  account(): string | undefined;
  presence(): PresenceMap;
  state(): ConnectionState;
  /** Tells the application; kinds and values are those of the engine. */
  deliver(kind: string, value: unknown): void;
  warn(code: 'tabs_unavailable'): void;
}

/** Between tabs. */
type Message =
  /** To the leader: say what is known. */
  | { type: 'join' }
  /** What is known: the answer. */
  | { type: 'known'; state: ConnectionState; entries?: PresenceEntry[] }
  /** What the leader's engine said, in its order. */
  | { type: 'said'; said: Said[] };

type Said = [kind: string, value: unknown];

/** Shares the realtime connection among the tabs of an account: one holds it, all hear it. */
export class SharedEvents {
  readonly #host: SharedEventsHost;
  #tabs: Leadership<Message> | undefined;
  #account: string | undefined;
  #wanted = false;
  /** The engine's connection is that of all. */
  #leads = false;
  /** Another tab has asked what is known, so that it pays to tell others. */
  #isHeard = false;
  /** What is on its way to them. */
  readonly #said: Said[] = [];
  /** What is known came from a leader once. */
  #isSynced = false;
  /** There has been a snapshot of presence. */
  #isKnown = false;
  /** Why this tab's connection was closed for good, and the token with which that happened. */
  #refusal: { code: string; token: string | undefined } | undefined;

  constructor(host: SharedEventsHost) {
    this.#host = host;
    this.#account = this.#host.account();
  }

  /** The application wants the events. */
  connectWebSocket(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#refusal = undefined;
    this.#connection('connecting');
    this.#join();
  }

  /** It does not want them any more; other tabs go on. */
  disconnectWebSocket(): void {
    this.#leave();
    this.#connection('closed');
  }

  /** The token has changed: somebody logged in or out, or the same user goes on. */
  accountChanged(): void {
    const account = this.#host.account();
    if (account === this.#account) return;
    const wanted = this.#wanted;
    const [before, state] = [this.#account, this.#host.state()];
    this.#leave();
    this.#account = account;
    if (before !== undefined) this.#forget();
    if (!wanted) return;
    if (account === undefined) return this.#connection('closed');
    this.#wanted = true;
    this.#connection(state === 'connecting' ? state : 'reconnecting');
    this.#join();
  }

  /** The engine has said something. */
  happened(kind: string, value: unknown): void {
    if (kind === 'log' || kind === 'tokenExpiring') return this.#host.deliver(kind, value);
    // The last words of a connection that is another tab's by now.
    if (!this.#leads) return;
    if (kind !== 'connection') return this.#say(kind, value);
    const { state, code } = value as ConnectionEvent['data'];
    if (state !== 'closed') return this.#say(kind, { state: this.#shown(state) });
    if (code === undefined) {
      // Logged out: the others go on.
      this.disconnectWebSocket();
    } else {
      // The others may have a better token. With nobody there, the lead comes back.
      this.#refusal = { code, token: this.#host.token() };
      this.#cease();
      if (this.#tabs?.role === 'leader') this.#tabs.resign();
      else this.#refused();
    }
  }

  #join(): void {
    if (this.#account === undefined) return;
    const name = `realtime ${this.#host.url} ${this.#account}`;
    const tabs: Leadership<Message> = new Leadership<Message>(name, {
      lead: () => this.#lead(),
      follow: (leader) => this.#follow(leader),
      message: (message, from) => this.#heard(message, from),
      warn: (code) => this.#host.warn(code),
      patienceMs: () => PATIENCE,
    });
    this.#tabs = tabs;
  }

  /** Out of the election, and nothing is wanted any more. */
  #leave(): void {
    this.#wanted = false;
    this.#stop();
    this.#isSynced = false;
    this.#tabs?.close();
    this.#tabs = undefined;
  }

  #stop(): void {
    if (!this.#leads) return;
    this.#cease();
    this.#host.engine.disconnectWebSocket();
  }

  #cease(): void {
    this.#flush();
    this.#leads = false;
    this.#isSynced = this.#isKnown;
  }

  #lead(): void {
    if (this.#refusal && this.#refusal.token === this.#host.token()) return this.#refused();
    this.#refusal = undefined;
    this.#leads = true;
    this.#isHeard = false;
    // So that the first snapshot changes only what has changed meanwhile, here and in all the others.
    this.#host.engine.assumePresence(JSON.stringify(snapshotOf(Object.values(this.#host.presence()))));
    this.#host.engine.connectWebSocket();
  }

  /** Nobody else can lead either, or there is nobody else. */
  #refused(): void {
    const code = this.#refusal?.code;
    this.#leave();
    this.#connection('closed', code);
  }

  #follow(leader: string): void {
    this.#stop();
    // What happened between the two leaders is heard by nobody: calls are asked for after the `open` that follows. Shown
    // also when the next one has long been connected, as to a page that comes back.
    this.#connection(this.#shown('connecting'));
    if (leader !== '') this.#tabs?.send({ type: 'join' });
  }

  #heard(message: Message, from: string): void {
    switch (message?.type) {
      case 'join':
        if (!this.#leads) break;
        this.#isHeard = true;
        this.#flush();
        this.#tabs?.send(this.#known(), from);
        break;
      // What was meant for the leader's followers, before this tab led.
      case 'known':
        if (this.#leads) break;
        this.#learn(message.state, message.entries);
        break;
      case 'said':
        for (const [kind, value] of message.said) {
          // To one that has just come, the leader's answer says it; and a listener may have ended it.
          if (this.#isSynced && !this.#leads) this.#deliver(kind, value);
        }
        break;
    }
  }

  #known(): Message {
    const state = this.#shown(this.#host.state());
    return this.#isKnown ? { type: 'known', state, entries: Object.values(this.#host.presence()) } : { type: 'known', state };
  }

  /** What the leader knows; to a tab that knew something already, the difference is what it has missed. */
  #learn(state: ConnectionState, entries: PresenceEntry[] | undefined): void {
    const isFirst = !this.#isSynced || !this.#isKnown;
    this.#isSynced = true;
    this.#connection(state);
    // A listener may have ended it.
    if (!entries || !this.#tabs) return;
    const deltas = difference(this.#host.presence(), entries);
    if (deltas.length > 0) this.#deliver('presence', deltas);
    if (isFirst) return this.#deliver('event', snapshotOf(entries));
    const timestamp = new Date().toISOString();
    for (const [extension, entry] of deltas) {
      this.#deliver('event', { type: 'presence_change', timestamp, data: entry ?? { extension, status: 'offline' } });
    }
  }

  /** In the leader: to the others and to its own application. */
  #say(kind: string, value: unknown): void {
    if (this.#isHeard) this.#later(kind, value);
    this.#deliver(kind, value);
  }

  /** To the others as soon as what the browser has in hand is done: in a flood many go in one message. */
  #later(kind: string, value: unknown): void {
    this.#said.push([kind, value]);
    // Not too many: what comes from the leader is its sign of life.
    if (this.#said.length >= MOST_SAID) return this.#flush();
    if (this.#said.length > 1) return;
    // Timers of hidden pages are slowed down, messages are not.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      this.#flush();
    };
    port2.postMessage(0);
  }

  #flush(): void {
    const said = this.#said.splice(0);
    if (said.length === 0 || this.#sent(said)) return;
    // One of them cannot be copied: it is nested too deeply, or a listener has put a function into it. The others
    // shall not be lost with it.
    for (const one of said) if (!this.#sent([one])) this.#sent(plain(one));
  }

  /** False when the browser cannot copy it. */
  #sent(said: Said[]): boolean {
    try {
      this.#tabs?.send({ type: 'said', said });
      return true;
    } catch {
      return false;
    }
  }

  #deliver(kind: string, value: unknown): void {
    if (kind === 'event' && (value as { type?: unknown }).type === 'presence_snapshot') this.#isKnown = true;
    this.#host.deliver(kind, value);
  }

  #connection(state: ConnectionState, code?: string): void {
    this.#host.deliver('connection', code === undefined ? { state } : { state, code });
  }

  /** Between two connections that all share, the application sees one that is made again. */
  #shown(state: ConnectionState): ConnectionState {
    const before = this.#host.state();
    const isLost = before === 'open' || before === 'reconnecting';
    return state === 'closed' || state === 'connecting' ? (isLost ? 'reconnecting' : 'connecting') : state;
  }

  /** Another user's presence is nobody's business. */
  #forget(): void {
    this.#isKnown = false;
    const gone = Object.keys(this.#host.presence()).map((extension): PresenceDelta => [extension]);
    if (gone.length > 0) this.#host.deliver('presence', gone);
  }
}

function snapshotOf(extensions: PresenceEntry[]): { type: string; timestamp: string; data: { extensions: PresenceEntry[] } } {
  return { type: 'presence_snapshot', timestamp: new Date().toISOString(), data: { extensions } };
}

/** Without what JSON does not know, as the server sent it; nothing when that is not possible either. */
function plain(said: Said): Said[] {
  try {
    return [JSON.parse(JSON.stringify(said)) as Said];
  } catch {
    return [];
  }
}

/** What makes the one into the other. Entries are flat. */
function difference(known: PresenceMap, entries: readonly PresenceEntry[]): PresenceDelta[] {
  const left = new Set(Object.keys(known));
  const deltas: PresenceDelta[] = [];
  for (const entry of entries) {
    left.delete(entry.extension);
    const before = known[entry.extension];
    if (!before || !isSame(before, entry)) deltas.push([entry.extension, entry]);
  }
  return [...[...left].map((extension): PresenceDelta => [extension]), ...deltas];
}

function isSame(a: object, b: object): boolean {
  const [one, other] = [Object.entries(a), b as Record<string, unknown>];
  return one.length === Object.keys(b).length && one.every(([key, value]) => other[key] === value);
}
