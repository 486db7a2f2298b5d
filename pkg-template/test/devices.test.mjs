// The devices of a phone, with a browser and a core that are the test's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
const input = (id, group = id) => ({ kind: 'audioinput', deviceId: id, label: `Mic ${id}`, groupId: group });
const output = (id, group = id) => ({ kind: 'audiooutput', deviceId: id, label: `Speaker ${id}`, groupId: group });
const code = (promise) => promise.then(() => 'nothing', (error) => error.code);

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
class Browser extends EventTarget {
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
    const navigator = { mediaDevices: this, permissions: { query: async () => status } };
    const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    const browser = this;
    globalThis.Audio = class {
      sinkId = '';
      async setSinkId(id) {
        if (browser.sinkRefusal) throw named(browser.sinkRefusal);
        if (id !== '' && !browser.devices.some((one) => one.kind === 'audiooutput' && one.deviceId === id)) throw named('NotFoundError');
        this.sinkId = id;
      }
    };
    t.after(() => {
      delete globalThis.Audio;
      if (before) Object.defineProperty(globalThis, 'navigator', before);
      else delete globalThis.navigator;
    });
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
function phone(t, { options, audio, browser = new Browser(t) } = {}) {
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

test('nothing is looked up and nobody is asked before the devices are used', async (t) => {
  const { browser, devices } = phone(t, { options: { input: 'b' } });
  assert.deepEqual(devices.getSnapshot(), { inputs: [], outputs: [], input: 'b', output: null, ringtoneOutput: null, permission: 'unknown' });
  assert.equal(browser.looks + browser.asked.length + browser.listening, 0);
});

test('subscribing lists the devices, without those that stand for the choice of the system, and asks nobody', async (t) => {
  const { browser, devices, settled } = phone(t);
  const told = t.mock.fn();
  devices.subscribe(told);
  await settled();
  const snapshot = devices.getSnapshot();
  assert.deepEqual(snapshot.inputs.map(({ deviceId }) => deviceId), ['a', 'b', 'c']);
  assert.deepEqual(snapshot.outputs.map(({ label }) => label), ['Speaker x', 'Speaker y']);
  assert.equal(snapshot.permission, 'granted');
  assert.ok(Object.isFrozen(snapshot) && Object.isFrozen(snapshot.inputs) && Object.isFrozen(snapshot.inputs[0]));
  assert.equal(told.mock.callCount(), 1);
  browser.change();
  await settled();
  assert.equal(devices.getSnapshot(), snapshot, 'the same object while nothing changes');
  assert.equal(browser.asked.length, 0);
});

test('a storm of devicechange is looked at twice at the most', async (t) => {
  const { browser, devices, settled } = phone(t);
  devices.subscribe(() => undefined);
  await settled();
  const before = browser.looks;
  for (let i = 0; i < 50; i += 1) browser.change();
  await settled();
  assert.ok(browser.looks - before <= 2, String(browser.looks - before));
});

test('who has gone is called no more, and the browser is listened to by nobody', async (t) => {
  const { browser, devices, settled } = phone(t);
  const told = t.mock.fn();
  const stop = devices.subscribe(told);
  await settled();
  assert.equal(browser.listening, 1);
  stop();
  assert.equal(browser.listening, 0);
  browser.unplug('a');
  await settled();
  assert.equal(told.mock.callCount(), 1);
});

test('who goes while the browser still looks up the permission leaves no listener on it', async (t) => {
  const { browser, devices, settled } = phone(t);
  browser.status.onchange = null;
  let answer;
  navigator.permissions.query = () => new Promise((resolve) => (answer = () => resolve(browser.status)));
  const stop = devices.subscribe(() => undefined);
  while (!answer) await settled();
  stop();
  answer();
  await settled();
  assert.equal(browser.status.onchange, null);
});

test('names appear when the user has allowed the microphone, which only ask() asks for', async (t) => {
  const browser = new Browser(t);
  browser.permission = 'prompt';
  const { devices, settled } = phone(t, { browser });
  devices.subscribe(() => undefined);
  await settled();
  assert.deepEqual(devices.getSnapshot().inputs, []);
  assert.equal(devices.getSnapshot().permission, 'prompt');
  assert.equal(browser.asked.length, 0);
  const { inputs, permission } = await devices.ask();
  assert.equal(inputs[0].label, 'Mic a');
  assert.equal(permission, 'granted');
  assert.ok(browser.tracks.every(({ readyState }) => readyState === 'ended'), 'the microphone is off again');
});

test('what is revoked in the address bar shows, and refuses', async (t) => {
  const { browser, devices, settled } = phone(t);
  devices.subscribe(() => undefined);
  await settled();
  browser.permission = 'denied';
  browser.status.onchange();
  await settled();
  assert.equal(devices.getSnapshot().permission, 'denied');
  assert.equal(await code(devices.ask()), 'microphone_denied');
  assert.equal(await code(devices.setInput('b')), 'microphone_denied');
});

test('a microphone that is chosen while the user is still asked is the one that is used, the system\'s own too', async (t) => {
  for (const [options, chosen, real] of [[{}, 'b', 'b'], [{ input: 'b' }, null, 'a']]) {
    const { browser, devices, call, speaksBy } = phone(t, { options });
    let allow;
    browser.prompt = new Promise((resolve) => (allow = resolve));
    const called = call();
    assert.equal(browser.asked.length, 1);
    const set = devices.setInput(chosen);
    await set;
    allow();
    await called;
    assert.equal(speaksBy(), real);
    assert.equal(devices.getSnapshot().input, chosen);
  }
});

test('a microphone that is chosen while the user is still asked and cannot be opened leaves the one that was allowed', async (t) => {
  const { browser, devices, call, speaksBy } = phone(t);
  let allow;
  browser.prompt = new Promise((resolve) => (allow = resolve));
  browser.refusals = { b: 'NotReadableError' };
  const called = call();
  await devices.setInput('b');
  allow();
  await called;
  assert.equal(speaksBy(), 'a');
});

test('another microphone is taken during a call, with the constraints, and the old one is let go of', async (t) => {
  const audio = { echoCancellation: false, noiseSuppression: true };
  const { browser, devices, call, speaksBy, changes } = phone(t, { audio });
  await call();
  assert.deepEqual(browser.asked, [audio]);
  await devices.setInput('b');
  assert.deepEqual(browser.asked[1], { ...audio, deviceId: { exact: 'b' } });
  assert.equal(speaksBy(), 'b');
  assert.equal(devices.getSnapshot().input, 'b');
  assert.deepEqual(changes.map((change) => [change.input, change.lost.length]), [['b', 0]]);
  await devices.setInput(null);
  assert.equal(speaksBy(), 'a');
  assert.equal(devices.getSnapshot().input, null);
});

test('a microphone that cannot be had leaves everything as it was, and says why', async (t) => {
  const { browser, devices, call, speaksBy } = phone(t);
  await call();
  browser.refusals = { b: 'NotReadableError', c: 'NotAllowedError' };
  assert.equal(await code(devices.setInput('b')), 'microphone_failed');
  assert.equal(await code(devices.setInput('c')), 'microphone_denied');
  assert.equal(await code(devices.setInput('gone')), 'device_missing');
  assert.equal(await code(devices.setInput(7)), 'invalid_argument');
  assert.equal(speaksBy(), 'a');
  assert.equal(devices.getSnapshot().input, null);
});

test('a choice made between calls opens nothing, and the next call speaks by it', async (t) => {
  const { browser, devices, call, speaksBy, hangup } = phone(t);
  await devices.setInput('b');
  assert.equal(browser.asked.length, 0);
  await call();
  assert.equal(speaksBy(), 'b');
  hangup();
  await devices.setInput('c');
  assert.equal(speaksBy(), undefined);
  await call();
  assert.equal(speaksBy(), 'c');
});

test('a chosen microphone that is away when a call begins is stood in for, and taken when it comes', async (t) => {
  const { browser, devices, call, speaksBy, settled } = phone(t, { options: { input: 'away' } });
  await call();
  assert.equal(speaksBy(), 'a');
  assert.equal(devices.getSnapshot().input, null);
  browser.plug(input('away'));
  await settled();
  assert.equal(speaksBy(), 'away');
  assert.equal(devices.getSnapshot().input, 'away');
});

test('the microphone is unplugged in a call: the next is taken, told, and the first again when it is back', async (t) => {
  const { browser, devices, call, speaksBy, settled, changes } = phone(t);
  await call();
  await devices.setInput('b');
  changes.length = 0;
  browser.unplug('b');
  await settled();
  assert.equal(speaksBy(), 'a');
  assert.deepEqual(changes.map(({ removed, lost, input }) => [removed, lost, input].map((one) => one?.[0]?.deviceId ?? one)), [['b', 'b', null]]);
  browser.plug(input('b'));
  await settled();
  assert.equal(speaksBy(), 'b');
  assert.deepEqual([changes[1].added[0].deviceId, changes[1].input, changes.length], ['b', 'b', 2]);
});

test('a device that comes back with another id is the same by its name, else by its hardware', async (t) => {
  const { browser, devices, call, speaksBy, settled } = phone(t);
  await call();
  await devices.setInput('b');
  browser.unplug('b');
  await settled();
  browser.plug({ ...input('b2'), label: 'Mic b' });
  await settled();
  assert.equal(speaksBy(), 'b2');
  browser.unplug('b2');
  browser.plug(input('b3', 'b'));
  await settled();
  assert.equal(speaksBy(), 'b3');
});

test('a device that was given by its id alone is known by its name from the first look on', async (t) => {
  const { browser, call, speaksBy, settled } = phone(t, { options: { input: 'b' } });
  await call();
  browser.unplug('b');
  browser.plug({ ...input('b2'), label: 'Mic b' });
  await settled();
  assert.equal(speaksBy(), 'b2');
});

test('a chosen microphone that is back and cannot be opened leaves the one that stands in for it', async (t) => {
  const { browser, devices, call, speaksBy, settled } = phone(t);
  await call();
  await devices.setInput('b');
  browser.unplug('b');
  await settled();
  browser.refusals = { b: 'NotReadableError' };
  const before = browser.asked.length;
  browser.plug(input('b'));
  await settled();
  assert.equal(speaksBy(), 'a');
  assert.equal(browser.asked.length, before + 1);
});

test('the other half of a headset is nearer than the microphone of the system', async (t) => {
  const { browser, devices, call, speaksBy, settled } = phone(t);
  browser.plug(input('near', 'b'));
  await call();
  await devices.setInput('b');
  browser.unplug('b');
  await settled();
  assert.equal(speaksBy(), 'near');
});

test('a microphone that is gone without an end of its track is noticed by the list', async (t) => {
  const { browser, devices, call, sent, settled } = phone(t);
  await call();
  await devices.setInput('b');
  browser.devices = browser.devices.filter(({ deviceId }) => deviceId !== 'b');
  browser.change();
  await settled();
  assert.equal(sent.at(-1).getTracks()[0].real, 'a');
});

test('a track that ends while its device is still listed is replaced by another device, without a word of the browser', async (t) => {
  const { browser, devices, call, speaksBy, settled, changes } = phone(t);
  await call();
  await devices.setInput('b');
  changes.length = 0;
  browser.silence('b');
  await settled();
  assert.equal(speaksBy(), 'a');
  assert.deepEqual(changes.map(({ lost, removed }) => [lost[0]?.deviceId, removed.length]), [['b', 0]]);
  browser.change();
  await settled();
  assert.equal(speaksBy(), 'b', 'it may have come back');
});

test('the microphone of the system that ends while it is still listed is not taken once more at once', async (t) => {
  const { browser, call, speaksBy, settled } = phone(t);
  await call();
  browser.silence('a');
  await settled();
  assert.equal(speaksBy(), 'b');
});

test('a microphone that ends as often as it is opened is not opened in a loop', async (t) => {
  const { browser, devices, call, settled } = phone(t);
  await call();
  await devices.setInput('b');
  for (let i = 0; i < 5; i += 1) {
    for (const id of ['a', 'b', 'c']) browser.silence(id);
    await settled();
  }
  assert.ok(browser.asked.length < 10, String(browser.asked.length));
});

test('one that cannot be opened is passed over', async (t) => {
  const { browser, devices, call, speaksBy, settled } = phone(t);
  await call();
  await devices.setInput('b');
  browser.refusals = { a: 'NotReadableError' };
  browser.unplug('b');
  await settled();
  assert.equal(speaksBy(), 'c');
  assert.equal(devices.getSnapshot().input, 'c');
});

test('without any microphone the call goes on: it is told once, and the next that comes is taken', async (t) => {
  const { browser, call, speaksBy, settled, warnings } = phone(t);
  browser.devices = [input('a'), output('x')];
  await call();
  browser.unplug('a');
  await settled();
  browser.change();
  await settled();
  assert.equal(speaksBy(), undefined);
  assert.deepEqual(warnings, ['microphone_lost']);
  browser.plug(input('b'), 'b');
  await settled();
  assert.equal(speaksBy(), 'b');
});

test('when the system chooses another microphone, a call without a choice of its own follows, also the first time', async (t) => {
  const { browser, devices, call, speaksBy, settled } = phone(t);
  await call();
  browser.own = 'b';
  browser.change();
  await settled();
  assert.equal(speaksBy(), 'b');
  await devices.setInput('c');
  browser.own = 'a';
  browser.change();
  await settled();
  assert.equal(speaksBy(), 'c', 'a choice counts more');
});

test('where the browser does not tell what the system has chosen, the one that was used is taken again', async (t) => {
  const { browser, call, speaksBy, settled } = phone(t);
  browser.aliases = false;
  await call();
  browser.unplug('a', 'b');
  await settled();
  assert.equal(speaksBy(), 'b');
  browser.plug(input('a'));
  await settled();
  assert.equal(speaksBy(), 'a');
});

test('with no call nothing is opened, whatever is plugged in', async (t) => {
  const { browser, devices, call, hangup, settled } = phone(t);
  await call();
  await devices.setInput('b');
  hangup();
  const before = browser.asked.length;
  browser.unplug('b');
  browser.plug(input('b'));
  browser.plug(input('d'), 'd');
  await settled();
  assert.equal(browser.asked.length, before);
});

test('calls are played on the chosen device, on that of the system while it is away, and on it again', async (t) => {
  const { browser, devices, call, players, settled, changes } = phone(t);
  await call();
  await devices.setOutput('y');
  assert.equal(players[0].sinkId, 'y');
  browser.unplug('y');
  await settled();
  assert.equal(players[0].sinkId, '');
  assert.equal(changes.at(-1).lost[0].label, 'Speaker y');
  browser.plug(output('y'));
  await settled();
  assert.equal(players[0].sinkId, 'y');
  await devices.setOutput(null);
  assert.equal(players[0].sinkId, '');
});

test('a call that begins is played on the device that was chosen before, in options too', async (t) => {
  const { devices, call, players } = phone(t, { options: { output: 'x' } });
  await call();
  assert.equal(players[0].sinkId, 'x');
  assert.equal(devices.getSnapshot().output, 'x');
});

test('it rings on a device of its own', async (t) => {
  const { devices, rung, players, call } = phone(t);
  await call();
  await devices.setRingtoneOutput('y');
  assert.deepEqual(rung, ['y']);
  assert.equal(players[0].sinkId, '');
});

test('outputs that cannot be chosen say why', async (t) => {
  const { browser, devices } = phone(t);
  assert.equal(await code(devices.setOutput('gone')), 'device_missing');
  browser.sinkRefusal = 'NotAllowedError';
  assert.equal(await code(devices.setOutput('x')), 'output_denied');
  delete globalThis.Audio.prototype.setSinkId;
  assert.equal(await code(devices.setRingtoneOutput('x')), 'output_unsupported');
  assert.equal(await code(devices.setOutput(null)), 'nothing');
  assert.equal(devices.getSnapshot().output, null);
});

test('a loudspeaker is no microphone', async (t) => {
  const { devices } = phone(t);
  assert.equal(await code(devices.setInput('x')), 'device_missing');
  assert.equal(devices.getSnapshot().input, null);
});

test('a listener that throws is reported and stops neither the others nor what was asked for', async (t) => {
  const { devices } = phone(t);
  await devices.load();
  // Reported as the browser reports it; the runner's own listener would take it for a failure.
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  t.after(() => others.forEach((other) => process.on('uncaughtException', other)));
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  let told = 0;
  devices.subscribe(() => {
    throw new Error("the application's own");
  });
  devices.subscribe(() => (told += 1));
  assert.equal(await code(devices.setInput('b')), 'nothing');
  assert.match(String(await uncaught), /own/);
  assert.equal(told, 1);
});

test('after the end nobody is asked for the microphone, and commands say why', async (t) => {
  const { browser, devices } = phone(t);
  devices.close();
  for (const name of ['load', 'ask']) assert.equal(await code(devices[name]()), 'disposed');
  assert.equal(await code(devices.setInput('b')), 'disposed');
  assert.deepEqual([browser.asked.length, browser.looks], [0, 0]);
});

test('where there are no devices, nothing is listed and nothing throws', async (t) => {
  new Browser(t);
  Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true });
  const { devices } = phone(t, { browser: {} });
  devices.subscribe(() => undefined);
  assert.deepEqual((await devices.load()).inputs, []);
  assert.equal(await code(devices.ask()), 'microphone_failed');
});
