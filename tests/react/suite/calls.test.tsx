// Calls as the server knows them: followed by their id, one row each, the same object in every hook.
import { memo } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { useCall, useCalls, useCallStatus, VoIPClient, VoIPProvider, type CallStatusState, type JoinedCall } from '@cemscale/voip-sdk';
import { countListeners, mount, pause, until } from '../lib/page';
import { FakeApi } from '../lib/servers';

let api: FakeApi;
let client: VoIPClient;
const renders: Record<string, number> = {};
const states: string[] = [];

beforeEach(async () => {
  api = new FakeApi();
  api.answers['/api/calls/active'] = { calls: [], total: 0 };
  client = new VoIPClient({ apiUrl: 'http://api.test', ...api.options });
  states.length = 0;
  for (const name of Object.keys(shown)) delete shown[name as keyof typeof shown];
  for (const name of Object.keys(renders)) delete renders[name];
  await client.login({ username: '1001', password: 'x', tenantId: 'acme' });
});

const active = (callUuid: string, more = {}) => ({
  callUuid, direction: 'inbound', caller: '+12125550100', destination: '1001', state: 'ringing', startedAt: new Date().toISOString(), ...more,
});
const isUp = (...calls: object[]) => (api.answers['/api/calls/active'] = { calls, total: calls.length });

const shown: { status?: CallStatusState; call?: JoinedCall | undefined; calls?: readonly JoinedCall[] } = {};
function Follow({ uuid, pollMs }: { uuid: string | null; pollMs?: number }) {
  shown.status = useCallStatus(pollMs === undefined ? uuid : { callUuid: uuid, pollMs });
  shown.call = useCall(uuid);
  shown.calls = useCalls();
  const { state, isLoading, error } = shown.status;
  states.push(`${state} ${isLoading}`);
  return <p>{state} {isLoading ? '…' : ''}{error?.code}</p>;
}
const show = (element: React.ReactNode, strict = true) => mount(<VoIPProvider client={client}>{element}</VoIPProvider>, { strict });

test('a call that began before the connection is known by one question, and then followed by events', async () => {
  isUp(active('u-1'));
  const page = show(<Follow uuid="u-1" />);
  await until('it rings', () => page.text === 'ringing ');
  api.tell('call_answer', { callUuid: 'u-1' });
  await until('it is answered', () => page.text === 'active ');
  api.tell('call_hold', { callUuid: 'u-1', extension: '1001' });
  await until('it is held', () => page.text === 'held ');
  api.tell('call_end', { callUuid: 'u-1', caller: '1', destination: '2', direction: 'inbound', duration: 42, billsec: 40, hangupCause: 'NORMAL_CLEARING' });
  await until('it is over', () => page.text === 'ended ');
  expect(shown.status!.call).toMatchObject({ callUuid: 'u-1', duration: 42, hangupCause: 'NORMAL_CLEARING' });
  await pause(1200);
  expect(api.requests.filter((request) => request.includes('/calls'))).toEqual(['GET /api/calls/active']);
});

test('useCallStatus, useCall and useCalls show the same object', async () => {
  isUp(active('u-1'));
  show(<Follow uuid="u-1" />);
  await until('it rings', () => shown.status?.state === 'ringing' && shown.calls?.length === 1);
  expect(shown.status!.call).toBe(shown.call);
  expect(shown.calls![0]).toBe(shown.call);
  expect(Object.isFrozen(shown.call)).toBe(true);
  api.tell('call_answer', { callUuid: 'u-1' });
  await until('it is answered', () => shown.status?.state === 'active' && shown.calls![0]!.state === 'active');
  expect(shown.status!.call).toBe(shown.call);
  expect(shown.calls![0]).toBe(shown.call);
});

test('a call that is over already is known by its record', async () => {
  const record = { id: 'u-9', callUuid: 'u-9', direction: 'outbound', caller: '1001', destination: '+1', status: 'completed', startedAt: '2026-03-01T10:00:00Z', answeredAt: '2026-03-01T10:00:05Z', endedAt: '2026-03-01T10:00:45Z', duration: 45, billsec: 40, hangupCause: 'NORMAL_CLEARING' };
  api.answers['/api/calls/u-9'] = { call: record };
  const page = show(<Follow uuid="u-9" />);
  await until('it is over', () => page.text === 'ended ');
  expect(shown.call).toBe(shown.status!.call);
  expect(shown.call).toMatchObject({ duration: 45, hangupCause: 'NORMAL_CLEARING', answeredAt: new Date('2026-03-01T10:00:05Z') });
  expect(shown.calls).toEqual([]);
  expect(api.asked('/api/calls/active')).toBe(1);
  expect(api.asked('/api/calls/u-9')).toBe(1);
});

