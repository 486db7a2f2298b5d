// The hooks as components use them: what has to compile, and what must not.
import { createElement, type ReactNode } from 'react';
import {
  useCall,
  useCalls,
  useCallStatus,
  usePresence,
  useQueueStats,
  useVoIP,
  VoIPProvider,
  type CallStatusState,
  type JoinedCall,
  type PresenceEntry,
  type QueueStats,
  type Softphone,
  type SoftphoneRole,
  type VoIPClient,
} from '@cemscale/voip-sdk';
import { usePresence as fromReact } from '@cemscale/voip-sdk/react';

declare const client: VoIPClient;
declare const softphone: Softphone;

export const providers: ReactNode[] = [
  <VoIPProvider client={client} key="client"><i /></VoIPProvider>,
  <VoIPProvider softphone={softphone} key="softphone" />,
  <VoIPProvider client={client} softphone={softphone} key="both" />,
  <VoIPProvider options={{ apiUrl: 'https://api.example.com' }} key="events" />,
  <VoIPProvider options={{ apiUrl: '/', sipDomain: 'd', wsUri: ['wss://a', 'wss://b'], client: { maxRetries: 1 }, softphone: { maxCalls: 2 } }} key="phone" />,
  createElement(VoIPProvider, { client }),
];

export function Component({ id }: { id: string | undefined }) {
  const shared = useVoIP();
  const own = useVoIP({ apiUrl: '/', sipDomain: 'd', wsUri: 'wss://a', multiTab: false });
  const role: SoftphoneRole = own.role;
  const calls: readonly JoinedCall[] = useCalls();
  const call: JoinedCall | undefined = useCall(id);
  const statuses: CallStatusState[] = [useCallStatus(id), useCallStatus(null), useCallStatus({ callUuid: id }), useCallStatus({ callUuid: 'u', pollMs: 5000 })];
  const one: Readonly<PresenceEntry> | undefined = usePresence('1001');
  const some = usePresence(['1001', '1002'] as const);
  const known: string | undefined = some['1001']?.status;
  const listed: Readonly<Record<string, Readonly<PresenceEntry> | undefined>> = usePresence(calls.map(({ id }) => id));
  const everybody = fromReact();
  const { stats, isLoading, error } = useQueueStats('q-1');
  const figures: QueueStats | undefined = stats;
  return <p onClick={own.answer}>{shared.currentCall?.state} {role} {call?.server?.hangupCause} {statuses[0]?.state} {one?.status} {known} {listed['1']?.status} {everybody['1001']?.status} {figures?.waiting.callers} {isLoading} {error?.code}</p>;
}

export function Refused() {
  // @ts-expect-error a provider without anything
  const nothing = <VoIPProvider />;
  // @ts-expect-error options and a client at once: which is meant?
  const both = <VoIPProvider client={client} options={{ apiUrl: '/' }} />;
  // @ts-expect-error an extension is a text
  usePresence(1001);
  // @ts-expect-error a queue has an id
  useQueueStats();
  const [call] = useCalls();
  // @ts-expect-error what is shown is not changed
  if (call) call.state = 'ended';
  // @ts-expect-error an extension that was not asked for
  const other = usePresence(['1001'] as const)['1002'];
  return <>{nothing}{both}{other}</>;
}
