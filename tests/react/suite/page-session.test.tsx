// Hooks outside of a provider. In a file of its own: the page of these tests has had no phone before.
import { expect, test } from 'vitest';
import { useCalls, usePresence, useVoIP, type UseVoIPResult } from '@cemscale/voip-sdk';
import { mount, until } from '../lib/page';
import { FakeApi } from '../lib/servers';

const api = new FakeApi();
api.answers['/api/calls/active'] = { calls: [], total: 0 };
const options = { apiUrl: 'http://api.test', sipDomain: 'acme.test', wsUri: 'ws://sip.test', client: api.options };
const USER = { username: '1001', password: 'x', tenantId: 'acme' };
let voip: UseVoIPResult;

function Shown() {
  voip = useVoIP();
  return <p>{voip.isLoggedIn ? 'in' : 'out'} {voip.error?.code}</p>;
}
function Owner() {
  return <p>{useVoIP(options).isLoggedIn ? 'in' : 'out'}</p>;
}
function Row() {
  return <p>{usePresence('1001')?.status ?? 'unknown'} {useCalls().length}</p>;
}

test('without options, without a provider and without another component the commands say what is missing', async () => {
  const page = mount(<Shown />);
  await until('it is there', () => page.text === 'out ');
  await expect(voip.login(USER)).rejects.toMatchObject({ code: 'provider_missing' });
  await expect(voip.startPhone('1001', 'x')).rejects.toMatchObject({ code: 'provider_missing' });
  await expect(voip.call('1002')).rejects.toMatchObject({ code: 'not_started' });
  await until('the error', () => page.text === 'out not_started');
});

test('hooks outside of a provider mean the phone of the component that has options, mounted before or after it', async () => {
  const page = mount(<><Row /><Shown /></>);
  await until('nothing is there', () => page.text === 'unknown 0out not_started');
  page.show(<><Row /><Shown /><Owner /></>);
  await until('it is found', () => page.text === 'unknown 0out out');
  await voip.login(USER);
  await until('logged in', () => page.text === 'available 0in in');
  expect(api.sockets.length).toBe(1);
  // The page that has the options goes; what is left keeps it.
  page.show(<><Row /><Shown /></>);
  await until('it is kept', () => page.text === 'available 0in ');
  page.unmount();
  await until('nothing is open', () => api.open.length === 0);
});
