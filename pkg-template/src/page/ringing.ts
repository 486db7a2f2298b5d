import type { CallSnapshot, SoftphoneOptions } from '../softphone/types.js';
import { playFile, playTone, type Sound } from './sounds.js';
import { RINGBACK, RINGTONE, WAITING } from './tones.js';

/** Ids of the devices to play on, `null` for the system's own. */
export interface Sinks {
  readonly output: string | null;
  readonly ringtoneOutput: string | null;
}

/** What is to be heard. `waiting`: a call comes in during another one. */
type Kind = 'ringtone' | 'waiting' | 'ringback';

const BLOCKED =
  'A call rings and cannot be heard: browsers play no sound before the first click or key on a page. ' +
  'Let the user click something when the phone is started. It is heard from the next click on.';

/**
 * Sounds of calls that ring.
 *
 * ```text
 *              a call comes in ──► ringtone, or waiting during another call
 *   silent ──► ours rings there ──► ringback, until the far end sends sound of its own
 *      ▲                               │
 *      └── answered, ended, given up ──┘ at once
 * ```
 */
export class Ringing {
  readonly #options: SoftphoneOptions;
  readonly #warn: (code: string, message: string) => void;
  readonly #sinks: () => Sinks;
  #kind: Kind | null = null;
  #sound: Sound | null = null;

  constructor(options: SoftphoneOptions, warn: (code: string, message: string) => void, sinks: () => Sinks) {
    this.#sinks = sinks;
    this.#options = options;
    this.#warn = warn;
  }

  /** The calls that there are now. */
  update(calls: readonly CallSnapshot[]): void {
    const kind = kindOf(calls);
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.reroute();
  }

  /** Begins anew, on the devices that are chosen now. */
  reroute(): void {
    this.#sound?.stop();
    this.#sound = this.#kind && this.#play(this.#kind);
  }

  #play(kind: Kind): Sound | null {
    const source = kind === 'ringback' ? this.#options.ringback : this.#options.ringtone;
    if (source === false) return null;
    const blocked = (): void => this.#warn('ringtone_blocked', BLOCKED);
    // In somebody's ear already: not with the ringtone of a whole room.
    const { output, ringtoneOutput } = this.#sinks();
    const sink = kind === 'ringtone' ? ringtoneOutput : output;
    const tone = { ringtone: RINGTONE, waiting: WAITING, ringback: RINGBACK }[kind];
    if (typeof source !== 'string' || kind === 'waiting') return playTone(tone, sink, blocked);
    return playFile(source, sink, blocked, (cause) => {
      this.#warn('ringtone_failed', `${kind} cannot be played, the built-in tone is played instead: ${String(cause)}`);
      // It may have stopped ringing while the file was looked for.
      if (this.#kind === kind) this.#sound = playTone(tone, sink, blocked);
    });
  }
}

function kindOf(calls: readonly CallSnapshot[]): Kind | null {
  const talks = calls.some((call) => call.answeredAt !== null);
  if (calls.some((call) => call.direction === 'inbound' && call.state === 'ringing')) return talks ? 'waiting' : 'ringtone';
  // `early` is ringing that brings its own sound.
  return calls.some((call) => call.direction === 'outbound' && call.state === 'ringing') ? 'ringback' : null;
}
