import { errorFrom } from '../errors.js';
import type { Sound } from '../softphone/sound.js';
import { Listing, match, Permission, type Listed } from './listing.js';
import { isRefusal, openMicrophone, type SoundStream } from './open.js';
import type { AudioDevice, Chosen, DeviceChange, DeviceUse, DevicesSnapshot, MicrophonePermission } from './types.js';

/** What the desk asks of the store that it is behind. */
export interface DeskHost {
  readonly audio: unknown;
  chosen(): Chosen;
  /** The phone's sound, where that is in this tab and has been used. */
  sound(): Sound | null;
  snapshot(): DevicesSnapshot;
  choose(chosen: Chosen): void;
  show(snapshot: DevicesSnapshot): void;
  changed(change: DeviceChange): void;
  warn(code: string, message: string): void;
}

const NO_MICROPHONE =
  'The microphone is gone and there is no other that can be used: calls go on, and what is said is not heard. ' +
  'It is taken again when one is connected.';

/**
 * Looks after the devices of a phone: one thing after another, so that a microphone that is unplugged while another one
 * is being chosen is noticed afterwards. Nothing is polled: browsers tell when to look.
 *
 * ```text
 *   devicechange, permission, track ended ──► look: list ─► microphone ─► output ─► snapshot, `deviceChange`
 *                                             (once more when something happens meanwhile)
 * ```
 */
export class Desk {
  readonly #host: DeskHost;
  readonly #permission = new Permission();
  #last: Promise<unknown> = Promise.resolve();
  #refreshing: Promise<void> | undefined;
  #listens = false;
  #list = new Listing();
  /** What the system's own microphone was when it was looked last. */
  #ownInput = '';
  /** Microphones that went silent and may still be listed. */
  readonly #dead = new Set<string>();
  /** Those of them that are to be told. */
  #ended: Listed[] = [];
  /** A microphone that nobody chose and that is gone: taken again when it comes back. */
  #missed: AudioDevice | null = null;
  /** A microphone that stands in for one that could not be opened. */
  #stand: string | null = null;
  #playedOn: string | null;

  constructor(host: DeskHost) {
    this.#host = host;
    this.#playedOn = host.snapshot().output;
  }

