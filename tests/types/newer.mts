// What the first version did not have: pages by themselves, responses with their answers, streams, options of a request.
import { type CallRecord, type Extension, RateLimitError, ValidationError, VoIPClient, VoIPError, type WebhookDelivery } from '@cemscale/voip-sdk';

declare const client: VoIPClient;
declare const id: string;
declare function reads<T>(value: T): void;

for await (const call of client.iterateCalls({ direction: 'inbound', limit: 100 })) reads<CallRecord>(call);
for await (const extension of client.iterateExtensions()) reads<Extension>(extension);
for await (const delivery of client.iterateWebhookDeliveries(id, { status: 'failed' })) reads<WebhookDelivery>(delivery);
for await (const { number } of client.iterateBlockedNumbers({ search: '786' })) reads<string>(number);
for await (const { greeting } of client.iterateIvrMenus()) reads<string>(greeting);
for await (const { agents } of client.iterateQueues()) reads<string | undefined>(agents[0]?.extension);
for await (const { members } of client.iterateRingGroups()) reads<number | undefined>(members[0]?.priority);
for await (const { timezone } of client.iterateSchedules()) reads<string>(timezone);
for await (const { gateway } of client.iterateTrunks()) reads<string>(gateway);
for await (const { duration } of client.iterateVoicemails({ read: false })) reads<number>(duration);
for await (const { events } of client.iterateWebhooks({}, { timeoutMs: 5000 })) reads<string | undefined>(events[0]);

const { data, status, headers, requestId } = await client.listCalls().withResponse();
reads<CallRecord | undefined>(data.calls[0]);
reads<number>(status);
reads<string | null>(headers.get('x-total'));
reads<string | undefined>(requestId);

const stream = await client.exportCallsStream({ dateFrom: '2026-01-01' }, { onProgress: ({ loaded, total }) => reads<[number, number | undefined]>([loaded, total]) });
reads<ReadableStream<Uint8Array>>(stream);
reads<ReadableStream<Uint8Array>>(await client.exportCallsStream());
reads<Blob>(await client.downloadVoicemailAudio(id, { signal: new AbortController().signal, timeoutMs: 0 }));

await client.originate({ fromExtension: '1001', toNumber: '1002', metadata: { ticket: '7' } }, { idempotencyKey: 'k', maxRetries: 0, headers: { 'X-Trace': '1' } });

const own = new VoIPClient({ apiUrl: 'https://pbx.example.com', multiTab: false });
own.on('warning', ({ code, message }) => reads<[string, string]>([code, message]));

try {
  await client.me();
} catch (error) {
  if (error instanceof ValidationError) reads<Record<string, string>>(error.fields);
  if (error instanceof RateLimitError) reads<number | undefined>(error.retryAfterMs);
  if (error instanceof VoIPError) reads<[string, string, boolean, number | undefined]>([error.code, error.hint, error.retryable, error.status]);
}
