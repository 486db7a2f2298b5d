// Realtime events as discriminated unions.
import {
  type AnyWsEvent,
  type ConnectionState,
  type KnownWsEvent,
  type PresenceEntry,
  type QueueStats,
  type UnknownWsEvent,
  type Voicemail,
  type VoIPClient,
  type WsEvent,
  type WsEventMap,
  type WsEventType,
} from '@cemscale/voip-sdk';

declare const client: VoIPClient;
declare function reads<T>(value: T): void;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<_ extends true>(): void;

// By name
client.onWsEvent('call_end', (event) => {
  is<Same<typeof event.data.duration, number>>();
  is<Same<typeof event.type, 'call_end'>>();
  reads<string>(event.timestamp);
  reads<string | undefined>(event.id);
});
client.onWsEvent('call_hold', ({ data }) => reads<{ callUuid: string; extension?: string }>(data));
client.onWsEvent('call_resume', ({ data }) => reads<{ callUuid: string; extension?: string }>(data));
client.onWsEvent('call_transfer', ({ data }) => reads<{ callUuid: string; target: string; type: 'blind' | 'attended' }>(data));
client.onWsEvent('call_park', ({ data }) => reads<{ callUuid: string; slot: number }>(data));
client.onWsEvent('queue_update', ({ data }) => is<Same<typeof data, QueueStats>>());
client.onWsEvent('voicemail_new', ({ data }) => is<Same<typeof data, Voicemail>>());
client.onWsEvent('presence_change', ({ data }) => is<Same<typeof data, PresenceEntry>>());
client.onWsEvent('connection', ({ data }) => is<Same<typeof data.state, ConnectionState>>());
client.onWsEvent('closed', ({ type, data }) => {
  is<Same<typeof type, 'closed'>>();
  is<Same<typeof data.state, 'closed'>>();
  reads<string | undefined>(data.code);
});

// All of them
client.onWsEvent('*', (event) => {
  is<Same<typeof event, WsEvent>>();
  switch (event.type) {
    case 'call_end':
      is<Same<typeof event.data.hangupCause, string>>();
      // @ts-expect-error
      event.data.slot;
      break;
    case 'presence_snapshot':
      for (const { extension, status } of event.data.extensions) reads<[string, string]>([extension, status]);
      break;
    case 'queue_update':
      reads<number>(event.data.waiting.callers);
      break;
    case 'call_start':
    case 'call_answer':
      reads<string>(event.data.callUuid);
      // @ts-expect-error
      event.data.caller;
      break;
    case 'registration_change':
    case 'presence_change':
    case 'call_hold':
    case 'call_resume':
    case 'call_transfer':
    case 'call_park':
    case 'call_leg':
    case 'voicemail_new':
      break;
    default:
      // What is left is what is not known: this fails when a type of event is missing above.
      is<Same<typeof event, UnknownWsEvent>>();
      is<Same<typeof event.data, unknown>>();
      reads<string>(event.type);
      // @ts-expect-error
      event.data.duration;
  }
});

// By a name that is none of those
client.onWsEvent('from_the_future', (event) => {
  is<Same<typeof event, AnyWsEvent>>();
  is<Same<typeof event.data, unknown>>();
  // @ts-expect-error
  event.data.anything;
});
// @ts-expect-error
client.onWsEvent('call_ended', ({ data }) => data.duration);
// @ts-expect-error
client.onWsEvent('call_end', ({ data }) => reads<string>(data.duration));
// @ts-expect-error
client.onWsEvent('voicemail_new', ({ data }) => data.callUuid);
// @ts-expect-error
client.onWsEvent('open', ({ data }) => reads<'closed'>(data.state));

// A listener by itself, and a name that is only known to be one of them
const ended = (event: WsEventMap['call_end']): void => reads<number>(event.data.billsec);
client.onWsEvent('call_end', ended)();
client.offWsEvent('call_end', ended);
// @ts-expect-error
client.onWsEvent('call_start', ended);
const names: WsEventType[] = ['call_start', 'call_end', 'queue_update', 'voicemail_new'];
// @ts-expect-error
names.push('call_ended');
for (const name of names) client.onWsEvent(name, (event) => reads<KnownWsEvent>(event));

// Presence
const stop: () => void = client.presence.subscribe('1001', () => reads<string | undefined>(client.presence.get('1001')?.status));
stop();
client.presence.subscribe(() => reads<string | undefined>(client.presence.getSnapshot()['1001']?.callUuid));
reads<Readonly<Record<string, Readonly<PresenceEntry>>>>(client.presence.getServerSnapshot());
// @ts-expect-error
client.presence.get('1001')!.status = 'busy';
