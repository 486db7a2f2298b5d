import { Leadership } from '../../tabs/leadership.js';
import { errorFrom } from '../../errors.js';
import type { Commands } from '../commands.js';
import type { CoreEvent } from '../core-events.js';
import type { Inheritance, LocalPhone } from '../local-phone.js';
import type { PhoneState } from '../phone-state.js';
import type { SoftphoneOptions } from '../types.js';
import { CommandDesk } from './command-desk.js';
import { Followers } from './followers.js';
import { PROTOCOL, type Everything, type Message } from './messages.js';
import { RemotePhone } from './remote-phone.js';
import { TakeOver } from './take-over.js';

/** What the tabs of a phone ask of the phone in this one. */
export interface TabsHost {
  readonly options: SoftphoneOptions;
  readonly state: PhoneState;
  /** The phone, where it is in this tab. */
  local(): LocalPhone | null;
  /** Makes the phone in this tab and starts it; rejects when that cannot be. */
  open(before: Inheritance): Promise<LocalPhone>;
  /** Loads what a phone in this tab takes. */
  prepare(): void;
  /** Lets go of it without a word to the server. */
  handOver(): void;
  /** Another tab has the phone now, or this one. */
  moved(): void;
  /** This tab leads and cannot have the phone: it has to leave. */
  failed(error: unknown): void;
}

/** How long a leader may be silent after a question, in milliseconds. Pages stand still for seconds now and then. */
const PATIENCE = 2500;
/** The same while there is a call, which is worth more than a quick change. */
const PATIENCE_IN_CALL = 5000;

/**
 * The tabs of a browser that have the same phone.
 *
 * ```text
 *   joining ──another leads──► follower ──it is gone, or gives the lead over──► leader: takes the calls up
 *      └──────nobody does──► leader ──page goes, stands still, stop()──► (no phone here; another tab takes it up)
 * ```
 */
export class PhoneTabs {
  /** Settles when this tab is part of it: the phone was begun here, or is known. */
  readonly joined: Promise<void>;
  readonly #host: TabsHost;
  readonly #leadership: Leadership<Message>;
  readonly #remote: RemotePhone;
  readonly #followers: Followers;
  readonly #desk: CommandDesk;
  readonly #calls: TakeOver;
  #leader = '';
  /** The leader whose state this tab has, and which of its phones. */
  #known = '';
  #knownPhone = 0;
  /** That leader is followed anew: its answers may have come while this page was frozen. */
  #isBack = false;
  /** Counts the phones that this tab has begun. */
  #phones = 0;
  #opening: Promise<LocalPhone> | undefined;
  /** This tab was the leader and is no more; nobody was told yet. */
  #led = false;
  #isJoined = false;
  #instanceId: string | undefined;
  #lastCall = 0;
  #settle!: { resolve(): void; reject(error: unknown): void };

