import { samplesOf, type Tone } from './tones.js';

/** A sound that goes on until it is stopped. */
export interface Sound {
  stop(): void;
}

/** How long a browser may take to start sound before it counts as refused. */
const START_LIMIT_MS = 500;

/** Enough for a ring, and quick to make. */
const RATE = 16_000;

/**
 * Plays a tone over and over; the audio thread repeats it, so that a hidden page's timers do not matter. `blocked` is
 * called when the browser starts no sound yet; it is tried again with the next click or key.
 */
export function playTone(tone: Tone, sink: string | null, blocked: () => void): Sound {
  const context = new AudioContext();
  const buffer = new AudioBuffer({ length: Math.round(tone.period * RATE), sampleRate: RATE });
  buffer.copyToChannel(samplesOf(tone, RATE), 0);
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  const element = sink === null ? null : playOnDevice(context as Routed, source, sink);
  if (!element) source.connect(context.destination);
  source.start();
  // Each of them may be refused, and by itself.
  const begin = (): void => {
    context.resume().catch(() => undefined);
    element?.play().catch(() => undefined);
  };
  const retry = onGesture(begin);
  const limit = setTimeout(() => {
    if (context.state === 'running' && !element?.paused) return retry.stop();
    blocked();
  }, START_LIMIT_MS);
  begin();
  return {
    stop() {
      clearTimeout(limit);
      retry.stop();
      // Closing takes a moment, silence does not.
      source.disconnect();
      element?.pause();
      context.close().catch(() => undefined);
    },
  };
}

type Routed = AudioContext & { setSinkId?(sink: string): Promise<void> };

/** Has the context play on this device; where contexts cannot, connects `source` to an element that does. */
function playOnDevice(context: Routed, source: AudioNode, sink: string): HTMLAudioElement | null {
  if (context.setSinkId) {
    context.setSinkId(sink).catch(() => undefined);
    return null;
  }
  const out = context.createMediaStreamDestination();
  source.connect(out);
  const audio = new Audio();
  audio.srcObject = out.stream;
  playOn(audio, sink);
  return audio;
}

/** A device that is gone leaves it to the system's own. */
function playOn(audio: HTMLAudioElement, sink: string): void {
  audio.setSinkId?.(sink).catch(() => undefined);
}

/** Plays a file over and over; `failed` when it cannot be had or read. */
export function playFile(url: string, sink: string | null, blocked: () => void, failed: (cause: unknown) => void): Sound {
  const audio = new Audio(url);
  audio.loop = true;
  if (sink !== null) playOn(audio, sink);
  let stopped = false;
  const play = (): Promise<void> => audio.play();
  const retry = onGesture(() => void play().then(retry.stop, () => undefined));
  play().then(retry.stop, (cause: unknown) => {
    if (stopped) return;
    if ((cause as { name?: string }).name === 'NotAllowedError') return blocked();
    retry.stop();
    failed(cause);
  });
  return {
    stop() {
      stopped = true;
      retry.stop();
      audio.pause();
      // Lets go of what is still being fetched.
      audio.removeAttribute('src');
      audio.load();
    },
  };
}

const GESTURES = ['pointerdown', 'keydown'] as const;

/** Calls back at each click and key until it is stopped. */
function onGesture(act: () => void): { stop(): void } {
  for (const name of GESTURES) globalThis.addEventListener?.(name, act, true);
  return {
    stop() {
      for (const name of GESTURES) globalThis.removeEventListener?.(name, act, true);
    },
  };
}
