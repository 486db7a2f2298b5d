import type { AudioDevice, MicrophonePermission } from './types.js';

/** One device as the browser lists it. */
export interface Listed extends AudioDevice {
  readonly kind: 'audioinput' | 'audiooutput';
}

/** Entries that stand for what the system has chosen, beside the device itself. */
const isAlias = (deviceId: string): boolean => deviceId === 'default' || deviceId === 'communications';

/** What the browser tells of one look at the devices. */
export class Listing {
  readonly #entries: readonly Listed[];
  /** False before the first look, and while the browser hides which devices there are. */
  readonly isKnown: boolean;

  constructor(entries: readonly Listed[] = [], isKnown = false) {
    this.#entries = entries;
    this.isKnown = isKnown;
  }

  /** Before permission there are entries without an id. */
  static async now(): Promise<Listing> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const audio = all.filter(({ kind }) => kind !== 'videoinput');
    const shown = audio.filter(({ deviceId }) => deviceId !== '');
    const entries = shown.map(({ kind, deviceId, label, groupId }) => Object.freeze({ kind, deviceId, label, groupId }) as Listed);
    return new Listing(entries, shown.length > 0 || audio.length === 0);
  }

  /** Whether a device of this kind that is not listed is not there. Some browsers list no outputs at all. */
  knows(kind: Listed['kind']): boolean {
    return this.isKnown && (kind === 'audioinput' || this.#of(kind).length > 0);
  }

  get isNamed(): boolean {
    return this.#entries.some(({ label }) => label !== '');
  }

  has(kind: Listed['kind'], deviceId: string): boolean {
    return this.#of(kind).some((entry) => entry.deviceId === deviceId);
  }

  /** The device itself, also where an id stands for it. */
  find(kind: Listed['kind'], deviceId: string): Listed | undefined {
    const entry = this.#of(kind).find((one) => one.deviceId === deviceId);
    if (!entry || !isAlias(deviceId)) return entry;
    return this.devices(kind).find(({ groupId }) => groupId === entry.groupId);
  }

  /** What the system's own microphone is at the moment, in browsers that tell. */
  get ownInput(): string {
    const own = this.#of('audioinput').find(({ deviceId }) => deviceId === 'default');
    return own ? `${own.groupId} ${own.label}` : '';
  }

  /** The devices themselves. */
  devices(kind: Listed['kind']): Listed[] {
    return this.#of(kind).filter(({ deviceId }) => !isAlias(deviceId));
  }

  /** Those of `other` that are not here. */
  without(other: Listing): Listed[] {
    const all = [...this.devices('audioinput'), ...this.devices('audiooutput')];
    return all.filter(({ kind, deviceId }) => !other.#of(kind).some((one) => one.deviceId === deviceId));
  }

  #of(kind: Listed['kind']): Listed[] {
    return this.#entries.filter((entry) => entry.kind === kind);
  }
}

/** A device that was chosen: itself, else one of the same name, else one of the same hardware. */
export function match(choice: AudioDevice, devices: readonly Listed[]): Listed | undefined {
  const by = (name: 'deviceId' | 'label' | 'groupId') =>
    choice[name] === '' ? undefined : devices.find((device) => device[name] === choice[name]);
  return by('deviceId') ?? by('label') ?? by('groupId');
}

/** Whether the microphone is allowed, and hears of changes of that. */
export class Permission {
  #status: PermissionStatus | undefined;
  #changed: (() => void) | null = null;

  async state(isNamed: boolean): Promise<MicrophonePermission> {
    const query = () => navigator.permissions?.query({ name: 'microphone' as PermissionName });
    this.#status ??= await Promise.resolve().then(query).catch(() => undefined);
    if (!this.#status) return isNamed ? 'granted' : 'unknown';
    // As it is wanted by now, and not as it was before the browser was asked.
    this.#status.onchange = this.#changed;
    return this.#status.state;
  }

  /** `changed` is called when it is another one; nothing is, with `null`. */
  listen(changed: (() => void) | null): void {
    this.#changed = changed;
    if (this.#status) this.#status.onchange = changed;
  }
}
