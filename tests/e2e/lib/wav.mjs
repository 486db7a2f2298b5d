// A microphone's worth of sound, made at test time: syllables of a buzzing voice with pauses between them.
import { writeFileSync } from 'node:fs';

const sampleRate = 48_000;

/** Writes a WAV (48 kHz, mono, 16 bit) of speech-like bursts; `pitch` in hertz tells one voice from another. */
export function makeSpeechWav(path, { pitch = 140, seconds = 6 } = {}) {
  const samples = new Int16Array(sampleRate * seconds);
  for (let i = 0; i < samples.length; i += 1) {
    const t = i / sampleRate;
    const beat = t % 0.35;
    // 0.25 s of voice, 0.1 s of silence; every fourth syllable is left out, as speakers do.
    const voiced = beat < 0.25 && Math.floor(t / 0.35) % 4 !== 3;
    if (!voiced) continue;
    const envelope = Math.sin((Math.PI * beat) / 0.25) ** 0.5;
    const glide = pitch * (1 + 0.08 * Math.sin(2 * Math.PI * 1.3 * t));
    let value = 0;
    for (let harmonic = 1; harmonic <= 12; harmonic += 1) {
      const frequency = glide * harmonic;
      const formant = Math.exp(-(((frequency - 600) / 500) ** 2)) + 0.5 * Math.exp(-(((frequency - 1500) / 400) ** 2));
      value += (formant + 0.05) * Math.sin(2 * Math.PI * frequency * t);
    }
    samples[i] = Math.max(-32_000, Math.min(32_000, value * envelope * 7_000));
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(path, Buffer.concat([header, Buffer.from(samples.buffer)]));
  return path;
}
