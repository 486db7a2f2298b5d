import { ERROR_HINTS } from '../errors.js';
import { guarded } from '../listeners.js';
import { Alarm } from './alarm.js';
import { type Frame, frameOf, hiddenName, newId, VERSION } from './frames.js';
import { TabLock } from './lock.js';

// Which of the tabs of an origin does what only one may do. The browser's lock decides; the channel tells.
//
//                         no locks or no channel here
//   electing ──────────────────────────────────────────► alone (leads for itself)
//    │  │ ▲
//    │  │ └──── its leader has left ─────────┐
//    │  └── a claim of a leader ──► follower ┤◄── a higher claim, or its lock was taken
//    │                                │      │                                    │
//    │   lock granted, or taken from  │      │                                    │
//    │   a leader that does not answer▼      │                                    │
//    └──────────────────────────────► leader ┴────────────────────────────────────┘
//                                            │ resign(), page hidden for good, frozen
//                                            └────────────────────────────────────────► electing
//
// A page that goes (pagehide, into the back/forward cache too) or is frozen leaves the election: it can neither lead
// nor take its turn. It comes back with pageshow or resume. close() ends everything.

/** How long a leader may be silent after a question: two pings of half of it each. */
const PATIENCE = 1200;
/** A command that nothing has followed for this long makes a follower ask. */
const COMMAND_PATIENCE = 500;
/** How often a follower makes sure that its leader is there; all hear the answer to one. */
const EVERY = 2000;
const EVERY_HIDDEN = 10_000;
/** A timer that rings later than this shows that this page did not run meanwhile. */
const LATE = 500;
/** What comes later than this to a leader was sent while its page stood still: it may have been robbed meanwhile. */
const STALE = 800;
/** A claim reaches the others within this time, so that nobody steals from the one that has just stolen. */
const SETTLE = 300;

/** Whether this tab leads. `alone`: it does, and sees no other tabs. */
export type TabRole = 'electing' | 'leader' | 'follower' | 'alone';

/** What a {@link Leadership} calls; never before its constructor has returned. */
export interface LeadershipEvents<M> {
  /** This tab leads now; also called with the role `alone`. */
  lead(): void;
  /**
   * Another tab leads, or leads anew: what was asked of the leader before and not answered has to be asked again. Empty
   * while it is not known who does; so it is called, before the lock is given back, when this tab stops to lead by
   * itself: its page goes or is frozen.
   */
  follow(leader: string): void;
  /** From the leader, or, in the leader, from another tab. What a former leader says does not come here. */
  message(message: M, from: string): void;
  /** `tabs_unavailable`: this page cannot see other tabs; it goes on as if there were none. */
  warn(code: 'tabs_unavailable', message: string): void;
  /** How long the leader may be silent after a question before the lead is taken from it. Default: 1200 ms. */
  patienceMs?(): number;
}

/**
 * Elects one leader among the tabs of an origin that give the same name.
 *
 * Names of the lock and the channel are a digest of `name`. Nothing is stored.
 */
export class Leadership<M> {
  /** This tab's id; another one in each object. */
  readonly id = newId();

  readonly #events: LeadershipEvents<M>;
  #role: TabRole = 'electing';
  #leader = '';
  #epoch = 0;
  #closed = false;
  /** In the election: not in the back/forward cache, not frozen. */
  #present = false;
  /** Name of the lock and the channel. */
  #name = '';
  #channel: BroadcastChannel | undefined;
  #lock: TabLock | undefined;
  /** Rings when the next question is due, at the time `#due`. */
  readonly #alarm = new Alarm(() => this.#rung());
  #due = 0;
  #heardAt = 0;
  /** Questions without an answer. */
  #pings = 0;
  #excused = false;
  /** How often another tab was at stealing already, and nobody has led since. */
  #barred = 0;
  /** Messages that a leader took after a standstill, until the browser has said that it still leads. */
  #doubted: Frame<M>[] | undefined;

  constructor(name: string, events: LeadershipEvents<M>) {
    this.#events = events;
    void this.#begin(name);
  }

  get role(): TabRole {
    return this.#role;
  }

  /** Id of the leader, this tab's own included; empty while it is not known. */
  get leader(): string {
    return this.#leader;
  }

