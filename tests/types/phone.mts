// The softphone as an application uses it: what has to compile, and what must not.
import {
  notifyIncoming,
  Softphone,
  type Call,
  type CallSnapshot,
  type ExtensionState,
  type Mailbox,
  type SoftphoneSnapshot,
  type Subscription,
  type TransferProgress,
  type TransferRequest,
} from '@cemscale/voip-sdk';

declare const phone: Softphone;
declare const call: Call;
declare const other: Call;

export const made = new Softphone({
  wsUri: ['wss://a.example.com', { uri: 'wss://b.example.com', weight: 5 }],
  sipDomain: 'example.com',
  extension: '1001',
  password: 'secret',
  recovery: 'always',
  recoveryExpiresSec: 30,
  doNotDisturb: false,
  transferRequests: 'ask',
  sessionTimers: { expiresSec: 900, minSec: 90 },
  reliableProvisional: 'supported',
  redirects: 'follow',
  autoAnswer: true,
  closeProtection: true,
  ringtone: '/ring.mp3',
  ringback: false,
});

export async function transfers(): Promise<void> {
  const stop: () => void = call.on('transfer', (progress: TransferProgress) => console.log(progress.state, progress.statusCode));
  await call.transfer('1003');
  await call.transferTo(other);
  stop();
  phone.on('transferRequest', async (request: TransferRequest) => {
    const target: string = request.target;
    const from: string | null = request.referredBy;
    if (request.call === call && target !== from) {
      const next: Call = await request.accept();
      await next.hangup();
    } else await request.reject(603);
  });
}

export async function several(): Promise<readonly string[]> {
  await call.merge(other);
  await call.split();
  await phone.swap(call, other);
  phone.doNotDisturb = true;
  const snapshot: SoftphoneSnapshot = phone.snapshot;
  const calls: readonly CallSnapshot[] = snapshot.calls;
  const again: Call[] = await phone.recover();
  return [...calls.flatMap((one) => one.mergedWith), ...again.map((one) => one.id)];
}

export async function tellings(): Promise<string> {
  await phone.sendMessage('1002', 'Hello', { contentType: 'text/plain' });
  await call.sendMessage('Hello');
  await call.sendDtmf('12#', { via: 'info' });
  phone.on('message', (message, within: Call | null) => console.log(message.from.user, message.body, within?.id));
  const mailbox: Subscription<Mailbox> = await phone.watchMailbox();
  const extension: Subscription<ExtensionState> = await phone.watchExtension('1002');
  const raw: Subscription = await phone.subscribe('1002', { event: 'presence', accept: ['application/pidf+xml'], expiresSec: 600 });
  const stop: () => void = phone.subscribe(() => undefined);
  raw.on('notify', (value, notification) => console.log(value.body === notification.body));
  stop();
  await raw.close();
  return `${mailbox.snapshot.value?.voice?.new ?? 0} ${extension.getSnapshot().value?.state ?? 'unknown'}`;
}

export async function refused(): Promise<void> {
  // @ts-expect-error
  await call.transfer();
  // @ts-expect-error
  await call.transferTo('1003');
  // @ts-expect-error
  await call.merge('call-2');
  // @ts-expect-error
  await phone.swap(call);
  // @ts-expect-error
  phone.doNotDisturb = 'yes';
  // @ts-expect-error
  await phone.subscribe('1002', { accept: [] });
  // @ts-expect-error
  await call.sendDtmf('1', { via: 'inband' });
  // @ts-expect-error
  new Softphone({ wsUri: 'wss://a.example.com', sipDomain: 'a', extension: '1', password: 'x', recovery: 'yes' });
  // @ts-expect-error a number is no sound
  new Softphone({ wsUri: 'wss://a.example.com', sipDomain: 'a', extension: '1', password: 'x', ringtone: 440 });
  // @ts-expect-error a notification has a title
  notifyIncoming(phone, { show: () => ({ body: 'calls' }) });
  // @ts-expect-error
  call.snapshot.mergedWith.push('call-3');
  // @ts-expect-error
  if (call.snapshot.transfer?.state === 'done') return;
}

export async function announced(): Promise<boolean> {
  const notices = notifyIncoming(phone, { show: ({ remoteIdentity }) => ({ title: remoteIdentity }), requireInteraction: false });
  const may: 'granted' | 'denied' | 'default' | 'unsupported' = await notices.enable();
  notices.stop();
  return may === 'granted' && notices.permission === may;
}
