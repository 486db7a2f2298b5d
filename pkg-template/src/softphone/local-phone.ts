import type { DeviceStore } from '../devices/store.js';
import type { DeviceUse } from '../devices/types.js';
import { errorFrom } from '../errors.js';
import type { CallBook } from './call-book.js';
import type { CallRecord } from './call-record.js';
import type { Commands } from './commands.js';
import { settled, type Core, type CoreClass } from './core.js';
import type { CoreDialogRecord, CoreEvent, CoreRingingRecord } from './core-events.js';
import { coreCredentials, coreOptions } from './core-options.js';
import { sendDigits, sendTones, type DtmfSender } from './dtmf.js';
import { IceServers } from './ice-servers.js';
import { Merges } from './merges.js';
import { Outcomes } from './outcomes.js';
import type { PhoneState } from './phone-state.js';
import { Reload } from './reload.js';
import { Sound, type SoundCore } from './sound.js';
import type { DtmfOptions, SoftphoneOptions } from './types.js';

/** How long `stop()` waits for the server to confirm. */
const STOP_PATIENCE_MS = 5000;

/** What a phone goes on with that another tab had. */
export interface Inheritance {
  /** Its name for the server: its binding is replaced. */
  instanceId?: string;
  /** The highest number that a call has had. */
  callsBefore: number;
  /** There are calls to take up: the microphone is asked for at once, and kept until `rest()`. */
  speaks?: boolean;
}

/** What another tab needs to go on with the calls. */
export interface Kept {
  dialogs: CoreDialogRecord[];
  ringing: CoreRingingRecord[];
}

/** What a phone in this tab asks of those who use it. */
export interface LocalHost {
  readonly options: SoftphoneOptions;
  readonly state: PhoneState;
  readonly devices: DeviceStore;
  /** News, of the core's and of its own. */
  news(events: CoreEvent[]): void;
}

/** The phone itself, in the tab that has it: the core, its ICE servers, the mixing of calls. */
export class LocalPhone implements Commands {
  readonly instanceId: string;
  readonly #options: SoftphoneOptions;
  readonly #state: PhoneState;
  readonly #news: (events: CoreEvent[]) => void;
  readonly #core: Core;
  readonly #servers: IceServers;
  readonly #reload: Reload;
  readonly #devices: DeviceStore;
  readonly #sound: Sound;
  readonly #merges: Merges;
  readonly #outcomes = new Outcomes();
  readonly #speaks: boolean;
  #gone = false;

