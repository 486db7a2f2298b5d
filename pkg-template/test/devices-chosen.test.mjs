// The microphone that the user chooses, before a call, in one and while the permission is asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { code, input, phone } from './devices-support.mjs';

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

test('a loudspeaker is no microphone', async (t) => {
  const { devices } = phone(t);
  assert.equal(await code(devices.setInput('x')), 'device_missing');
  assert.equal(devices.getSnapshot().input, null);
});
