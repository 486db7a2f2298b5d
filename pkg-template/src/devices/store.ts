import { errorFrom } from '../errors.js';
import { guarded } from '../listeners.js';
import type { Sound } from '../softphone/sound.js';
import { Desk } from './desk.js';
import type { AudioDevice, Chosen, DeviceChange, DeviceUse, DevicesSnapshot } from './types.js';

/** What the devices ask of the phone that they are of. */
export interface StoreHost {
  /** The option `audio`. */
  readonly audio: unknown;
  /** The phone that has the sound, where that is in another tab. */
  elsewhere(): { setDevice(use: DeviceUse, deviceId: string | null): Promise<void> } | null;
  /** Something was chosen here: every tab has to know. */
  choose(chosen: Chosen): void;
  changed(change: DeviceChange): void;
  warn(code: string, message: string): void;
  /** What rings, rings on another device. */
  reroute(): void;
}

/** The devices of a phone, behind what applications see of them (`devices.ts`). */
export class DeviceStore {
  readonly #host: StoreHost;
  readonly #listeners = new Set<() => void>();
  #snapshot: DevicesSnapshot;
  #chosen: Chosen;
  #sound: Sound | null = null;
  #desk: Desk | undefined;
  #watched = false;
  #closed = false;

  constructor(before: DevicesSnapshot, host: StoreHost) {
    this.#host = host;
    this.#snapshot = before;
    const { input, output, ringtoneOutput } = before;
    this.#chosen = { input: known(input), output: known(output), ringtoneOutput: known(ringtoneOutput) };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const own = (): void => listener();
    this.#listeners.add(own);
    this.#attend();
    return () => {
      this.#listeners.delete(own);
      this.#desk?.listen(this.#isUsed);
    };
  };

  readonly getSnapshot = (): DevicesSnapshot => this.#snapshot;

  async load(): Promise<DevicesSnapshot> {
    // Who has looked at them once wants to hear of changes.
    this.#watched = true;
    await this.#need().refresh();
    return this.#snapshot;
  }

  async ask(): Promise<DevicesSnapshot> {
    await this.#need().ask();
    return this.#snapshot;
  }

  setInput(deviceId: string | null): Promise<void> {
    return this.#set('input', deviceId);
  }

  setOutput(deviceId: string | null): Promise<void> {
    return this.#set('output', deviceId);
  }

  setRingtoneOutput(deviceId: string | null): Promise<void> {
    return this.#set('ringtoneOutput', deviceId);
  }

  // ---- for the phone -----------------------------------------------------------------------------------------

  /** Id of the microphone that was chosen, also while nobody has looked whether it is there; `null` is the system's. */
  get chosenInput(): string | null {
    return this.#chosen.input?.deviceId ?? null;
  }

  /** Here, whatever tab it was asked in. */
  async set(use: DeviceUse, deviceId: string | null): Promise<void> {
    await this.#need().set(use, deviceId);
  }

  /** The phone of this tab has taken the microphone. */
  attach(sound: Sound): void {
    this.#sound = sound;
    this.#attend();
    this.#desk?.opened();
  }

  /** The microphone went silent by itself. */
  async lost(): Promise<void> {
    await this.#need().lost();
  }

  /** The phone of this tab is gone. */
  detach(sound: Sound): void {
    if (this.#sound !== sound) return;
    this.#sound = null;
    this.#desk?.listen(this.#isUsed);
  }

  /** What was chosen, in whichever tab. */
  adopt(chosen: Chosen): void {
    if (JSON.stringify(chosen) === JSON.stringify(this.#chosen)) return;
    this.#chosen = chosen;
    const idOf = (use: DeviceUse): string | null => chosen[use]?.deviceId ?? null;
    if (this.#desk) void this.#desk.refresh();
    else this.#show({ ...this.#snapshot, input: idOf('input'), output: idOf('output'), ringtoneOutput: idOf('ringtoneOutput') });
  }

  /** Listens to nothing any more. */
  close(): void {
    this.#closed = true;
    this.#desk?.listen(false);
  }

  get #isUsed(): boolean {
    return !this.#closed && (this.#watched || this.#sound !== null || this.#listeners.size > 0);
  }

  async #set(use: DeviceUse, deviceId: string | null): Promise<void> {
    if (deviceId !== null && typeof deviceId !== 'string') {
      const message = 'deviceId has to be one of those in the snapshot, or null.';
      throw errorFrom({ kind: 'argument', code: 'invalid_argument', message });
    }
    await (this.#host.elsewhere()?.setDevice(use, deviceId) ?? this.set(use, deviceId));
  }

  /** Where there are devices, they are looked after from now on. */
  #attend(): void {
    const host = globalThis as { navigator?: { mediaDevices?: object } };
    if (!this.#closed && host.navigator?.mediaDevices) this.#need();
  }

  /** Who looks after them, from the first time that somebody wants it. */
  #need(): Desk {
    if (this.#closed) throw errorFrom({ kind: 'phone', code: 'disposed' });
    this.#desk ??= new Desk({
      audio: this.#host.audio,
      chosen: () => this.#chosen,
      sound: () => this.#sound,
      snapshot: this.getSnapshot,
      choose: (chosen) => {
        this.#chosen = chosen;
        this.#host.choose(chosen);
      },
      show: (snapshot) => this.#show(snapshot),
      changed: (change) => this.#host.changed(change),
      warn: (code, message) => this.#host.warn(code, message),
    });
    this.#desk.listen(this.#isUsed);
    return this.#desk;
  }

  #show(snapshot: DevicesSnapshot): void {
    const rang = this.#snapshot;
    this.#snapshot = Object.freeze(snapshot);
    if (rang.output !== snapshot.output || rang.ringtoneOutput !== snapshot.ringtoneOutput) this.#host.reroute();
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) guarded(listener);
  }
}

function known(deviceId: string | null): AudioDevice | null {
  return deviceId === null ? null : { deviceId, label: '', groupId: '' };
}