  constructor(host: TabsHost) {
    this.#host = host;
    this.joined = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.joined.catch(() => undefined);
    // Before the election hears of it, which lets nothing be said afterwards.
    for (const [target, name] of pageEvents()) target.addEventListener(name, this.#leaving);
    const { extension, sipDomain, audio } = host.options;
    const name = `softphone:${PROTOCOL}:${extension}@${sipDomain.toLowerCase()}`;
    this.#leadership = new Leadership<Message>(name, {
      lead: () => void this.#lead(),
      follow: (leader) => this.#follow(leader),
      message: (message, from) => this.#hear(message, from),
      warn: (code, message) => host.state.warn(code, message),
      patienceMs: () => (host.state.snapshot.calls.length > 0 ? PATIENCE_IN_CALL : PATIENCE),
    });
    this.#remote = new RemotePhone({ audio, send: (message) => this.#leadership.send(message) });
    this.#desk = new CommandDesk((answer, to) => void this.#leadership.send(answer, to));
    this.#followers = new Followers((id) => this.#desk.gone(id));
    this.#calls = new TakeOver({
      options: host.options,
      state: host.state,
      local: host.local,
      leads: () => this.#leader === this.#leadership.id,
      tell: (events) => this.tell(events),
    });
  }

  /** The commands, where the phone is in another tab. */
  get commands(): Commands {
    return this.#remote.commands;
  }

  /** Whether another tab goes on when this one goes. */
  get hasOthers(): boolean {
    return this.#leader !== this.#leadership.id || this.#followers.some;
  }

  /** The phone of this tab has news: all others hear them. */
  tell(events: CoreEvent[]): void {
    this.#count(events);
    for (const event of events) {
      if (event.type === 'subscription' && event.state === 'terminated' && event.retryAt === undefined) this.#desk.over(event.id);
    }
    const shared = events.filter((event) => event.type !== 'credentials');
    if (this.#leadership.role !== 'leader' || shared.length === 0) return;
    const about = shared.some((event) => event.type === 'call');
    this.#leadership.send(about ? { type: 'news', events: shared, kept: this.#calls.now() } : { type: 'news', events: shared });
  }

  /** The phone of this tab has told these news: what it was to take up it can take up now. */
  goOn(events: readonly CoreEvent[]): void {
    this.#calls.goOn(events);
  }

  /** This tab leaves; the lead goes to another one at once. */
  close(): void {
    this.#calls.rest();
    this.#leaving();
    for (const [target, name] of pageEvents()) target.removeEventListener(name, this.#leaving);
    this.#leadership.close();
    this.#remote.close();
    this.#followers.clear();
    this.#settle.reject(errorFrom({ kind: 'phone', code: 'not_started' }));
  }

  // ---- the lead ----------------------------------------------------------------------------------------------

  #lead(): void {
    const { state } = this.#host;
    this.#leader = this.#leadership.id;
    state.role = this.#leadership.role === 'alone' ? 'alone' : 'leader';
    // It stood still or was gone for a moment, and nobody else was there.
    if (this.#host.local() && !this.#opening) return this.#tellEverything();
    if (this.#instanceId !== undefined) this.#calls.inherit();
    const opening = this.#begin(this.#opening);
    this.#opening = opening;
    this.#desk.open(opening);
    this.#tellEverything();
  }

  /** Makes the phone, after one that is being made for an earlier reign of this tab: there is never a second one. */
  async #begin(earlier: Promise<LocalPhone> | undefined): Promise<LocalPhone> {
    this.#phones += 1;
    const phone = this.#phones;
    const isDue = (): boolean => phone === this.#phones && this.#leader === this.#leadership.id;
    const overtaken = () => errorFrom({ kind: 'phone', code: 'not_started' });
    try {
      await earlier?.catch(() => undefined);
      if (!isDue()) throw overtaken();
      const before: Inheritance = { callsBefore: this.#lastCall, speaks: this.#calls.speaks };
      if (this.#instanceId !== undefined) before.instanceId = this.#instanceId;
      const local = await this.#host.open(before);
      if (!isDue() || this.#host.local() !== local) {
        this.#host.handOver();
        throw overtaken();
      }
      this.#opening = undefined;
      this.#instanceId = local.instanceId;
      this.#host.moved();
      this.#remote.movedHere(local);
      this.#tellEverything();
      this.#join();
      return local;
    } catch (error) {
      if (phone === this.#phones) this.#opening = undefined;
      if (isDue()) this.#fail(error);
      throw error;
    }
  }

  #join(): void {
    this.#isJoined = true;
    this.#settle.resolve();
  }

  #fail(error: unknown): void {
    if (this.#isJoined) this.#host.failed(error);
    else this.#settle.reject(error);
  }

  #everything(): Everything {
    const { state } = this.#host;
    return {
      type: 'everything',
      instanceId: this.#instanceId ?? '',
      lastCall: this.#lastCall,
      line: state.lineEvents,
      doNotDisturb: state.doNotDisturb,
      calls: state.book.records.map(({ view, facts }) => ({ view, facts })),
      kept: this.#calls.now(),
      phone: this.#phones,
    };
  }

  #tellEverything(to?: string): void {
    if (this.#leadership.role === 'leader') this.#leadership.send(this.#everything(), to);
  }

  // ---- following ---------------------------------------------------------------------------------------------

  #follow(leader: string): void {
    const { state } = this.#host;
    // This page stands still, or goes and may come back, and nobody else is there: it is the phone all the same.
    if (leader === '' && this.#host.local() && !this.#followers.some) return;
    // It rings and asks no more, whoever it is that leads.
    state.role = 'follower';
    if (this.#host.local()) {
      this.#led = true;
      this.#calls.rest();
      this.#calls.kept = this.#calls.now();
      this.#host.handOver();
      this.#desk.close();
      this.#followers.clear();
      this.#calls.setAdrift([{ type: 'transport', state: 'connecting' }]);
    }
    this.#leader = leader;
    if (leader === '') return;
    this.#isBack = leader === this.#known;
    // It can be seen first, or it would count as gone.
    void this.#followers.present(this.#leadership.id).then(() => {
      if (this.#leader !== leader) return;
      this.#leadership.send(this.#led ? { type: 'hello', led: true } : { type: 'hello' });
      this.#led = false;
    });
    // Ready for the case that this tab has to lead.
    this.#host.prepare();
  }

  #learn(everything: Everything, from: string): void {
    const { state } = this.#host;
    const isNew = from !== this.#known || everything.phone !== this.#knownPhone;
    this.#known = from;
    this.#knownPhone = everything.phone;
    if (everything.instanceId) this.#instanceId = everything.instanceId;
    this.#lastCall = Math.max(this.#lastCall, everything.lastCall);
    this.#calls.kept = everything.kept;
    const there = new Set(everything.calls.map(({ view }) => view.id));
    const calls = everything.calls.flatMap(({ view, facts }): CoreEvent[] => [
      { type: 'call', event: 'known', id: view.id, view },
      facts,
    ]);
    state.change((deliveries) =>
      state.book.updateAll(deliveries, (record) => !there.has(record.number) && record.abandon()),
    );
    state.apply([...everything.line, { type: 'doNotDisturb', on: everything.doNotDisturb }, ...calls]);
    if (isNew) {
      this.#host.moved();
      this.#remote.moved();
    } else if (this.#isBack) {
      this.#remote.repeat();
    }
    this.#isBack = false;
    this.#join();
  }

  // ---- messages ----------------------------------------------------------------------------------------------

  #hear(message: Message, from: string): void {
    switch (message.type) {
      case 'hello':
        this.#followers.add(from);
        if (message.led) this.#registerAgain();
        return this.#tellEverything(from);
      case 'bye':
        return this.#followers.away(from);
      case 'command':
        return this.#desk.take(message, from);
      case 'answer':
        return this.#remote.answered(message);
      case 'everything':
        if (from === this.#leader) this.#learn(message, from);
        return;
      case 'news':
        // Before everything is known they mean nothing.
        if (from !== this.#known || from !== this.#leader) return;
        if (message.kept) this.#calls.kept = message.kept;
        this.#count(message.events);
        return this.#host.state.apply(message.events);
    }
  }

  /** A tab that was robbed may have registered as it woke, before it knew: the server would ring it. */
  #registerAgain(): void {
    if (this.#host.state.registration === 'registered') this.#host.local()?.register().catch(() => undefined);
  }

  #count(events: readonly CoreEvent[]): void {
    for (const event of events) {
      if (event.type === 'call' && event.view) this.#lastCall = Math.max(this.#lastCall, event.id);
    }
  }

  readonly #leaving = (): void => {
    if (this.#leadership.role === 'follower') this.#leadership.send({ type: 'bye' });
  };
}

/** What a page hears of its end; in what is no page, nothing is. */
function pageEvents(): [EventTarget, string][] {
  if (typeof document === 'undefined') return [];
  return [
    [globalThis as unknown as EventTarget, 'pagehide'],
    [document, 'freeze'],
  ];
}