  /** Makes the phone, which does nothing until `start()`. */
  constructor(SoftphoneCore: CoreClass, host: LocalHost, before: Inheritance) {
    this.#options = host.options;
    this.#state = host.state;
    this.#news = host.news;
    this.#reload = new Reload(this.#options, {
      core: () => (this.#gone ? null : this.#core),
      records: () => this.#book.records,
      place: (kept) => this.#book.place(Date.now(), () => this.recover(kept)),
      warn: (code, message) => this.#state.warn(code, message),
    });
    this.#devices = host.devices;
    this.#sound = new Sound({
      core: () => (this.#gone ? null : (this.#core as object as SoundCore)),
      audio: this.#options.audio,
      devices: host.devices,
      calls: () => this.#book.records.map(({ number }) => number),
      changed: () => this.#merges.refresh(),
    });
    const { microphone, player } = this.#sound;
    this.#speaks = before.speaks ?? false;
    this.instanceId = before.instanceId ?? this.#reload.instanceId;
    const core = new SoftphoneCore(
      { ...coreOptions(this.#options, this.instanceId), callsBefore: before.callsBefore, microphone, player },
      (events: CoreEvent[]) => {
        if (this.#gone) return;
        for (const event of events) this.#attend(event);
        this.#news(events);
      },
    );
    this.#core = core;
    this.#servers = new IceServers(
      this.#options,
      (servers) => core.setIceServers(servers),
      (cause) => this.#state.warn('ice_servers_unavailable', `getIceServers failed: ${String(cause)}`),
    );
    this.#merges = new Merges({
      tracks: (record) => (this.#gone ? [] : core.tracks(record.number)),
      send: (record, track) => void (this.#gone || core.sendTrack(record.number, track)),
      change: (record, mergedWith) => this.#news([{ type: 'facts', id: record.number, mergedWith }]),
      mute: (record, muted) => void this.mute(record.number, muted),
    });
  }

  get #book(): CallBook {
    return this.#state.book;
  }

  /** Connects and registers; settles when that has begun. */
  async start(): Promise<void> {
    this.#state.begin();
    // Not waited for: registering does not need them.
    void this.#servers.refresh();
    void this.#core.setDoNotDisturb(this.#state.doNotDisturb);
    if (this.#speaks) this.#core.warm(true);
    await settled(this.#core.start());
  }

  /** The calls that were to be taken up have what they need. */
  rest(): void {
    if (!this.#gone) this.#core.warm(false);
  }

  /** The phone is registered: what waits for a reload waits no longer than it should. */
  registered(): void {
    this.#reload.registered();
  }

  /** The calls of before a reload that are up again. */
  recoverCalls(): Promise<CallRecord[]> {
    return this.#reload.recover();
  }

  /** A call comes in: its servers had better be fresh. */
  comesIn(): void {
    void this.#servers.ready();
  }

  /** A call was held, resumed, renegotiated, or is over. */
  touched(record: CallRecord): void {
    this.#merges.changed(record);
  }

  /** What another tab needs to go on. */
  kept(): Kept {
    return { dialogs: this.#core.recovery() as CoreDialogRecord[], ringing: this.#core.ringing() as CoreRingingRecord[] };
  }

  /** Lets a call ring on that rang in another tab. */
  async takeUp(rung: CoreRingingRecord): Promise<void> {
    await settled(this.#core.takeUp(rung));
  }

  /** Ends the calls, unregisters, disconnects. */
  async stop(): Promise<void> {
    this.#servers.stop();
    let limit: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, STOP_PATIENCE_MS);
    });
    await settled(this.#core.stop());
    await Promise.race([this.#state.until(() => this.#gone || this.#state.transport === 'disconnected'), patience]);
    clearTimeout(limit);
    this.dispose();
  }

  /** Another tab goes on: nothing is said to the server, but to whom rings and is called by nobody any more. */
  handOver(): void {
    if (this.#gone) return;
    for (const record of this.#book.records) {
      const { direction, answeredAt } = record.snapshot;
      if (direction === 'outbound' && answeredAt === null) void this.#core.hangup(record.number).catch(() => undefined);
    }
    this.dispose();
  }

  /** Lets go of everything at once, without a word to the server. May be called again. */
  dispose(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#reload.stop();
    this.#servers.stop();
    this.#merges.close();
    this.#sound.close();
    this.#outcomes.close();
    this.#core.dispose();
  }

  // ---- commands ----------------------------------------------------------------------------------------------

  register = () => this.#give((core) => core.register());
  unregister = () => this.#give((core) => core.unregister());
  fetchBindings = () => this.#give((core) => core.fetchBindings());
  reject = (call: number, statusCode: number, forwardTo: string | undefined) =>
    this.#give((core) => core.reject(call, statusCode, forwardTo));
  rejectRefer = (call: number, statusCode: number) => this.#give((core) => core.rejectRefer(call, statusCode));
  followRedirect = (call: number, index: number) => this.#give((core) => core.followRedirect(call, index));
  setHeaders = (call: number, headers: [string, string][]) => this.#give((core) => core.setHeaders(call, headers), call);
  hold = (call: number) => this.#give((core) => core.hold(call), call);
  resume = (call: number) => this.#give((core) => core.resume(call), call);
  transfer = (call: number, target: string) => this.#give((core) => core.transfer(call, target), call);
  subscribe = (target: string, event: string, accept: string[], expiresSec: number) =>
    this.#ask((core) => core.subscribe(target, event, accept, expiresSec));
  unsubscribe = (id: number) => this.#give((core) => core.unsubscribe(id));
  message = (call: number | undefined, target: string, contentType: string, text: string) =>
    this.#ask((core) => core.message(call, target, contentType, text), call);
  setDevice = (use: DeviceUse, deviceId: string | null) => this.#devices.set(use, deviceId);
  recover = (kept: CoreDialogRecord) => this.#withServers(() => this.#ask((core) => core.recover(kept)));

  async setDoNotDisturb(on: boolean): Promise<void> {
    await this.#give((core) => core.setDoNotDisturb(on));
    this.#news([{ type: 'doNotDisturb', on }]);
  }

  async invite(
    target: string,
    anonymous: boolean,
    headers: [string, string][],
    from: number,
    check?: () => void,
  ): Promise<number> {
    return this.#place(from, (core) => {
      check?.();
      return core.invite(target, anonymous, headers);
    });
  }

  async acceptRefer(call: number, from: number): Promise<number> {
    // The call in which it was asked is not put on hold: its far end holds it already, and ends it.
    return this.#place(from, (core) => core.acceptRefer(call), call);
  }

  async answer(call: number): Promise<void> {
    const record = this.#book.get(call);
    record?.countFromNow();
    await this.#withServers(() => this.#give((core) => core.answer(call)));
    if (record) this.#holdOthers(record);
  }

  async hangup(call: number): Promise<void> {
    try {
      await this.#give((core) => core.hangup(call), call);
    } catch (error) {
      // It is over: what more could be wanted.
      if (this.#book.get(call)) throw error;
    }
  }

  async transferTo(call: number, other: number): Promise<void> {
    await this.#give((core) => core.transferTo(call, other), call, other);
  }

  async mute(call: number, muted: boolean): Promise<void> {
    const record = this.#existing(call);
    for (const { number } of this.#merges.membersOf(record)) {
      this.#core.mute(number, muted);
      this.#news([{ type: 'facts', id: number, muted }]);
    }
  }

  async merge(call: number, other: number): Promise<void> {
    const [one, two] = [this.#existing(call), this.#existing(other)];
    const members = [one, two].flatMap((record) => this.#merges.membersOf(record));
    await Promise.all(members.map((record) => this.#book.face(record).resume()));
    await this.#merges.merge(one, two);
  }

  async split(call: number): Promise<void> {
    const record = this.#existing(call);
    const others = this.#merges.membersOf(record).filter((one) => one !== record);
    this.#merges.split(record);
    if (this.#options.autoHoldOnNewCall !== false) await Promise.all(others.map((one) => this.#book.face(one).hold()));
  }

  async sendDtmf(call: number, tones: string, via: DtmfOptions['via']): Promise<void> {
    const record = this.#existing(call);
    const sender = via === 'info' ? null : (this.#core.dtmfSender(call) as DtmfSender | null | undefined);
    // The far end may be gone before the last tone is.
    const gone = record.until('dtmf', () => false);
    gone.catch(() => undefined);
    if (sender?.canInsertDTMF) return Promise.race([sendTones(sender, tones), gone]);
    if (via === 'rtp') {
      const message = 'Tones can be sent once media is flowing and the far end takes them.';
      throw errorFrom({ kind: 'phone', code: 'invalid_state', message });
    }
    const send = async (digits: string): Promise<void> => {
      await this.#outcomes.after(this.#ask((core) => core.sendDigits(call, digits), call), 'operation_failed');
    };
    await Promise.race([sendDigits(send, tones), gone]);
  }

  async getStats(call: number): Promise<unknown> {
    return this.#gone ? undefined : this.#core.getStats(call);
  }

  // ---- how they are given ------------------------------------------------------------------------------------

  /** What a core asks for that only this tab can give. */
  #attend(event: CoreEvent): void {
    if (event.type === 'credentials') void this.#provideCredentials(event.realm);
    else if (event.type === 'messageSent') this.#outcomes.tell(event);
  }

  async #provideCredentials(realm: string): Promise<void> {
    try {
      const given = await this.#options.getCredentials?.(realm);
      await this.#give((core) => core.provideCredentials(coreCredentials(given ?? {})));
    } catch (cause) {
      if (!this.#gone) this.#state.fail(errorFrom({ kind: 'phone', code: 'authentication_failed', cause }));
    }
  }

  /** Gives a command, once the calls that it is about have been taken up. */
  async #ask<T>(command: (core: Core) => Promise<T>, ...calls: (number | undefined)[]): Promise<T> {
    for (const call of calls) {
      const record = call === undefined ? undefined : this.#book.get(call);
      if (record?.isAdrift) await record.until('recover', () => !record.isAdrift);
    }
    if (this.#gone) throw errorFrom({ kind: 'phone', code: 'not_started' });
    return settled(command(this.#core));
  }

  async #give(command: (core: Core) => Promise<unknown>, ...calls: number[]): Promise<void> {
    await this.#ask(command, ...calls);
  }

  #existing(call: number): CallRecord {
    const record = this.#book.get(call);
    if (!record || this.#gone) throw errorFrom({ kind: 'phone', code: 'call_not_found' });
    return record;
  }

  async #place(from: number, command: (core: Core) => Promise<unknown>, but?: number): Promise<number> {
    const place = (): Promise<number> => this.#ask(command) as Promise<number>;
    const record = await this.#withServers(() => this.#book.place(from, place));
    const spared = but === undefined ? undefined : this.#book.get(but);
    this.#holdOthers(record, ...(spared ? [spared] : []));
    return record.number;
  }

  /** Gives a command that needs fresh ICE servers; while they are waited for, the microphone is asked for. */
  async #withServers<T>(command: () => Promise<T>): Promise<T> {
    if (this.#servers.isFresh) return command();
    const core = this.#core;
    core.warm(true);
    try {
      await this.#servers.ready();
      return await command();
    } finally {
      // The call has taken it by now, or there is none.
      if (!this.#gone) core.warm(false);
    }
  }

  #holdOthers(...but: CallRecord[]): void {
    if (this.#options.autoHoldOnNewCall === false) return;
    for (const record of this.#book.records) {
      const { answeredAt, held } = record.snapshot;
      // A refused hold is reported by the call itself and stops no other call.
      if (!but.includes(record) && answeredAt !== null && !held) this.#book.face(record).hold().catch(() => undefined);
    }
  }
}
