/** A part of a tone: frequencies that sound together, from and to in seconds. */
export interface Part {
  readonly hertz: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** A tone that is repeated for as long as it rings. */
export interface Tone {
  /** Seconds until it begins again. */
  readonly period: number;
  /** 0 to 1, at its loudest. */
  readonly level: number;
  readonly parts: readonly Part[];
}

/** Two rising notes, twice, and a pause. */
export const RINGTONE: Tone = {
  period: 2.6,
  level: 0.28,
  parts: [0, 0.56].flatMap((at) => [
    { hertz: [659.26, 1318.5], from: at, to: at + 0.2 },
    { hertz: [880, 1760], from: at + 0.2, to: at + 0.5 },
  ]),
};

/** One short, low note every four seconds. */
export const WAITING: Tone = { period: 4, level: 0.08, parts: [{ hertz: [440], from: 0, to: 0.25 }] };

/** What is heard in North America while it rings at the far end. */
export const RINGBACK: Tone = { period: 6, level: 0.1, parts: [{ hertz: [440, 480], from: 0, to: 2 }] };

/** How long a part takes to come and to go, in seconds: what starts at full strength clicks. */
const EDGE = 0.015;

/** One period of a tone as samples. */
export function samplesOf(tone: Tone, rate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(tone.period * rate));
  for (const { hertz, from, to } of tone.parts) {
    const end = Math.min(samples.length, Math.round(to * rate));
    for (let at = Math.round(from * rate); at < end; at += 1) {
      const since = at / rate - from;
      const edge = Math.min(1, since / EDGE, (to - at / rate) / EDGE);
      let sum = 0;
      for (const one of hertz) sum += Math.sin(2 * Math.PI * one * since);
      samples[at] = (samples[at] ?? 0) + (tone.level * edge * sum) / hertz.length;
    }
  }
  return samples;
}
