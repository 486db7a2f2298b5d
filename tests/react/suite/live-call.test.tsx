// A call that is up, while components come and go.
import { useEffect } from 'react';
import { expect, test } from 'vitest';
import { useCall, useCalls, useCallStatus, usePresence, useVoIP, type UseVoIPResult } from '@cemscale/voip-sdk';
import { mount, pause, until } from '../lib/page';
import { counts, hears, peers, phoneOf, settingsOf, sip } from '../lib/real';

let voip: UseVoIPResult;
function Phone() {
  const { apiUrl, wsUri, sipDomain, extension, password, tenantId } = settingsOf('1003');
  voip = useVoIP({ apiUrl, wsUri, sipDomain });
  const { login, startPhone } = voip;
  useEffect(() => {
    login({ username: extension, password, tenantId }).then(() => startPhone(extension, password), () => undefined);
  }, [login, startPhone, extension, password, tenantId]);
  return <p>{voip.isRegistered ? 'Online' : 'Offline'} {voip.currentCall?.state ?? 'idle'}</p>;
}

let joined: unknown[] = [];
/** Another route: it shows the call that is up, by the server's id and by the phone's. */
function OtherRoute({ uuid, id }: { uuid: string; id: string }) {
  const [first] = useCalls();
  const call = useCall(uuid);
  joined = [call?.callUuid, call?.phone?.id, useCall(id) === call, useCallStatus(uuid).call === call];
  const me = usePresence('1003');
  return <p>Elsewhere {call?.state ?? 'nothing'} {first === call ? 'same' : 'other'} {call?.server?.state}, {me?.status}</p>;
}

test('a live call outlives StrictMode and a change of the route: one connection, one registration, and the sound goes on', async () => {
  const page = mount(<Phone />);
  await until('it is online', () => page.text === 'Online idle');
  expect(voip.role).toBe('leader');
  await voip.call('9196');
  await until('it is up', () => page.text === 'Online active');
  await hears();
  const peer = peers.at(-1);
  await until('the server has told its id', () => voip.currentCall?.callUuid);
  const { id, callUuid } = voip.currentCall!;
  const uuid = callUuid!;

  page.show(<OtherRoute uuid={uuid} id={id} />);
  await until('the other route shows it', () => page.text === 'Elsewhere active same active, busy');
  expect(joined).toEqual([uuid, id, true, true]);
  await hears();

  page.show(<p>nothing of the phone</p>);
  await until('nothing shows it', () => page.text === 'nothing of the phone');
  await pause(300);
  await hears();

  page.show(<Phone />);
  await until('it is shown again', () => page.text === 'Online active');
  expect(peers.at(-1)).toBe(peer);
  expect(sip.length).toBe(1);
  expect(counts.registrations).toBe(1);
  await voip.hangup();
  await until('it is over', () => page.text === 'Online idle');
  page.unmount();
  await until('the phone rests', () => sip.every((one) => one.readyState > 1));
});

test('where another tab has the phone, a component shows it and commands it all the same', async () => {
  const before = sip.length;
  const leader = await phoneOf('1003');
  const page = mount(<Phone />);
  await until('it is online', () => page.text === 'Online idle');
  expect([leader.snapshot.role, voip.role, sip.length - before]).toEqual(['leader', 'follower', 1]);
  await leader.call('9196');
  await until('the call is seen', () => page.text === 'Online active');
  await voip.toggleHold();
  await until('it is held', () => page.text === 'Online held' && leader.calls[0]?.held);
  await voip.hangup();
  await until('it is over', () => page.text === 'Online idle' && leader.calls.length === 0);
  page.unmount();
  await pause(200);
  expect(leader.snapshot).toMatchObject({ state: 'registered', role: 'leader' });
  await leader.stop();
});
