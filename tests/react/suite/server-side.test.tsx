// What the server tells: presence, queues, calls by their id. One slice each, one connection, one question.
import { memo, Suspense, useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { usePresence, useQueueStats, useVoIP, VoIPClient, VoIPProvider, type UseVoIPResult } from '@cemscale/voip-sdk';
import { countListeners, mount, pause, until } from '../lib/page';
import { FakeApi } from '../lib/servers';

let api: FakeApi;
let client: VoIPClient;
const renders: Record<string, number> = {};

beforeEach(async () => {
  api = new FakeApi();
  client = new VoIPClient({ apiUrl: 'http://api.test', ...api.options });
  for (const name of Object.keys(renders)) delete renders[name];
  await client.login({ username: '1001', password: 'x', tenantId: 'acme' });
});

function count(name: string) {
  renders[name] = (renders[name] ?? 0) + 1;
}

const Row = memo(function Row({ extension }: { extension: string }) {
  count(extension);
  return <li>{extension}: {usePresence(extension)?.status ?? 'unknown'}</li>;
});

const change = (extension: string, status: string) => api.tell('presence_change', { extension, status });

test('a row renders again for its own extension alone', async () => {
  const page = mount(<VoIPProvider client={client}><Row extension="1001" /><Row extension="1002" /></VoIPProvider>, { strict: false });
  await until('both are there', () => page.text === '1001: available1002: available');
  const before = { ...renders };
  change('1002', 'busy');
  await until('the change', () => page.text === '1001: available1002: busy');
  expect(renders).toEqual({ '1001': before['1001'], '1002': before['1002']! + 1 });
  change('1003', 'busy');
  change('1002', 'busy');
  change('1001', 'away');
  await until('the last change', () => page.text.startsWith('1001: away'));
  expect(renders).toEqual({ '1001': before['1001']! + 1, '1002': before['1002']! + 1 });
});

test('what is rendered and never shown opens and asks nothing', async () => {
  const onClient = countListeners(client as any, 'onWsEvent', 'on');
  const asked = api.requests.length;
  const never = new Promise(() => {});
  const Waiting = () => {
    throw never;
  };
  const page = mount(
    <VoIPProvider client={client}>
      <Suspense fallback="waiting"><Row extension="1001" /><Queue id="q-1" /><Waiting /></Suspense>
    </VoIPProvider>,
  );
  await until('it waits', () => page.text === 'waiting' && renders['1001']);
  await pause(100);
  expect([api.sockets.length, api.requests.length - asked]).toEqual([0, 0]);
  page.unmount();
  await until('no listener is left', () => onClient.now === 0);
});

test('who shows the phone does not render for presence, nor who shows presence for the phone', async () => {
  let voip: UseVoIPResult;
  const Phone = memo(function Phone() {
    count('phone');
    voip = useVoIP();
    return <p>{voip.error?.code ?? 'fine'}</p>;
  });
  const page = mount(<VoIPProvider client={client}><Phone /><Row extension="1001" /></VoIPProvider>, { strict: false });
  await until('both are there', () => page.text === 'fine1001: available');
  const before = { ...renders };
  change('1001', 'busy');
  await until('the change', () => page.text === 'fine1001: busy');
  await voip!.call('1002').catch(() => undefined);
  await until('the error', () => page.text === 'not_started1001: busy');
  expect(renders).toEqual({ phone: before['phone']! + 1, '1001': before['1001']! + 1 });
});

test('a list of extensions is one object, which stays the same until one of them changes', async () => {
  const seen: object[] = [];
  let again = () => {};
  function List() {
    const [, set] = useState(0);
    again = () => set((n) => n + 1);
    const list = usePresence(['1001', '1002']);
    seen.push(list);
    return <p>{list['1001']?.status} {list['1002']?.status}</p>;
  }
  const page = mount(<VoIPProvider client={client}><List /></VoIPProvider>, { strict: false });
  await until('both are there', () => page.text === 'available available');
  const [rendered, last] = [seen.length, seen.at(-1)];
  change('1003', 'busy');
  again();
  await until('one more render', () => seen.length > rendered);
  await pause(50);
  expect(seen.length).toBe(rendered + 1);
  expect(seen.at(-1)).toBe(last);
  change('1002', 'away');
  await until('the change', () => page.text === 'available away');
  expect(seen.length).toBe(rendered + 2);
  expect(Object.isFrozen(seen.at(-1))).toBe(true);
});

test('without an argument it is everybody, the same object until somebody changes', async () => {
  const seen = new Set<object>();
  function All() {
    const all = usePresence();
    seen.add(all);
    return <p>{Object.entries(all).map(([extension, { status }]) => `${extension} ${status};`)}</p>;
  }
  const page = mount(<VoIPProvider client={client}><All /></VoIPProvider>);
  await until('all are there', () => page.text.includes('1003 available'));
  expect(seen.size).toBe(2);
  change('1003', 'dnd');
  await until('the change', () => page.text.includes('1003 dnd'));
  expect(seen.size).toBe(3);
});

test('rows in StrictMode share one connection; the last that goes takes it and every listener along', async () => {
  const onClient = countListeners(client as any, 'onWsEvent', 'on');
  const onPresence = countListeners(client.presence as any, 'subscribe');
  const rows = Array.from({ length: 50 }, (_, at) => String(1001 + at));
  const page = mount(<VoIPProvider client={client}>{rows.map((row) => <Row key={row} extension={row} />)}</VoIPProvider>);
  await until('the rows', () => page.text.includes('1003: available'));
  expect(api.sockets.length).toBe(1);
  expect(onPresence.now).toBe(50);
  page.unmount();
  await until('nothing is open', () => api.open.length === 0 && client.connectionState === 'closed');
  await until('no listener is left', () => onPresence.now === 0 && onClient.now === 0);
  expect(api.sockets.length).toBe(1);
});

test('a route change keeps the connection', async () => {
  const page = mount(<VoIPProvider client={client}><Row extension="1001" /></VoIPProvider>);
  await until('the first page', () => page.text === '1001: available');
  page.show(<VoIPProvider key="other" client={client}><Row extension="1002" /></VoIPProvider>);
  await until('the second page', () => page.text === '1002: available');
  page.show(<p>nothing yet</p>);
  await until('between pages', () => page.text === 'nothing yet');
  page.show(<VoIPProvider client={client}><Row extension="1003" /></VoIPProvider>);
  await until('the third page', () => page.text === '1003: available');
  await pause(150);
  expect(api.sockets.length).toBe(1);
  expect(client.connectionState).toBe('open');
});

test('a connection that the application opened stays when the hooks have gone, whoever was first', async () => {
  const page = mount(<VoIPProvider client={client}><Row extension="1001" /></VoIPProvider>);
  await until('the row', () => page.text === '1001: available');
  client.connectWebSocket();
  page.unmount();
  await pause(200);
  expect(client.connectionState).toBe('open');
  expect(api.sockets.length).toBe(1);
  client.disconnectWebSocket();
  await until('closed', () => api.open.length === 0);
});

test('hooks that are mounted before the login have their data after it, and after the next login too', async () => {
  await client.logout();
  const page = mount(<VoIPProvider client={client}><Row extension="1001" /><Queue id="q-1" /></VoIPProvider>);
  api.answers['/api/queues/q-1/stats'] = { stats: stats(3) };
  await until('nothing is known', () => page.text === '1001: unknown…');
  for (let round = 0; round < 2; round += 1) {
    await client.login({ username: '1001', password: 'x', tenantId: 'acme' });
    await until('all is there', () => page.text === '1001: available3 waiting');
    await client.logout();
    await until('nothing is there any more', () => page.text === '1001: unknown…');
  }
  expect(api.asked('/api/queues/q-1/stats')).toBe(2);
});

const stats = (callers: number) => ({ queueId: 'q-1', agents: {}, waiting: { callers, longestSec: 5 }, today: {} });

function Queue({ id }: { id: string }) {
  count(`queue ${id}`);
  const { stats, isLoading, error } = useQueueStats(id);
  return <p>{error?.code ?? (isLoading ? '…' : `${stats?.waiting.callers} waiting`)}</p>;
}

test('figures of a queue are asked for once, whoever shows them, and then follow the events', async () => {
  api.answers['/api/queues/q-1/stats'] = { stats: stats(3) };
  const page = mount(<VoIPProvider client={client}><Queue id="q-1" /><Queue id="q-1" /></VoIPProvider>);
  await until('the figures', () => page.text === '3 waiting3 waiting');
  api.tell('queue_update', stats(4));
  api.tell('queue_update', { ...stats(9), queueId: 'q-2' });
  await until('the update', () => page.text === '4 waiting4 waiting');
  await pause(50);
  expect(page.text).toBe('4 waiting4 waiting');
  expect(api.asked('/api/queues/q-1/stats')).toBe(1);
  // What was missed while there was no connection is asked for.
  api.answers['/api/queues/q-1/stats'] = { stats: stats(7) };
  api.open[0]!.lose();
  await until('the figures after the loss', () => page.text === '7 waiting7 waiting');
  expect(api.asked('/api/queues/q-1/stats')).toBe(2);
});

test('another user who logs in without a logout sees nothing of what the first one saw', async () => {
  api.answers['/api/queues/q-1/stats'] = { stats: stats(3) };
  function Figures() {
    const { stats, error } = useQueueStats('q-1');
    return <p>{stats?.waiting.callers ?? 'none'} {error?.code}</p>;
  }
  const page = mount(<VoIPProvider client={client}><Row extension="1001" /><Figures /></VoIPProvider>);
  await until('all is there', () => page.text === '1001: available3 ');
  delete api.answers['/api/queues/q-1/stats'];
  api.isDeaf = true;
  await client.login({ username: '1002', password: 'x', tenantId: 'other' });
  await until('that is gone', () => page.text === '1001: unknownnone not_found');
});

test('a queue that is not there shows why', async () => {
  const page = mount(<VoIPProvider client={client}><Queue id="none" /></VoIPProvider>);
  await until('the error', () => page.text === 'not_found');
  expect(api.asked('/api/queues/none/stats')).toBe(1);
});