  /** Hears of what is plugged in and out, or no more. */
  listen(on: boolean): void {
    if (on === this.#listens) return;
    this.#listens = on;
    const { mediaDevices } = (globalThis.navigator as { mediaDevices?: MediaDevices } | undefined) ?? {};
    this.#permission.listen(on ? () => void this.refresh() : null);
    if (on) {
      mediaDevices?.addEventListener('devicechange', this.#onChange);
      void this.refresh();
    } else {
      mediaDevices?.removeEventListener('devicechange', this.#onChange);
    }
  }

  /** Looks at the devices; once for all who ask before it has begun. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#inTurn(() => {
      this.#refreshing = undefined;
      return this.#look();
    });
    return this.#refreshing;
  }

  /** A microphone was opened: names may be there that were not before. */
  opened(): void {
    if (!this.#list.isNamed) void this.refresh();
  }

  /** The microphone in use went silent by itself. */
  lost(): Promise<void> {
    const id = this.#host.sound()?.deviceId ?? '';
    const device = this.#list.find('audioinput', id);
    this.#dead.add(device?.deviceId ?? id);
    if (device) this.#ended.push(device);
    return this.refresh();
  }

  async ask(): Promise<void> {
    if (this.#host.sound()?.state !== 'live') {
      const stream = await this.#open(null);
      for (const track of stream.getTracks()) track.stop();
    }
    await this.refresh();
  }

  set(use: DeviceUse, deviceId: string | null): Promise<void> {
    const id = deviceId === '' || deviceId === 'default' ? null : deviceId;
    return this.#inTurn(() => (use === 'input' ? this.#setInput(id) : this.#setOutput(use, id)));
  }

  // ---- choosing ----------------------------------------------------------------------------------------------

  async #setInput(id: string | null): Promise<void> {
    if (id !== null && !this.#list.has('audioinput', id)) await this.#look();
    if (id !== null && this.#list.knows('audioinput') && !this.#list.has('audioinput', id)) throw errorFrom({ kind: 'phone', code: 'device_missing' });
    const permission = await this.#permission.state(this.#list.isNamed);
    if (permission === 'denied') throw errorFrom({ kind: 'phone', code: 'microphone_denied' });
    const sound = this.#host.sound();
    if (sound && sound.state !== 'off' && (sound.state === 'lost' || sound.deviceId !== (id ?? 'default'))) {
      await sound.change(await this.#open(id));
    }
    if (id !== null) this.#dead.delete(id);
    this.#missed = this.#stand = null;
    this.#choose('input', id);
    await this.#look();
  }

  async #setOutput(use: DeviceUse, id: string | null): Promise<void> {
    // An element that plays nothing: whether it may play there is known before anything is changed.
    const probe = 'Audio' in globalThis ? new Audio() : undefined;
    if (id !== null && !probe?.setSinkId) throw errorFrom({ kind: 'phone', code: 'output_unsupported' });
    try {
      if (id !== null) await probe?.setSinkId(id);
    } catch (cause) {
      throw errorFrom({ kind: 'phone', code: isRefusal(cause as Error) ? 'output_denied' : 'device_missing', cause });
    }
    this.#choose(use, id);
    await this.#look();
  }

  #choose(use: DeviceUse, id: string | null): void {
    const device = id === null ? null : (this.#list.find(kindOf(use), id) ?? { deviceId: id, label: '', groupId: '' });
    this.#host.choose({ ...this.#host.chosen(), [use]: device && plain(device) });
  }

  async #open(id: string | null): Promise<SoundStream> {
    try {
      return await openMicrophone(this.#host.audio, id);
    } catch (cause) {
      const { name } = cause as Error;
      const isMissing = name === 'NotFoundError' || name === 'OverconstrainedError';
      const missing = id === null ? 'microphone_missing' : 'device_missing';
      const code = isRefusal(cause as Error) ? 'microphone_denied' : isMissing ? missing : 'microphone_failed';
      throw errorFrom({ kind: 'phone', code, cause });
    }
  }

  // ---- following what happens --------------------------------------------------------------------------------

  async #look(): Promise<void> {
    const [before, old] = [this.#list, this.#host.snapshot()];
    const used = this.#inUse(old);
    const list = await Listing.now().catch(() => before);
    const permission = await this.#permission.state(list.isNamed);
    this.#list = list;
    for (const id of this.#dead) if (!list.has('audioinput', id)) this.#dead.delete(id);
    this.#name();
    const comparable = before.isKnown && list.isKnown;
    const [added, removed] = comparable ? [list.without(before), before.without(list)] : [[], []];
    const ended = this.#ended.splice(0).filter((device) => !removed.some(({ deviceId }) => deviceId === device.deviceId));
    const lost = [...removed.filter((device) => used.some((one) => one?.deviceId === device.deviceId && one.kind === device.kind)), ...ended];
    const speaks = await this.#followInput(before, lost);
    await this.#followOutput();
    this.#show(permission);
    const now = this.#host.snapshot();
    const differs = (['input', 'output', 'ringtoneOutput'] as const).some((use) => now[use] !== old[use]);
    if (added.length + removed.length + lost.length === 0 && !differs) return;
    const { input, output, ringtoneOutput } = now;
    const told = (devices: Listed[]): readonly AudioDevice[] => Object.freeze(devices.map(plain));
    this.#host.changed(Object.freeze({ added: told(added), removed: told(removed), lost: told(lost), input, output, ringtoneOutput }));
    // After the change that explains it.
    if (!speaks) this.#host.warn('microphone_lost', NO_MICROPHONE);
  }

  /** False when there is no microphone any more. */
  async #followInput(before: Listing, lost: readonly Listed[]): Promise<boolean> {
    const own = this.#list.ownInput;
    const ownChanged = this.#ownInput !== '' && own !== this.#ownInput;
    this.#ownInput = own;
    const sound = this.#host.sound();
    if (!sound || sound.state === 'off') {
      this.#missed = this.#stand = null;
      return true;
    }
    const now = sound.deviceId;
    const isGone = sound.state === 'lost' || (now !== '' && this.#list.knows('audioinput') && !this.#list.has('audioinput', now));
    if (isGone && !this.#host.chosen().input) this.#missed ??= before.devices('audioinput').find(({ deviceId }) => deviceId === now) ?? null;
    const wanted = this.#idOf('input');
    if (!isGone && (wanted === null ? now !== 'default' || !ownChanged : wanted === now)) return true;
    const isDead = (id: string): boolean => this.#dead.has(this.#list.find('audioinput', id)?.deviceId ?? id);
    const others = this.#list.devices('audioinput').map(({ deviceId }) => deviceId);
    const candidates = [wanted, ...(isGone ? others : [])].filter((id) => !isDead(id ?? 'default'));
    for (const id of new Set(candidates)) {
      const stream = await this.#open(id).catch(() => undefined);
      if (!stream) continue;
      this.#stand = id === wanted ? null : id;
      await sound.change(stream);
      return true;
    }
    if (!isGone || (sound.state === 'lost' && lost.length === 0)) return true;
    await sound.change(undefined);
    return false;
  }

  async #followOutput(): Promise<void> {
    const output = this.#idOf('output');
    if (output === this.#playedOn) return;
    this.#playedOn = output;
    await this.#host.sound()?.playOn(output);
  }

  /** What was chosen by its id alone gets its name, by which it is known when it comes back with another id. */
  #name(): void {
    const chosen = this.#host.chosen();
    const named = { ...chosen };
    for (const use of ['input', 'output', 'ringtoneOutput'] as const) {
      const choice = chosen[use];
      const device = choice && this.#list.find(kindOf(use), choice.deviceId);
      if (device && device.label !== choice.label) named[use] = plain(device);
    }
    if (JSON.stringify(named) !== JSON.stringify(chosen)) this.#host.choose(named);
  }

  /** The device that is used: the one that was chosen while it is there, else the system's own. */
  #idOf(use: DeviceUse): string | null {
    const kind = kindOf(use);
    const choice = this.#host.chosen()[use] ?? (use === 'input' ? this.#missed : null);
    if (!choice) return null;
    const found = match(choice, this.#list.devices(kind).filter(({ deviceId }) => !this.#dead.has(deviceId)));
    if (found) return found.deviceId;
    return this.#list.knows(kind) ? null : choice.deviceId;
  }

  #inUse({ input, output, ringtoneOutput }: DevicesSnapshot): (Listed | undefined)[] {
    const sound = this.#host.sound();
    const speaksBy = sound && sound.state !== 'off' ? sound.deviceId : (input ?? '');
    return [
      this.#list.find('audioinput', speaksBy),
      this.#list.find('audiooutput', output ?? ''),
      this.#list.find('audiooutput', ringtoneOutput ?? ''),
    ];
  }

  #show(permission: MicrophonePermission): void {
    const old = this.#host.snapshot();
    const next: DevicesSnapshot = {
      inputs: kept(old.inputs, this.#list.devices('audioinput')),
      outputs: kept(old.outputs, this.#list.devices('audiooutput')),
      input: this.#stand ?? this.#idOf('input'),
      output: this.#idOf('output'),
      ringtoneOutput: this.#idOf('ringtoneOutput'),
      permission,
    };
    if ((Object.keys(next) as (keyof DevicesSnapshot)[]).some((name) => next[name] !== old[name])) this.#host.show(next);
  }

  readonly #onChange = (): void => {
    // What ended and is still listed may have come back.
    this.#dead.clear();
    void this.refresh();
  };

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

const kindOf = (use: DeviceUse): Listed['kind'] => (use === 'input' ? 'audioinput' : 'audiooutput');

function plain({ deviceId, label, groupId }: AudioDevice): AudioDevice {
  return Object.freeze({ deviceId, label, groupId });
}

/** The same list while the devices are the same. */
function kept(old: readonly AudioDevice[], devices: readonly Listed[]): readonly AudioDevice[] {
  const next = devices.map(plain);
  return JSON.stringify(next) === JSON.stringify(old) ? old : Object.freeze(next);
}
