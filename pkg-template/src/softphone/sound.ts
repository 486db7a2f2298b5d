import type { DeviceStore } from '../devices/store.js';
import { isRefusal, openMicrophone, type SoundStream, type SoundTrack } from '../devices/open.js';

/** What of the core is about sound; its own declaration says `any`. */
export interface SoundCore {
  changeMicrophone(stream: SoundStream | undefined): Promise<boolean>;
  /** Microphone, far end, player. */
  tracks(call: number): unknown[];
}

/** What the sound of a phone asks of it. */
export interface SoundHost {
  /** Null once it is gone. */
  core(): SoundCore | null;
  readonly audio: unknown;
  readonly devices: DeviceStore;
  /** Numbers of the calls. */
  calls(): number[];
  /** The calls have other tracks than before. */
  changed(): void;
}

/**
 * The microphone of a phone and the elements that play its calls, in the tab that has it.
 *
 * ```text
 *   off ──a call──► live ──unplugged──► lost
 *    ▲               │ ▲                 │ │
 *    └─last call ends┘ └── another one ──┘ │
 *    └──────────── last call ends ─────────┘
 * ```
 */
export class Sound {
  readonly #host: SoundHost;
  #track: SoundTrack | undefined;
  /** Stops to listen to `#track`: the browser keeps a track that somebody listens to, even one that was stopped. */
  #forget = (): void => undefined;
  #lost = false;

  constructor(host: SoundHost) {
    this.#host = host;
  }

  get state(): 'off' | 'live' | 'lost' {
    if (this.#track?.readyState === 'live') return 'live';
    return this.#lost && this.#host.calls().length > 0 ? 'lost' : 'off';
  }

  /** Id of the microphone, as the browser names it; empty where it does not. */
  get deviceId(): string {
    return this.#track?.getSettings().deviceId ?? '';
  }

  /** Opens the microphone for the core: the chosen one, and another where that cannot be. */
  readonly microphone = async (): Promise<SoundStream> => {
    const { audio, devices } = this.#host;
    const { input } = devices.getSnapshot();
    let { chosenInput } = devices;
    let stream = await openMicrophone(audio, input).catch((error: Error) => {
      if (input === null || isRefusal(error)) throw error;
      return openMicrophone(audio, null);
    });
    // The user was asked meanwhile, which takes as long as it takes: another one may have been chosen.
    while (chosenInput !== devices.chosenInput) {
      chosenInput = devices.chosenInput;
      const other = await openMicrophone(audio, chosenInput).catch(() => undefined);
      if (other) {
        release(stream);
        stream = other;
      }
    }
    this.#keep(stream);
    if (this.#host.core()) devices.attach(this);
    return stream;
  };

  /** An element for the core to play a call by. */
  readonly player = (): object => {
    const audio = new Audio();
    const { output } = this.#host.devices.getSnapshot();
    if (output !== null) void playOn(audio, output);
    return audio;
  };

  /** Speaks by another microphone; by none until there is one again. */
  async change(stream: SoundStream | undefined): Promise<void> {
    const before = this.#track;
    const isUsed = await this.#host.core()?.changeMicrophone(stream);
    if (!stream) {
      this.#forget();
      this.#track = undefined;
      this.#lost = true;
      return before?.stop();
    }
    if (!isUsed) return release(stream);
    this.#keep(stream);
    before?.stop();
    this.#host.changed();
  }

  /** Plays the calls on this device. */
  async playOn(output: string | null): Promise<void> {
    const players = this.#host.calls().map((call) => this.#host.core()?.tracks(call)[2]);
    await Promise.all(players.map((player) => player && playOn(player as HTMLAudioElement, output)));
  }

  close(): void {
    this.#forget();
    this.#host.devices.detach(this);
  }

  #keep(stream: SoundStream): void {
    const [track] = stream.getTracks();
    this.#forget();
    this.#track = track;
    this.#lost = false;
    // Not called for one that is stopped.
    const ended = (): void => {
      if (this.#track !== track) return;
      this.#lost = true;
      this.#host.devices.lost().catch(() => undefined);
    };
    track?.addEventListener('ended', ended);
    this.#forget = () => track?.removeEventListener('ended', ended);
  }
}

function release(stream: SoundStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Plays on this device; where it is gone or cannot be chosen, on the system's own. */
async function playOn(audio: HTMLAudioElement, output: string | null): Promise<void> {
  await audio.setSinkId?.(output ?? '').catch(() => undefined);
}
