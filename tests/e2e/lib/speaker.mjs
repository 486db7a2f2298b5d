// What a page plays by Web Audio, measured where it leaves for the loudspeaker.
import { until } from './runner.mjs';

/** Goes into `openPhone`'s `prepare`: listens to every audio context that the page makes from here on. */
export const listened = (page) =>
  page.evaluate(() => {
    const speakers = (window.speakers = new Set());
    const { connect } = AudioNode.prototype;
    AudioNode.prototype.connect = function (target, ...rest) {
      if (target === this.context.destination) {
        const analyser = new AnalyserNode(this.context, { fftSize: 2048 });
        connect.call(this, analyser);
        speakers.add({ analyser, context: this.context });
      }
      return connect.call(this, target, ...rest);
    };
    const { disconnect } = AudioNode.prototype;
    AudioNode.prototype.disconnect = function (...args) {
      for (const one of speakers) if (one.context === this.context && args.length === 0) speakers.delete(one);
      return disconnect.apply(this, args);
    };
    window.loudness = () => {
      let peak = 0;
      for (const { analyser, context } of speakers) {
        if (context.state !== 'running') continue;
        const samples = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(samples);
        peak = Math.max(peak, ...samples.map(Math.abs));
      }
      return peak;
    };
  });

/** The loudest that was played within `ms` milliseconds. */
export const loudest = (side, ms) =>
  side.page.evaluate(async (limit) => {
    let peak = 0;
    for (const end = performance.now() + limit; performance.now() < end; ) {
      peak = Math.max(peak, window.loudness());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return peak;
  }, ms);

/** Waits until something louder than `level` is played. */
export const playsAbove = (side, level) => until(`a sound above ${level}`, async () => (await loudest(side, 200)) > level, { timeoutMs: 8000 });

/** Whether anything is connected to the loudspeaker now. */
export const speakers = (side) => side.page.evaluate(() => window.speakers.size);