  /** Number of the present reign: every later one's is higher. 0 before the first is known of. */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * From a leader to all the others or to one; from a follower to the leader. False when it was not sent, because this
   * tab is alone or does not know who leads: `lead` or `follow` will say.
   *
   * @throws what the browser throws for what cannot be cloned.
   */
  send(message: M, to?: string): boolean {
    if (this.#role === 'leader') return this.#post('message', to, message);
    if (this.#role !== 'follower') return false;
    const sent = this.#post('message', this.#leader, message);
    if (this.#pings === 0) this.#wake(Math.min(COMMAND_PATIENCE, Math.max(0, this.#due - performance.now())));
    return sent;
  }

  /** Whether this tab leads for certain: after a standstill it may have been robbed and not know it yet. */
  async confirm(): Promise<boolean> {
    if (this.#role === 'alone') return true;
    return this.#role === 'leader' && (await this.#lock!.confirm()) && this.#role === 'leader';
  }

  /** Hands the lead over and stays. With nobody there to take it, it comes back. */
  resign(): void {
    if (this.#role !== 'leader') return;
    this.#stepDown('left', '');
    this.#lock?.want();
    this.#ask();
  }

  /** Leaves for good; the lead goes to another tab at once. Nothing is called afterwards. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    if (typeof document === 'undefined') return;
    for (const [target, type] of this.#pageEvents()) target.removeEventListener(type, this.#pageChanged);
  }

  async #begin(name: string): Promise<void> {
    // What is no page has no tabs: Node, workers.
    const isPage = typeof document !== 'undefined';
    try {
      const able = isPage && navigator.locks && typeof BroadcastChannel === 'function';
      this.#name = able ? await hiddenName(name) : await '';
      if (this.#closed) return;
      if (!able) return this.#alone(isPage);
      this.#join();
    } catch {
      this.#alone(isPage);
      return;
    }
    for (const [target, type] of this.#pageEvents()) target.addEventListener(type, this.#pageChanged);
  }

  #alone(warn: boolean): void {
    if (this.#closed) return;
    this.#leave();
    this.#role = 'alone';
    this.#leader = this.id;
    if (warn) {
      guarded(() => this.#events.warn('tabs_unavailable', ERROR_HINTS.tabs_unavailable));
    }
    guarded(() => this.#events.lead());
  }

  #join(): void {
    const channel = new BroadcastChannel(this.#name);
    channel.onmessage = ({ data }: { data: unknown }) => {
      const frame = frameOf<M>(data);
      if (frame && frame.from !== this.id) this.#received(frame);
    };
    this.#channel = channel;
    this.#present = true;
    this.#lock ??= new TabLock(navigator.locks, this.#name, {
      granted: () => this.#lead(),
      robbed: () => this.#robbed(),
      refused: () => this.#alone(true),
    });
    this.#lock.want();
    this.#ask('hello');
  }

  /** Out of the election, by whatever way. */
  #leave(): void {
    this.#present = false;
    if (this.#role === 'leader') this.#stepDown('left', '');
    else if (this.#role === 'follower') this.#role = 'electing';
    this.#leader = '';
    this.#alarm.clear();
    this.#lock?.letGo();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #lead(): void {
    if (!this.#present) return;
    this.#alarm.clear();
    this.#barred = 0;
    // Higher than all that were seen, and without having seen any: the clock is the same in every tab.
    this.#epoch = Math.max(this.#epoch + 1, Date.now());
    this.#role = 'leader';
    this.#leader = this.id;
    this.#post('claim');
    guarded(() => this.#events.lead());
  }

  /** The lock was taken: somebody found this page silent. Whose claim it is may have come before, or comes next. */
  #robbed(): void {
    if (this.#role === 'leader') this.#stepDown(undefined, '');
    if (!this.#present) return;
    this.#lock?.want();
    this.#ask();
  }

  /** From leader to what comes; the application stops first, then the others learn it. */
  #stepDown(say: 'left' | undefined, leader: string): void {
    this.#role = leader ? 'follower' : 'electing';
    this.#leader = leader;
    this.#doubted = undefined;
    if (!this.#closed) guarded(() => this.#events.follow(leader));
    if (say) this.#post(say);
  }

  #received(frame: Frame<M>): void {
    const { kind, from, to, epoch, leads } = frame;
    if (to !== undefined && to !== this.id) return;
    // Two reigns of one number: that of the tab that holds the lock goes up.
    if (kind === 'behind' && epoch === this.#epoch) return void this.#raise(epoch);
    if (leads && !this.#follows(frame)) return;
    switch (kind) {
      case 'hello':
      case 'ping':
        if (this.#role === 'leader') this.#post('claim');
        break;
      case 'behind':
        if (epoch > this.#epoch) void this.#raise(epoch);
        break;
      case 'left':
        if (from !== this.#leader || this.#role !== 'follower') break;
        this.#role = 'electing';
        this.#leader = '';
        this.#ask();
        break;
      case 'message':
        if (leads) guarded(() => this.#events.message(frame.body as M, from));
        else if (this.#role === 'leader' && to === this.id) this.#command(frame);
        break;
    }
  }

  /** Takes what a leader says for a sign of life; false when it is none, or not one to follow any more. */
  #follows({ kind, from, epoch }: Frame<M>): boolean {
    const other = from !== this.#leader;
    if (epoch < this.#epoch || (epoch === this.#epoch && other && this.#leader !== '')) {
      // A former leader that does not know it yet; or a new one that has never heard of the others, by a clock set back.
      if (kind === 'claim') this.#post('behind', from);
      return false;
    }
    if (kind === 'left') return true;
    const anew = other || epoch > this.#epoch;
    this.#epoch = epoch;
    this.#heardAt = performance.now();
    if (this.#role === 'leader') {
      this.#stepDown(undefined, from);
      this.#lock?.want();
    } else if (anew || this.#role !== 'follower') {
      this.#role = 'follower';
      this.#leader = from;
      guarded(() => this.#events.follow(from));
    }
    if (this.#role === 'follower') this.#rest();
    return true;
  }

  /** A message from a follower. One that lay here while the page stood still may be in the hands of another by now. */
  #command(frame: Frame<M>): void {
    if (this.#doubted) {
      this.#doubted.push(frame);
      return;
    }
    if (Date.now() - frame.at <= STALE) {
      guarded(() => this.#events.message(frame.body as M, frame.from));
      return;
    }
    const doubted = (this.#doubted = [frame]);
    void this.confirm().then((certain) => {
      if (this.#doubted !== doubted) return;
      this.#doubted = undefined;
      for (const { body, from } of certain ? doubted : []) guarded(() => this.#events.message(body as M, from));
    });
  }

  /** Somebody has seen a higher number: when the lock is still here, this reign's becomes the highest. */
  async #raise(epoch: number): Promise<void> {
    if (!(await this.confirm())) return;
    this.#epoch = Math.max(this.#epoch, epoch) + 1;
    this.#post('claim');
  }

  /** Asks who leads, and waits for the answer. */
  #ask(kind: 'hello' | 'ping' = 'ping'): void {
    this.#pings = 1;
    this.#excused = false;
    this.#post(kind);
    this.#wake(this.#patience() / 2);
  }

  /** The leader is there: the next question is for later. */
  #rest(): void {
    this.#pings = 0;
    this.#barred = 0;
    this.#wake(document.hidden ? EVERY_HIDDEN : EVERY);
  }

  #wake(delayMs: number): void {
    if (!this.#present) return;
    this.#due = performance.now() + delayMs;
    this.#alarm.set(delayMs);
  }

  #rung(): void {
    if (!this.#present || this.#role === 'leader') return;
    if (this.#pings === 0) return this.#ask();
    // This page stood still itself, or the whole machine did: the answer may be on its way.
    const late = performance.now() - this.#due > LATE && !this.#excused;
    if (late) this.#excused = true;
    else this.#pings += 1;
    if (this.#pings > 2) return void this.#steal();
    this.#post('ping');
    this.#wake(this.#patience() / 2);
  }

  /** Takes the lock from a leader that does not answer. A second lock lets one tab do so at a time. */
  async #steal(): Promise<void> {
    const since = performance.now();
    const free = () => this.#present && this.#role !== 'leader' && this.#heardAt < since;
    const take = async (): Promise<void> => {
      if (!free()) return;
      this.#lock?.want(true);
      await new Promise((done) => setTimeout(done, SETTLE));
    };
    // When nobody leads the next time either, and the one after that, whoever has the second lock stands still as well.
    this.#ask();
    if (this.#barred >= 2) return take();
    await navigator.locks
      .request(`${this.#name}-steal`, { ifAvailable: true }, async (lock) => {
        if (lock) await take();
        else this.#barred += 1;
      })
      .catch(() => undefined);
  }

  #patience(): number {
    return this.#events.patienceMs?.() ?? PATIENCE;
  }

  #post(kind: Frame<M>['kind'], to?: string, body?: M): boolean {
    if (!this.#channel) return false;
    const leads = this.#role === 'leader' || kind === 'left';
    const frame: Frame<M> = { v: VERSION, kind, from: this.id, epoch: this.#epoch, leads, at: Date.now() };
    if (to !== undefined) frame.to = to;
    if (body !== undefined) frame.body = body;
    this.#channel.postMessage(frame);
    return true;
  }

  #pageEvents(): [target: EventTarget, type: string][] {
    const window = globalThis as unknown as EventTarget;
    return [
      [window, 'pagehide'],
      [window, 'pageshow'],
      [document, 'freeze'],
      [document, 'resume'],
      [document, 'visibilitychange'],
    ];
  }

  readonly #pageChanged = ({ type }: { type: string }): void => {
    if (type === 'pagehide' || type === 'freeze') {
      if (this.#present) this.#leave();
    } else if (type === 'visibilitychange') {
      this.#alarm.visibilityChanged();
      const silent = performance.now() - this.#heardAt > EVERY;
      // A user looks at this tab: it should not show what a dead leader said last.
      if (!document.hidden && this.#role === 'follower' && this.#pings === 0 && silent) this.#ask();
    } else if (!this.#present && this.#role !== 'alone') {
      this.#join();
    }
  };
}
