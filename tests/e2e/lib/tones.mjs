// Voices that can be told apart: each page's microphone gives one steady tone, and a page says which tones it hears.
import { until } from './runner.mjs';

/** Makes the page's microphone a tone of `hertz` hertz. Goes into `openPhone`'s `prepare`. */
export const speaks = (hertz) => (page) =>
  page.evaluate((frequency) => {
    navigator.mediaDevices.getUserMedia = async () => {
      const context = new AudioContext();
      const tone = new OscillatorNode(context, { frequency });
      const quieter = new GainNode(context, { gain: 0.2 });
      const out = new MediaStreamAudioDestinationNode(context);
      tone.connect(quieter).connect(out);
      tone.start();
      return out.stream;
    };
    // Every peer connection, so that what it receives can be listened to.
    window.connections = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...args) {
        super(...args);
        window.connections.push(this);
      }
    };
  }, hertz);

/** Level of each tone in what the page's newest peer connection with sound receives, in dB. */
function levels(page, tones) {
  return page.evaluate(async (frequencies) => {
    const open = window.connections.filter((one) => one.connectionState === 'connected' && one.getReceivers().length > 0);
    const track = open.at(-1)?.getReceivers()[0].track;
    if (!track) return null;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    await context.close();
    const width = 48_000 / 16_384 * (context.sampleRate / 48_000);
    const level = (hertz) => Math.max(...bins.slice(Math.round(hertz / width) - 3, Math.round(hertz / width) + 4));
    return Object.fromEntries(frequencies.map((hertz) => [hertz, Math.round(level(hertz))]));
  }, tones);
}

/** A tone is heard above this level, and not heard below the other, in dB. */
const heard = -55;
const unheard = -75;

/** Waits until the page hears exactly the tones of `wanted` out of `all`. */
export async function hearsTones(side, wanted, all) {
  let seen = null;
  try {
    return await until(`it hears ${wanted.join(' and ') || 'nothing'}`, async () => {
      seen = await levels(side.page, all);
      return seen && all.every((hertz) => (wanted.includes(hertz) ? seen[hertz] > heard : seen[hertz] < unheard)) ? seen : null;
    }, { everyMs: 10 });
  } catch (error) {
    throw new Error(`${error.message}; levels in dB: ${JSON.stringify(seen)}`);
  }
}
