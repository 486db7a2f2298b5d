import type { DeviceUse } from '../devices/types.js';
import type { CoreDialogRecord } from './core-events.js';
import type { DtmfOptions } from './types.js';

/**
 * What can be asked of a phone, wherever it is: in this tab or in the one that leads. Calls are named by the core's
 * numbers. Each settles when the core has taken it; what comes of it its events tell.
 */
export interface Commands {
  register(): Promise<void>;
  unregister(): Promise<void>;
  fetchBindings(): Promise<void>;
  setDoNotDisturb(on: boolean): Promise<void>;
  /**
   * Calls and puts the other calls on hold; gives the call's number. `from` is when it was asked for; `check` may throw
   * at the last moment, where the phone is in this tab.
   */
  invite(target: string, anonymous: boolean, headers: [string, string][], from: number, check?: () => void): Promise<number>;
  acceptRefer(call: number, from: number): Promise<number>;
  rejectRefer(call: number, statusCode: number): Promise<void>;
  answer(call: number): Promise<void>;
  reject(call: number, statusCode: number, forwardTo: string | undefined): Promise<void>;
  followRedirect(call: number, index: number): Promise<void>;
  hangup(call: number): Promise<void>;
  hold(call: number): Promise<void>;
  resume(call: number): Promise<void>;
  transfer(call: number, target: string): Promise<void>;
  transferTo(call: number, other: number): Promise<void>;
  setHeaders(call: number, headers: [string, string][]): Promise<void>;
  mute(call: number, muted: boolean): Promise<void>;
  merge(call: number, other: number): Promise<void>;
  split(call: number): Promise<void>;
  /** Uses another device, `null` for the system's own. */
  setDevice(use: DeviceUse, deviceId: string | null): Promise<void>;
  /** Settles when the last tone was sent. */
  sendDtmf(call: number, tones: string, via: DtmfOptions['via']): Promise<void>;
  /** An `RTCStatsReport`, or the same as a `Map`. */
  getStats(call: number): Promise<unknown>;
  subscribe(target: string, event: string, accept: string[], expiresSec: number): Promise<number>;
  unsubscribe(id: number): Promise<void>;
  message(call: number | undefined, target: string, contentType: string, text: string): Promise<number>;
  /** Takes up a call from before a reload of the page. */
  recover(kept: CoreDialogRecord): Promise<number>;
}
