// The devices of a phone, with a browser and a core that are the test's.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { replaceNavigator } from './navigator-support.mjs';

const { outputFiles } = await build({
  stdin: {
    contents: `export { DeviceStore } from './devices/store.ts'; export { Sound } from './softphone/sound.ts';`,
    resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
  external: ['../gen/*', './wasm/*'],
});
const { DeviceStore, Sound } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

const named = (name) => Object.assign(new Error(name), { name });
export const input = (id, group = id) => ({ kind: 'audioinput', deviceId: id, label: `Mic ${id}`, groupId: group });
export const output = (id, group = id) => ({ kind: 'audiooutput', deviceId: id, label: `Speaker ${id}`, groupId: group });
export const code = (promise) => promise.then(() => 'nothing', (error) => error.code);

class Track extends EventTarget {
  readyState = 'live';
  constructor(deviceId) {
    super();
    this.deviceId = deviceId;
  }
  getSettings() {
    return { deviceId: this.deviceId };
  }
  stop() {
    this.readyState = 'ended';
  }
}

/** The part of a browser that is used. `own` is the microphone that the system has chosen; browsers differ in telling. */
export class Browser extends EventTarget {
  devices = [input('a'), input('b'), input('c'), output('x'), output('y')];
  own = 'a';
  /** Tells of the system's choice by entries of their own, as Chromium does. */
  aliases = true;
  permission = 'granted';
  refusals = {};
  asked = [];
  looks = 0;
  tracks = [];
  listening = 0;
  sinks = new Set();

  constructor(t) {
    super();
    const status = new EventTarget();
    Object.defineProperty(status, 'state', { get: () => this.permission });
    this.status = status;
    replaceNavigator(t, { mediaDevices: this, permissions: { query: async () => status } });
    const browser = this;
    globalThis.Audio = class {
      sinkId = '';
      async setSinkId(id) {
        if (browser.sinkRefusal) throw named(browser.sinkRefusal);
        if (id !== '' && !browser.devices.some((one) => one.kind === 'audiooutput' && one.deviceId === id)) throw named('NotFoundError');
        this.sinkId = id;
      }
    };
    t.after(() => delete globalThis.Audio);
  }

  addEventListener(...all) {
    this.listening += 1;
    super.addEventListener(...all);
  }
  removeEventListener(...all) {
    this.listening -= 1;
    super.removeEventListener(...all);
  }

  async enumerateDevices() {
    this.looks += 1;
    if (this.permission !== 'granted') return [{ kind: 'audioinput', deviceId: '', label: '', groupId: '' }];
    const own = this.aliases && this.devices.find(({ deviceId }) => deviceId === this.own);
    return [...(own ? [{ ...own, deviceId: 'default', label: `Default - ${own.label}` }] : []), ...this.devices].map((one) => ({ ...one }));
  }

  async getUserMedia({ audio }) {
    this.asked.push(audio);
    await this.prompt;
    if (this.permission === 'denied') throw named('NotAllowedError');
    this.permission = 'granted';
    const wanted = audio.deviceId?.exact;
    const there = this.devices.filter(({ kind }) => kind === 'audioinput').map(({ deviceId }) => deviceId);
    if (there.length === 0) throw named('NotFoundError');
    if (wanted && !there.includes(wanted)) throw named('OverconstrainedError');
    const real = wanted ?? (there.includes(this.own) ? this.own : there[0]);
    if (this.refusals[real]) throw named(this.refusals[real]);
    const track = new Track(wanted ?? (this.aliases ? 'default' : real));
    track.real = real;
    this.tracks.push(track);
    return { getAudioTracks: () => [track], getTracks: () => [track] };
  }

  /** Ends what comes from a device, as when it is pulled out. */
  silence(id) {
    for (const track of this.tracks.filter((one) => one.real === id && one.readyState === 'live')) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  }
  unplug(id, own = this.own) {
    this.devices = this.devices.filter(({ deviceId }) => deviceId !== id);
    this.own = own;
    this.silence(id);
    this.change();
  }
  plug(device, own = this.own) {
    this.devices = [...this.devices, device];
    this.own = own;
    this.change();
  }
  change() {
    this.dispatchEvent(new Event('devicechange'));
  }
}

/** A phone with one call when `call()` was called. */
export function phone(t, { options, audio, browser = new Browser(t) } = {}) {
  const changes = [];
  const warnings = [];
  const rung = [];
  const sent = [];
  const players = [];
  let calls = [];
  const core = {
    stream: null,
    async changeMicrophone(stream) {
      if (stream && calls.length > 0) sent.push((core.stream = stream));
      return stream !== undefined && calls.length > 0;
    },
    tracks: () => [undefined, undefined, players[0]],
  };
  const before = { inputs: [], outputs: [], input: null, output: null, ringtoneOutput: null, permission: 'unknown', ...options };
  const devices = new DeviceStore(Object.freeze(before), {
    audio,
    elsewhere: () => null,
    choose: (chosen) => devices.adopt(chosen),
    changed: (change) => changes.push(change),
    warn: (code) => warnings.push(code),
    reroute: () => rung.push(devices.getSnapshot().ringtoneOutput),
  });
  const sound = new Sound({ core: () => core, audio, devices, calls: () => calls, changed() {} });
  t.after(() => devices.close());
  return {
    browser, devices, sound, changes, warnings, rung, players, sent,
    async call() {
      core.stream = await sound.microphone();
      players.push(sound.player());
      calls = [1];
      await devices.load();
    },
    hangup() {
      core.stream.getTracks()[0].stop();
      calls = [];
    },
    /** The device that is heard by the far end; undefined for silence. */
    speaksBy: () => browser.tracks.filter(({ readyState }) => readyState === 'live').map(({ real }) => real).join() || undefined,
    /** Waits until everything that was noticed has been done. */
    async settled() {
      for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setTimeout(resolve));
    },
  };
}
