// useVoIP and VoIPProvider: which session a component has, what it is made from, and what becomes of it.
import { useEffect, useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { Softphone, useVoIP, VoIPClient, VoIPProvider, type UseVoIPResult } from '@cemscale/voip-sdk';
import { countListeners, mount, pause, until } from '../lib/page';
import { FakeApi, FakeSip } from '../lib/servers';

let api: FakeApi;
let sip: FakeSip;
let domain = 0;

beforeEach(() => {
  api = new FakeApi();
  sip = new FakeSip();
  // Every test has sessions of its own.
  domain += 1;
});

const settings = () => ({
  apiUrl: 'http://api.test',
  sipDomain: `d${domain}.test`,
  wsUri: 'ws://sip.test',
  client: api.options,
  softphone: { WebSocket: sip.WebSocket, iceServers: [] },
});
const USER = { username: '1001', password: 'x', tenantId: 'acme' };

/** Logs in and starts its phone in an effect, as pages do. */
function Starter({ options = settings() }) {
  const voip = useVoIP(options);
  const { login, startPhone } = voip;
  useEffect(() => {
    login(USER).then(() => startPhone('1001', 'x'), () => undefined);
  }, [login, startPhone]);
  return <p>{voip.isLoggedIn ? 'in' : 'out'} {voip.isRegistered ? 'on' : 'off'} {voip.error?.code}</p>;
}

/** Shows what `useVoIP()` without options finds. */
const seen: UseVoIPResult[] = [];
function Shown() {
  const voip = useVoIP();
  seen.push(voip);
  return <p>{voip.isLoggedIn ? 'in' : 'out'} {voip.isRegistered ? 'on' : 'off'} {voip.error?.code}</p>;
}

test("StrictMode's double effects make one connection and one registration", async () => {
  const page = mount(<Starter />);
  await until('registered', () => page.text.startsWith('in on'));
  await pause(150);
  expect([sip.sockets.length, sip.registers.length]).toEqual([1, 1]);
  expect(page.text).toBe('in on ');
  page.unmount();
  await until('nothing is open', () => sip.open.length === 0 && api.open.length === 0);
  expect(sip.registers.at(-1), 'the last thing it said was that it goes').toBe('0');
});

test('a new options object with each render, with new functions in it, is the same session', async () => {
  let again = () => {};
  const commands = new Set<unknown>();
  function Page() {
    const [, set] = useState(0);
    again = () => set((n) => n + 1);
    const voip = useVoIP({ ...settings(), softphone: { ...settings().softphone, getCredentials: () => ({ password: 'x' }) } });
    for (const one of [voip.call, voip.login, voip.answer]) commands.add(one);
    const { startPhone } = voip;
    useEffect(() => void startPhone('1001', 'x'), [startPhone]);
    return <p>{voip.isRegistered ? 'on' : 'off'}</p>;
  }
  const page = mount(<Page />, { strict: false });
  await until('registered', () => page.text === 'on');
  again();
  await pause(50);
  expect(commands.size).toBe(3);
  expect(sip.sockets.length).toBe(1);
});

test('functions among the options are those of the last render, also for a phone that was made before', async () => {
  const asked: number[] = [];
  let rendered = 0;
  function Page({ n }: { n: number }) {
    const getIceServers = () => (asked.push(n), { iceServers: [] });
    const { startPhone, isRegistered } = useVoIP({ ...settings(), softphone: { WebSocket: sip.WebSocket, getIceServers } });
    useEffect(() => void startPhone('1001', 'x'), [startPhone]);
    useEffect(() => void (rendered = n));
    return <p>{isRegistered ? 'on' : 'off'}</p>;
  }
  const page = mount(<Page n={1} />, { strict: false });
  await until('registered', () => page.text === 'on' && asked.includes(1));
  page.show(<Page n={2} />);
  await until('rendered again', () => rendered === 2);
  page.show(<p>elsewhere</p>);
  await until('it rests', () => sip.open.length === 0);
  page.show(<Page n={3} />);
  await until('registered again', () => page.text === 'on' && asked.length > 1);
  expect(new Set(asked.slice(1))).toEqual(new Set([3]));
});

test('options that say something else are another session, and the first one goes', async () => {
  const [first, second] = [settings(), { ...settings(), sipDomain: 'other.test' }];
  const page = mount(<><Starter options={first} /><Shown /></>);
  await until('registered', () => page.text === 'in on in on ');
  page.show(<><Starter options={second} /><Shown /></>);
  await until('the other is registered', () => sip.registers.includes('0') && page.text === 'in on in on ');
  await until('one connection is left', () => sip.open.length === 1);
  expect(sip.sockets.length).toBe(2);
});

test('a provider with a phone alone has nobody to log in, and says so', async () => {
  const phone = new Softphone({ wsUri: 'ws://sip.test', sipDomain: 'acme.test', extension: '1001', password: 'x', WebSocket: sip.WebSocket });
  const page = mount(<VoIPProvider softphone={phone}><Shown /></VoIPProvider>);
  await until('it is there', () => page.text === 'out off ');
  await expect(seen.at(-1)!.login(USER)).rejects.toMatchObject({ code: 'provider_missing' });
  await until('the error', () => page.text === 'out off provider_missing');
});

test("a provider's client and phone are used as they are, and left as they are", async () => {
  const client = new VoIPClient({ apiUrl: 'http://api.test', ...api.options });
  await client.login(USER);
  const phone = client.createSoftphone({ wsUri: 'ws://sip.test', sipDomain: 'acme.test', extension: '1001', password: 'x', iceServers: [], WebSocket: sip.WebSocket });
  const onClient = countListeners(client as any, 'on', 'onWsEvent');
  const onPhone = countListeners(phone as any, 'on');
  const page = mount(<VoIPProvider client={client} softphone={phone}><Shown /></VoIPProvider>);
  await until('the client is logged in', () => page.text === 'in off ');
  await seen.at(-1)!.startPhone('ignored', 'ignored');
  await until('the phone is registered', () => page.text === 'in on ');
  await client.logout();
  await until('the client is logged out', () => page.text === 'out on ');
  expect(onPhone.now).toBeGreaterThan(0);
  page.unmount();
  await until('no listener is left', () => onClient.now === 0 && onPhone.now === 0);
  expect(phone.state).toBe('registered');
  await phone.stop();
});

test('a provider with options is the session of its options', async () => {
  const options = settings();
  const page = mount(<><VoIPProvider options={options}><Shown /></VoIPProvider><Starter options={options} /></>);
  await until('both are one', () => page.text === 'in on in on ');
  expect(sip.sockets.length).toBe(1);
});

test('the phone rests when the last component has gone, and is back with the next', async () => {
  const page = mount(<Starter />);
  await until('registered', () => page.text === 'in on ');
  page.show(<p>elsewhere</p>);
  await until('it rests', () => sip.open.length === 0);
  page.show(<Shown />);
  await until('it is back', () => page.text === 'in on ');
  expect(sip.sockets.length).toBe(2);
});

test('a page that goes during the login starts no phone, and one that goes during the start leaves no error', async () => {
  const options = settings();
  let goOn = () => {};
  api.gate = new Promise((resolve) => (goOn = resolve));
  const page = mount(<Starter options={options} />, { strict: false });
  await until('it logs in', () => api.asked('/api/auth/login') === 1);
  page.show(<p>elsewhere</p>);
  await pause(200);
  goOn();
  await pause(200);
  expect(sip.sockets.length).toBe(0);
  // The next page has the phone that was wanted.
  page.show(<VoIPProvider options={options}><Shown /></VoIPProvider>);
  await until('it is registered', () => page.text === 'in on ');
  expect(sip.sockets.length).toBe(1);
  const { stopPhone, startPhone } = seen.at(-1)!;
  await stopPhone();
  sip.isSlow = true;
  const started = startPhone('1001', 'x');
  page.show(<p>elsewhere</p>);
  await started;
  for (let round = 0; round < 2; round += 1) {
    page.show(<VoIPProvider options={options}><Shown /></VoIPProvider>);
    await until('it starts again', () => page.text === 'in off ' && sip.open.length === 1);
    page.show(<p>elsewhere</p>);
    await until('it rests', () => sip.open.length === 0);
  }
  sip.isSlow = false;
  page.show(<VoIPProvider options={options}><Shown /></VoIPProvider>);
  await until('it is registered again, without an error', () => page.text === 'in on ');
});

test('who stops the phone or logs out while it starts sees no error', async () => {
  const page = mount(<><Starter /><Shown /></>);
  await until('registered', () => page.text === 'in on in on ');
  const { stopPhone, startPhone, logout } = seen.at(-1)!;
  for (const end of [stopPhone, logout]) {
    await stopPhone();
    sip.isSlow = true;
    const started = startPhone('1001', 'x');
    await until('it starts', () => sip.open.length === 1);
    await end();
    await expect(started).rejects.toMatchObject({ code: 'not_started' });
    await pause(50);
    expect(page.text).toMatch(/^(in|out) off \1 off $/);
    sip.isSlow = false;
  }
});

test('a snapshot is frozen, and what useVoIP returns stays the same until something changes', async () => {
  const results = new Set<object>();
  let again = () => {};
  function Page() {
    const [, set] = useState(0);
    again = () => set((n) => n + 1);
    results.add(useVoIP(settings()));
    return null;
  }
  mount(<Page />, { strict: false });
  await pause(50);
  const before = results.size;
  again();
  await pause(50);
  expect(results.size).toBe(before);
  expect(before).toBeLessThanOrEqual(2);
});
