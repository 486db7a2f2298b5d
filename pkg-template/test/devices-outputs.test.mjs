// What calls are played on, and what it rings on.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { code, output, phone } from './devices-support.mjs';

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