test('a call that the server does not know is not found, until it begins', async () => {
  const page = show(<Follow uuid="u-2" />);
  await until('it is not there', () => page.text === 'unknown not_found');
  expect([states[0], states.at(-1)]).toEqual(['unknown true', 'unknown false']);
  api.tell('call_start', { callUuid: 'u-2', caller: '1002', destination: '1001', direction: 'internal' });
  await until('it rings', () => page.text === 'ringing ');
  const none = show(<Follow uuid={null} />);
  await until('nothing is followed', () => none.text === 'unknown ');
});

test('without realtime events a call is followed by asking, when that is wanted', async () => {
  api.isDeaf = true;
  isUp(active('u-1'));
  const page = show(<Follow uuid="u-1" pollMs={1} />);
  await until('it rings', () => page.text === 'ringing ');
  const asked = api.asked('/api/calls/active');
  isUp(active('u-1', { state: 'active', answeredAt: new Date().toISOString() }));
  await until('it is answered', () => page.text === 'active ');
  isUp();
  await until('it is over', () => page.text === 'ended ');
  expect(api.asked('/api/calls/active') - asked, 'once a second').toBeLessThanOrEqual(4);
  const before = api.asked('/api/calls/active');
  await pause(1200);
  expect(api.asked('/api/calls/active')).toBe(before);
});

test('a call that is never to be asked for again is not asked for without end', async () => {
  isUp(active('u-1'));
  for (const pollMs of [Infinity, 2 ** 40]) {
    const page = show(<Follow uuid="u-1" pollMs={pollMs} />);
    await until('it rings', () => page.text === 'ringing ');
    const before = api.asked('/api/calls/active');
    await pause(300);
    expect(api.asked('/api/calls/active')).toBe(before);
    page.unmount();
  }
});

const Row = memo(function Row({ id }: { id: string }) {
  renders[id] = (renders[id] ?? 0) + 1;
  return <li>{id} {useCall(id)?.state ?? 'none'};</li>;
});

test('a row renders again for its own call alone', async () => {
  isUp(active('u-1'), active('u-2'));
  const page = show(<><Row id="u-1" /><Row id="u-2" /><Row id="u-3" /></>, false);
  await until('both ring', () => page.text === 'u-1 ringing;u-2 ringing;u-3 none;');
  const before = { ...renders };
  api.tell('call_answer', { callUuid: 'u-2' });
  await until('one is answered', () => page.text === 'u-1 ringing;u-2 active;u-3 none;');
  expect(renders).toEqual({ ...before, 'u-2': before['u-2']! + 1 });
});

test('the last component that goes takes the connection and every listener along', async () => {
  const onClient = countListeners(client as any, 'onWsEvent', 'on');
  isUp(active('u-1'));
  const page = show(<><Follow uuid="u-1" /><Row id="u-1" /></>);
  await until('it rings', () => page.text.includes('u-1 ringing'));
  expect(onClient.now).toBeGreaterThan(0);
  expect(api.sockets.length).toBe(1);
  page.unmount();
  await until('nothing is left', () => onClient.now === 0 && api.open.length === 0);
  expect(api.sockets.length).toBe(1);
});

test('what one user has seen is gone with the logout', async () => {
  isUp(active('u-1'));
  const page = show(<><Follow uuid="u-1" /><Row id="u-1" /></>);
  await until('it rings', () => page.text === 'ringing u-1 ringing;');
  isUp();
  await client.logout();
  await until('nothing is known any more', () => page.text === 'unknown …u-1 none;');
  expect(shown.calls).toEqual([]);
  await client.login({ username: '1002', password: 'x', tenantId: 'other' });
  await until('the next one does not know it', () => page.text === 'unknown not_foundu-1 none;');
});

test('who comes back later begins anew', async () => {
  isUp(active('u-1'));
  const page = show(<Follow uuid="u-1" />);
  await until('it rings', () => page.text === 'ringing ');
  page.unmount();
  await until('nothing is left', () => api.open.length === 0);
  isUp(active('u-1', { state: 'active', answeredAt: new Date().toISOString() }));
  states.length = 0;
  const again = show(<Follow uuid="u-1" />);
  await until('it is up', () => again.text === 'active ');
  expect(states[0]).toBe('unknown true');
});
