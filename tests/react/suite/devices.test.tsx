// The devices of a phone, as components show and choose them.
import { expect, test } from 'vitest';
import { Softphone, useDevices, VoIPProvider, type UseDevicesResult } from '@cemscale/voip-sdk';
import { countListeners, mount, until } from '../lib/page';

const phone = () => new Softphone({ wsUri: 'wss://acme.test/sip', sipDomain: 'acme.test', extension: '1001', password: 'x' });

test('useDevices shows the devices of a phone that is not started, chooses one, and leaves nothing behind', async () => {
  let devices!: UseDevicesResult;
  let renders = 0;
  function Picker() {
    devices = useDevices();
    renders += 1;
    const chosen = devices.inputs.find(({ deviceId }) => deviceId === devices.input);
    return <p>{devices.inputs.length} microphones, {chosen?.label ?? 'as the system has it'}</p>;
  }
  const softphone = phone();
  const listening = countListeners(softphone.devices, 'subscribe');
  const page = mount(<VoIPProvider softphone={softphone}><Picker /></VoIPProvider>);
  await until('it is there', () => page.text === '0 microphones, as the system has it');
  const { setInput } = devices;
  await until('the devices', () => devices.inputs.length > 1);
  const second = devices.inputs[1]!;
  await setInput(second.deviceId);
  await until('the choice', () => page.text === `${devices.inputs.length} microphones, ${second.label}`);
  expect(devices.setInput).toBe(setInput);
  await expect(setInput('no-such-device')).rejects.toMatchObject({ code: 'device_missing' });
  const before = renders;
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  await softphone.devices.load();
  expect(renders).toBe(before);
  page.unmount();
  await until('nobody listens', () => listening.now === 0);
  softphone.dispose();
});

test('without a phone there are no devices, and choosing one says so', async () => {
  let devices!: UseDevicesResult;
  function Picker() {
    devices = useDevices();
    return <p>{devices.permission}</p>;
  }
  const page = mount(<Picker />);
  await until('it is there', () => page.text === 'unknown');
  await expect(devices.setInput(null)).rejects.toMatchObject({ code: 'not_started' });
  page.unmount();
});
