import { errorFrom } from '../errors.js';
import type { CallEvents, CallRecord } from './call-record.js';
import { tonesOf } from './dtmf.js';
import type {
  CallEndReason,
  CallSnapshot,
  CallState,
  CallTimings,
  DtmfOptions,
  MessageOptions,
  RejectOptions,
  RemoteParty,
  TransferProgress,
} from './types.js';

/** What a call asks of its softphone. */
export interface CallLink {
  answer(record: CallRecord): Promise<void>;
  reject(record: CallRecord, statusCode: number, forwardTo: string | undefined): Promise<void>;
  followRedirect(record: CallRecord, index: number): Promise<void>;
  hangup(record: CallRecord): Promise<void>;
  hold(record: CallRecord): Promise<void>;
  resume(record: CallRecord): Promise<void>;
  mute(record: CallRecord, muted: boolean): Promise<void>;
  transfer(record: CallRecord, target: string): Promise<void>;
  transferTo(record: CallRecord, other: CallRecord): Promise<void>;
  merge(record: CallRecord, other: CallRecord): Promise<void>;
  split(record: CallRecord): Promise<void>;
  sendDtmf(record: CallRecord, tones: string, via: DtmfOptions['via']): Promise<void>;
  setHeaders(record: CallRecord, headers: [string, string][]): Promise<void>;
  sendMessage(record: CallRecord, text: string, options: MessageOptions): Promise<void>;
  getStats(record: CallRecord): Promise<unknown>;
}

/**
 * A call. Getters are synchronous and read from `snapshot`; commands return promises that settle when the thing is
 * done, and reject with a `VoIPError` when it could not be.
 */
export class Call {
  readonly #record: CallRecord;
  readonly #link: CallLink;
  #answering: Promise<void> | null = null;
  /** The hold that is under way, to be undone by a resume that comes before it is. */
  #holding: Promise<void> | null = null;

  /**
   * Calls are made by `Softphone.call` and by the `incoming` event.
   * @hidden
   */
  constructor(record: CallRecord, link: CallLink) {
    this.#record = record;
    this.#link = link;
  }

  /** Everything below at one moment, immutable; another object when something has changed. */
  get snapshot(): CallSnapshot {
    return this.#record.snapshot;
  }

  /** Names the call within its softphone. */
  get id(): string {
    return this.snapshot.id;
  }

  /** The Call-ID of its SIP messages. */
  get sipCallId(): string {
    return this.snapshot.sipCallId;
  }

  /** The server's own id of the call, `null` until it told it. */
  get callUuid(): string | null {
    return this.snapshot.callUuid;
  }

  /** Who called whom. */
  get direction(): 'inbound' | 'outbound' {
    return this.snapshot.direction;
  }

  /** The far end in one string: its name, else its number. */
  get remoteIdentity(): string {
    return this.snapshot.remoteIdentity;
  }

  /** The far end. */
  get remote(): RemoteParty {
    return this.snapshot.remote;
  }

  /** Where the call is in its life. */
  get state(): CallState {
    return this.snapshot.state;
  }

  /** We hold the far end. */
  get held(): boolean {
    return this.snapshot.held;
  }

  /** The far end holds us. */
  get remoteHeld(): boolean {
    return this.snapshot.remoteHeld;
  }

  /** The microphone is muted for this call. */
  get muted(): boolean {
    return this.snapshot.muted;
  }

  /** Ids of the calls that this one is merged with. */
  get mergedWith(): readonly string[] {
    return this.snapshot.mergedWith;
  }

  /** How far the last transfer of it got. */
  get transferState(): TransferProgress | null {
    return this.snapshot.transfer;
  }

  /** When it began. */
  get startedAt(): Date {
    return this.snapshot.startedAt;
  }

  /** When it was answered. */
  get answeredAt(): Date | null {
    return this.snapshot.answeredAt;
  }

  /** When it ended. */
  get endedAt(): Date | null {
    return this.snapshot.endedAt;
  }

  /** Why it ended. */
  get endReason(): CallEndReason | null {
    return this.snapshot.endReason;
  }

  /** How long the steps of setting up took. */
  get timings(): CallTimings {
    return this.snapshot.timings;
  }

  /**
   * Adds a listener; returns the function that removes it.
   * @param name Name of the event.
   * @param listener What is called with it.
   */
  on<Name extends keyof CallEvents>(name: Name, listener: (...args: CallEvents[Name]) => void): () => void {
    return this.#record.listeners.on(name, listener);
  }

