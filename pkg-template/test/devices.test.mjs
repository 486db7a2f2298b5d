// The list of devices, the permission to see it, and who follows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser, code, input, output, phone } from './devices-support.mjs';

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
