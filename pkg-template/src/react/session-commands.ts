import { ArgumentError, SoftphoneError } from '../base.js';
import type { Call, CallOptions, LoginParams, RejectOptions, Softphone } from '../client.js';
import { learn } from '../hints.js';
import { HOOK_HINTS } from '../hook-hints.js';
import type { Session } from './session.js';
import { needClient, withNewest } from './session-client.js';

learn(HOOK_HINTS);

const isOffered = (call: Call): boolean => call.state === 'ringing' && call.direction === 'inbound';

/** What components ask of a session, and the life of the phone that it makes. The session shows what comes of it. */
export class SessionCommands {
  readonly #session: Session;
  /** Whose phone it has. */
  #identity = '';
  /** The phone is wanted; it rests while no component is mounted. */
  #phoneWanted = false;
  #resting = false;
  /** Counts how often it went to rest. */
  #rests = 0;
  /** Counts how often it was stopped. */
  #stops = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The first component is mounted. */
  arrive(): void {
    const { phone, fail } = this.#session;
    if (!this.#phoneWanted || !this.#resting) return;
    this.#resting = false;
    // Also when it is still on its way to rest: it starts again after that.
    if (phone) this.#start(phone).catch(fail);
  }

  /** Nobody looks any more: the phone rests, unless somebody is talking. */
  leave(): void {
    const { phone, phoneGiven, active, fail } = this.#session;
    if (phoneGiven || active || !phone || phone.calls.length > 0) return;
    this.#resting = true;
    this.#rests += 1;
    phone.stop().catch(fail);
  }

  async login(params: LoginParams): Promise<void> {
    await needClient(this.#session).login(params);
  }

  async logout(): Promise<void> {
    const session = this.#session;
    await this.stopPhone();
    session.loggingOut = true;
    try {
      await needClient(session).logout();
    } finally {
      session.loggingOut = false;
    }
  }

  async startPhone(extension: string, password: string, displayName?: string): Promise<void> {
    const session = this.#session;
    const { phone: before, settings } = session;
    if (session.phoneGiven) return this.#start(before!);
    if (!settings) throw new ArgumentError({ code: 'provider_missing' });
    // Asked again for the same phone, as an effect does in StrictMode: there is one.
    const identity = JSON.stringify([extension, password, displayName]);
    if (before && this.#identity === identity && before.state !== 'failed') return this.#start(before);
    const { wsUri, sipDomain, multiTab } = settings;
    const phone = needClient(session).createSoftphone({
      ...(multiTab === undefined ? {} : { multiTab }),
      ...withNewest(() => session.settings?.softphone),
      wsUri,
      sipDomain,
      extension,
      password,
      ...(displayName === undefined ? {} : { displayName }),
    });
    session.follow(phone);
    // A live call kept the phone when the last component went; now it may rest.
    phone.on('callEnded', () => this.leave());
    // Nothing waits before the new one is in its place: whoever asks meanwhile finds it.
    const dropped = this.stopPhone();
    this.#identity = identity;
    session.phone = phone;
    this.#phoneWanted = true;
    for (const watcher of session.watchers) watcher.attach(phone);
    await dropped;
    await this.#start(phone);
  }

  async stopPhone(): Promise<void> {
    const session = this.#session;
    const { phone, phoneGiven } = session;
    this.#stops += 1;
    if (phoneGiven) return phone!.stop();
    session.phone = null;
    this.#phoneWanted = false;
    this.#resting = false;
    if (!phone) return;
    try {
      await phone.stop();
    } finally {
      for (const watcher of session.watchers) watcher.detach(phone);
      phone.dispose();
    }
  }

  async call(target: string, options?: CallOptions): Promise<Call> {
    const { phone } = this.#session;
    if (!phone) throw new SoftphoneError({ code: 'not_started' });
    return phone.call(target, options);
  }

  answer(id?: unknown): Promise<void> {
    return this.#find(id, isOffered).answer();
  }

  reject(id?: unknown, options?: RejectOptions): Promise<void> {
    return this.#find(id, isOffered).reject(options);
  }

  hangup(id?: unknown): Promise<void> {
    return this.#find(id).hangup();
  }

  toggleHold(id?: unknown): Promise<void> {
    const call = this.#find(id);
    return call.held ? call.resume() : call.hold();
  }

  transfer(target: string, id?: unknown): Promise<void> {
    return this.#find(id).transfer(target);
  }

  toggleMute(id?: unknown): Promise<void> {
    const call = this.#find(id);
    return call.muted ? call.unmute() : call.mute();
  }

  sendDtmf(tones: string): Promise<void> {
    return this.#find().sendDtmf(tones);
  }

  /** The call with this id, else the one that a command without an id means. An event of the DOM is no id. */
  #find(id?: unknown, prefer?: (call: Call) => boolean): Call {
    const calls = this.#session.phone?.calls ?? [];
    const given = typeof id === 'string' ? id : undefined;
    const wanted = given ?? (prefer && calls.find(prefer)?.id) ?? this.#session.getSnapshot().currentCall?.id;
    const call = calls.find((one) => one.id === wanted);
    if (!call) throw new SoftphoneError({ code: 'call_not_found' });
    return call;
  }

  /** Starts the phone. Where nobody looks, as after an unmount during the login, the session's own rests at once. */
  async #start(phone: Softphone): Promise<void> {
    const session = this.#session;
    if (!session.phoneGiven && !session.active) {
      this.#resting = true;
      return;
    }
    const [rests, stops] = [this.#rests, this.#stops];
    try {
      await phone.start();
    } catch (error) {
      // Stopped on the way, because nobody looked any more: it starts again with the next who does.
      if (rests !== this.#rests) return;
      // Stopped by somebody who knows that it does not start now.
      if (stops !== this.#stops || phone !== session.phone) session.overtaken = error;
      throw error;
    }
  }
}