  /**
   * Removes a listener.
   * @param name Name of the event.
   * @param listener The same function that was given to `on`.
   */
  off<Name extends keyof CallEvents>(name: Name, listener: (...args: CallEvents[Name]) => void): void {
    this.#record.listeners.off(name, listener);
  }

  /** Calls `listener` when `snapshot` was replaced; returns the function that stops it. */
  subscribe = (listener: () => void): (() => void) => this.#record.listeners.on('changed', () => listener());

  /** `snapshot`, as a function that can be passed on. */
  getSnapshot = (): CallSnapshot => this.#record.snapshot;

  /** Answers an incoming call; resolves when it is active. Asked again meanwhile, it is the same answer. */
  answer(): Promise<void> {
    this.#answering ??= this.#answer().finally(() => {
      this.#answering = null;
    });
    return this.#answering;
  }

  async #answer(): Promise<void> {
    if (this.direction !== 'inbound' || this.state !== 'ringing') this.#invalid('Only a ringing incoming call can be answered.');
    this.#record.countFromNow();
    const active = this.#record.until('answer', (now) => now.answeredAt !== null);
    await both(this.#link.answer(this.#record), active);
  }

  /**
   * Refuses an incoming call; resolves when it is over.
   * @param options The status to refuse with, or where to send the caller.
   */
  async reject(options: RejectOptions = {}): Promise<void> {
    if (this.direction !== 'inbound' || this.state !== 'ringing') this.#invalid('Only a ringing incoming call can be rejected.');
    const { forwardTo, statusCode = forwardTo ? 302 : 603 } = options;
    const over = this.#record.until('reject', (now) => now.state === 'ended');
    await both(this.#link.reject(this.#record, statusCode, forwardTo), over);
  }

  /**
   * Tries one of the targets that the event `redirected` has named.
   * @param target One of the targets that the event named.
   */
  async followRedirect(target: string): Promise<void> {
    const index = this.#record.redirectTargets.indexOf(target);
    if (index < 0) this.#invalid('That is none of the targets that the call was sent to, or it is too late.');
    await this.#link.followRedirect(this.#record, index);
  }

  /** Ends the call in whatever state it is; resolves when it is over. Hanging up twice is no error. */
  async hangup(): Promise<void> {
    if (this.state === 'ended') return;
    const over = this.#record.until('hangup', (now) => now.state === 'ended');
    await both(this.#link.hangup(this.#record), over);
  }

  /** Puts the far end on hold: neither side hears the other. Resolves when it is. */
  async hold(): Promise<void> {
    this.#established();
    if (this.held) return;
    this.#holding ??= this.#hold().finally(() => {
      this.#holding = null;
    });
    return this.#holding;
  }

  #hold(): Promise<void> {
    const held = this.#record.until('hold', (now) => now.held);
    return both(this.#link.hold(this.#record), held);
  }

  /** Takes the far end back from hold. */
  async resume(): Promise<void> {
    this.#established();
    await this.#holding?.catch(() => undefined);
    if (!this.held) return;
    const resumed = this.#record.until('resume', (now) => !now.held);
    await both(this.#link.resume(this.#record), resumed);
  }

  /**
   * Transfers the far end to an extension, a telephone number or a SIP address (a blind transfer): it is put on hold,
   * asked to call there, and when the target has answered, this call ends. Resolves then; rejects with
   * `transfer_failed` (`details.statusCode` says why) when it came to nothing: the call is back as it was.
   * @param target Extension, telephone number or SIP address.
   * @throws {VoIPError} `transfer_failed`, `invalid_state`, `invalid_target`.
   */
  async transfer(target: string): Promise<void> {
    if (typeof target !== 'string' || target.trim() === '') throw errorFrom({ kind: 'phone', code: 'invalid_target' });
    this.#established();
    await this.#transferred(this.#link.transfer(this.#record, target.trim()));
  }

  /**
   * Connects the far ends of this call and of another one with each other (an attended transfer), and leaves both.
   * Resolves and rejects as `transfer` does.
   * @param other The call with the one who is to take over.
   * @throws {VoIPError} `transfer_failed`, `invalid_state`.
   */
  async transferTo(other: Call): Promise<void> {
    this.#same(other);
    this.#established();
    other.#established();
    await this.#transferred(this.#link.transferTo(this.#record, other.#record));
  }

  #transferred(command: Promise<void>): Promise<void> {
    return both(command, this.#record.until('transfer', (now) => now.transfer?.state === 'succeeded'));
  }

  /**
   * Merges this call with another one of the same softphone, and with what either is merged with: all of them hear one
   * another and the microphone. Those on hold are resumed. The sound is mixed in this browser, so it lasts as long as
   * this page does; muting one of the calls mutes all, and one that is held hears nothing and is not heard.
   * @param other Another call of the same softphone.
   * @throws {VoIPError} `audio_blocked` where the browser wants a click first, `invalid_state`.
   */
  async merge(other: Call): Promise<void> {
    this.#same(other);
    this.#established();
    other.#established();
    await this.#link.merge(this.#record, other.#record);
  }

  /**
   * Takes this call out of a merge: it goes on alone, and the others are put on hold (unless `autoHoldOnNewCall` is
   * false). For a call that is not merged it does nothing.
   */
  async split(): Promise<void> {
    this.#live();
    if (this.mergedWith.length > 0) await this.#link.split(this.#record);
  }

  /** Stops the microphone's sound for this call, and for those that it is merged with. */
  async mute(): Promise<void> {
    this.#live();
    await this.#link.mute(this.#record, true);
  }

  /** Lets the microphone be heard again. */
  async unmute(): Promise<void> {
    this.#live();
    await this.#link.mute(this.#record, false);
  }

  /**
   * Sends digits by RTP, or by SIP INFO where the far end takes none by RTP; resolves when the last one was sent. `,` is
   * a pause of two seconds.
   * @param tones Digits, `*`, `#`, `A` to `D`, and `,`.
   * @param options By which way; the best one when not given.
   * @throws {VoIPError} `invalid_argument` for other characters, `invalid_state` before the answer.
   */
  async sendDtmf(tones: string, options: DtmfOptions = {}): Promise<void> {
    const checked = tonesOf(tones);
    const { via = 'auto' } = options;
    if (via !== 'auto' && via !== 'rtp' && via !== 'info') {
      throw errorFrom({ kind: 'argument', code: 'invalid_argument', message: "via has to be 'auto', 'rtp' or 'info'." });
    }
    this.#established();
    await this.#link.sendDtmf(this.#record, checked, via);
  }

  /**
   * Headers (`X-…`) for every later request and response of this call, in place of those set before; set while it rings,
   * they are in its answer too.
   * @param headers Values by name.
   */
  async setHeaders(headers: Record<string, string>): Promise<void> {
    this.#live();
    await this.#link.setHeaders(this.#record, Object.entries(headers));
  }

  /**
   * Sends a message within this call; resolves when the far end took it, rejects with `message_failed`.
   * @param text The message.
   * @param options Its type.
   * @throws {VoIPError} `message_failed`, `invalid_state`.
   */
  async sendMessage(text: string, options: MessageOptions = {}): Promise<void> {
    this.#established();
    await this.#link.sendMessage(this.#record, text, options);
  }

  /**
   * The browser's `RTCStatsReport` of this call's peer connection.
   * @returns The entries by id, as the browser gives them.
   * @throws {VoIPError} `invalid_state` before media is set up, `call_ended` afterwards.
   */
  async getStats(): Promise<ReadonlyMap<string, Record<string, unknown>>> {
    const report = await this.#link.getStats(this.#record);
    if (!report) this.#invalid('There are no statistics before media is set up and after the call has ended.');
    return report as ReadonlyMap<string, Record<string, unknown>>;
  }

  #same(other: Call): void {
    if (other instanceof Call && other !== this && other.#link === this.#link) return;
    throw errorFrom({ kind: 'argument', code: 'invalid_argument', message: 'Give another call of the same softphone.' });
  }

  #live(): void {
    if (this.state === 'ended') this.#invalid('The call has ended.');
  }

  #established(): void {
    this.#live();
    if (this.answeredAt === null) this.#invalid('The call is not answered yet.');
  }

  #invalid(message: string): never {
    throw errorFrom({ kind: 'phone', code: this.state === 'ended' ? 'call_ended' : 'invalid_state', message });
  }
}

/** Gives the command, then waits for its effect; a refused command needs no waiting. */
async function both(command: Promise<void>, effect: Promise<void>): Promise<void> {
  effect.catch(() => undefined);
  await command;
  await effect;
}
