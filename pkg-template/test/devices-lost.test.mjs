// Devices that are unplugged and come back, and what a call speaks by meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { input, output, phone } from './devices-support.mjs';

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
