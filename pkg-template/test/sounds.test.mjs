// The sounds of a page, with a browser that is the test's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: `export { playTone } from './page/sounds.ts'; export { RINGTONE } from './page/tones.ts';`,
    resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const { playTone, RINGTONE } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

/** A browser whose contexts cannot choose a device, and that plays nothing before a click. */
function withBrowser(t) {
  const browser = { clicked: false, elements: [], listeners: new Set() };
  const refused = () => Promise.reject(Object.assign(new Error('no'), { name: 'NotAllowedError' }));
  const globals = {
    AudioContext: class {
      state = 'running';
      resume = async () => undefined;
      close = async () => undefined;
      createMediaStreamDestination = () => ({ stream: {} });
    },
    AudioBuffer: class {
      copyToChannel() {}
    },
    AudioBufferSourceNode: class {
      connect() {}
      disconnect() {}
      start() {}
    },
    Audio: class {
      paused = true;
      constructor() {
        browser.elements.push(this);
      }
      setSinkId = async (sink) => void (this.sink = sink);
      play() {
        if (!browser.clicked) return refused();
        this.paused = false;
        return Promise.resolve();
      }
      pause() {
        this.paused = true;
      }
    },
    addEventListener: (_name, listener) => browser.listeners.add(listener),
    removeEventListener: (_name, listener) => browser.listeners.delete(listener),
  };
  Object.assign(globalThis, globals);
  t.after(() => {
    for (const name of Object.keys(globals)) delete globalThis[name];
  });
  return browser;
}

test('a tone that the browser let no element play is heard from the next click on, on its device', async (t) => {
  const browser = withBrowser(t);
  const sound = await new Promise((resolve) => {
    const playing = playTone(RINGTONE, 'desk', () => resolve(playing));
  });
  const [element] = browser.elements;
  assert.deepEqual([element.sink, element.paused], ['desk', true]);
  browser.clicked = true;
  for (const listener of browser.listeners) listener();
  assert.equal(element.paused, false);
  sound.stop();
  assert.deepEqual([element.paused, browser.listeners.size], [true, 0]);
});
