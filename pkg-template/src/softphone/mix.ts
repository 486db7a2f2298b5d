/**
 * The Web Audio graph behind merged calls: every party hears the others and our microphone, and not itself.
 *
 * ```text
 *   microphone A ──► (A) ◄── far end B, far end C        (A): what is sent to A instead of the microphone alone
 *   microphone B ──► (B) ◄── far end A, far end C
 *   microphone C ──► (C) ◄── far end A, far end B
 * ```
 *
 * The far ends go on being played by the audio elements of their calls: what a page plays that way is what browsers
 * take out of the microphone's sound as echo, and without an element Chromium gives Web Audio no samples of a far end.
 */
import { errorFrom } from '../errors.js';

/** Browsers start audio at once or wait for a click or a key. */
const START_LIMIT_MS = 1000;

/** The browser's `MediaStreamTrack`, which no declaration of this package names. */
export type Track = object;

/** One call, as far as sound is concerned. */
export interface MixLine {
  /** The microphone's track of this call, and the far end's. */
  tracks(): (Track | undefined)[];
  /** Sends this track instead of the microphone's; `undefined` takes it back. */
  send(track: Track | undefined): void;
  /** Neither side holds the other. */
  talks(): boolean;
}

interface Input {
  track: Track;
  node: MediaStreamAudioSourceNode;
}

interface Port {
  microphone?: Input | undefined;
  farEnd?: Input | undefined;
  out: MediaStreamAudioDestinationNode;
}

/** The sound of one group of merged calls. */
export class Mix {
  readonly #context = new AudioContext({ latencyHint: 'interactive' });
  readonly #ports = new Map<MixLine, Port>();

  constructor() {
    // Safari interrupts audio for a telephone call of its own.
    this.#context.onstatechange = () => {
      if (this.#context.state !== 'closed') this.#context.resume().catch(() => undefined);
    };
  }

  /** Waits until the browser lets sound flow. */
  async start(): Promise<void> {
    let limit: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, START_LIMIT_MS);
    });
    await Promise.race([this.#context.resume(), late]);
    clearTimeout(limit);
    if (this.#context.state !== 'running') throw errorFrom({ kind: 'phone', code: 'audio_blocked', retryable: true });
  }

  add(line: MixLine): void {
    const out = new MediaStreamAudioDestinationNode(this.#context, { channelCount: 1 });
    this.#ports.set(line, { out });
    this.update();
    line.send(out.stream.getAudioTracks()[0]);
  }

  /** Gives a call its microphone back, and its sound to nobody any more. */
  remove(line: MixLine): void {
    const port = this.#ports.get(line);
    if (!port) return;
    this.#ports.delete(line);
    line.send(undefined);
    port.microphone?.node.disconnect();
    port.farEnd?.node.disconnect();
  }

  /** Connects everything anew: a call was held or resumed, or has another track. */
  update(): void {
    for (const [line, port] of this.#ports) {
      const [microphone, farEnd] = line.tracks();
      port.microphone = this.#input(port.microphone, microphone);
      port.farEnd = this.#input(port.farEnd, farEnd);
      port.microphone?.node.connect(port.out);
    }
    for (const [line, { farEnd }] of this.#ports) {
      if (!farEnd) continue;
      farEnd.node.disconnect();
      for (const [other, { out }] of this.#ports) {
        if (other !== line && line.talks() && other.talks()) farEnd.node.connect(out);
      }
    }
  }

  close(): void {
    for (const line of [...this.#ports.keys()]) this.remove(line);
    this.#context.close().catch(() => undefined);
  }

  #input(old: Input | undefined, track: Track | undefined): Input | undefined {
    if (old?.track === track) return old;
    old?.node.disconnect();
    if (!track) return undefined;
    const stream = new MediaStream([track as MediaStreamTrack]);
    return { track, node: this.#context.createMediaStreamSource(stream) };
  }
}
