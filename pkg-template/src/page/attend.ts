import type { SoftphoneOptions, SoftphoneSnapshot } from '../softphone/types.js';
import { Ringing, type Sinks } from './ringing.js';

/** What the page's part of a phone reads of it. */
export interface AttendedPhone {
  readonly devices: { getSnapshot(): Sinks };
  getSnapshot(): SoftphoneSnapshot;
  on(name: 'changed', listener: (snapshot: SoftphoneSnapshot) => void): () => void;
}

/** The part of a host that asks before it closes. */
interface Page {
  addEventListener?(name: 'beforeunload', listener: (event: Unloading) => void): void;
  removeEventListener?(name: 'beforeunload', listener: (event: Unloading) => void): void;
}

interface Unloading {
  preventDefault(): void;
  returnValue: unknown;
}

/**
 * What a phone does to the page that it is in: the page asks before it is closed while there is a call, and calls that
 * ring are heard. In a tab that only follows the phone of another one nothing of it happens: closing that ends no call,
 * and the other one rings.
 */
export function attendPage(
  phone: AttendedPhone,
  options: SoftphoneOptions,
  warn: (code: string, message: string) => void,
): { reroute(): void } {
  const ask = new CloseGuard();
  let ringing: Ringing | undefined;
  phone.on('changed', (snapshot) => {
    const calls = livesHere(snapshot) ? snapshot.calls : [];
    if (options.closeProtection !== false) ask.set(calls.length > 0);
    if (!ringing && 'AudioContext' in globalThis && calls.some((call) => call.state === 'ringing')) {
      ringing = new Ringing(options, warn, () => phone.devices.getSnapshot());
    }
    ringing?.update(calls);
  });
  return { reroute: () => ringing?.reroute() };
}

/** Whether this tab is the one with the sound and the connection. */
function livesHere(snapshot: SoftphoneSnapshot): boolean {
  return snapshot.role !== 'follower';
}

/**
 * Lets the browser ask the user. It listens only while it has to: a page that always listens is not kept for the Back
 * button. Nothing is hung up by it; that is for `pagehide`, when the page really goes.
 */
class CloseGuard {
  readonly #page = globalThis as unknown as Page;
  #on = false;

  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    if (on) this.#page.addEventListener?.('beforeunload', this.#ask);
    else this.#page.removeEventListener?.('beforeunload', this.#ask);
  }

  readonly #ask = (event: Unloading): void => {
    event.preventDefault();
    // What browsers before 2023 look at.
    event.returnValue = true;
  };
}
