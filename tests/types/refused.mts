// What must not compile. Each line below a `@ts-expect-error` is one mistake; if the compiler lets it pass, it complains
// about the comment.
import type { VoIPClient } from '@cemscale/voip-sdk';

declare const client: VoIPClient;
declare const id: string;

// Words that are none of the documented ones
// @ts-expect-error
await client.blockNumber({ number: '+15551234567', direction: 'internal' });
// @ts-expect-error
await client.listCalls({ direction: 'both' });
// @ts-expect-error
await client.exportCalls({ direction: 'incoming' });
// @ts-expect-error
await client.listCalls({ status: 'ringing' });
// @ts-expect-error
await client.transfer(id, { targetExtension: '1002', type: 'warm' });
// @ts-expect-error
await client.setCallForward(id, { enabled: true, number: '1002', type: 'no_answer' });
// @ts-expect-error
await client.getCallStats('decade');
// @ts-expect-error
await client.recordConference('sales', 'pause');
// @ts-expect-error
await client.createRingGroup({ name: 'a', extension: '600', members: [], strategy: 'round-robin' });
// @ts-expect-error
await client.createQueue({ name: 'a', extension: '700', strategy: 'simultaneous' });
// @ts-expect-error
await client.createIvrMenu({ name: 'a', options: [{ digit: '1', action: 'conference' }] });
// @ts-expect-error
await client.createWebhook({ name: 'a', url: 'https://x.example.com', events: ['call.start'] });
// @ts-expect-error
await client.updateWebhook(id, { events: ['everything'] });
// @ts-expect-error
await client.listWebhookDeliveries(id, { status: 'done' });
// @ts-expect-error
await client.createSchedule({ name: 'a', timezone: 'UTC', schedules: [{ day: 'Monday', enabled: true, startTime: '09:00', endTime: '17:00' }] });
// @ts-expect-error
await client.createSchedule({ name: 'a', timezone: 'UTC', schedules: [], afterHoursAction: 'close' });
// @ts-expect-error
await client.createTrunk({ name: 'a', gateway: 'x.example.com', authType: 'password' });
// @ts-expect-error
await client.updateTrunk(id, { transport: 'ws' });
// @ts-expect-error
client.on('tokenExpired', () => {});

// Numbers for texts, texts for numbers and flags
// @ts-expect-error
await client.originate({ fromExtension: 1001, toNumber: '+17865551234' });
// @ts-expect-error
await client.login({ username: 1001, password: 'secret', tenantId: 'acme' });
// @ts-expect-error
await client.hangup(7);
// @ts-expect-error
await client.checkBlocked(15551234567);
// @ts-expect-error
await client.parkCall(id, '701');
// @ts-expect-error
await client.holdCall(id, 'false');
// @ts-expect-error
await client.lockConference('sales', 1);
// @ts-expect-error
await client.listCalls({ limit: '50' });
// @ts-expect-error
await client.listVoicemails({ read: 'false' });
// @ts-expect-error
await client.createIvrMenu({ name: 'a', options: [{ digit: 1, action: 'hangup' }] });
// @ts-expect-error
await client.createTrunk({ name: 'a', gateway: 'x.example.com', authType: 'ip', priority: 'high' });
// @ts-expect-error
await client.updateCrmMapping(id, { crmMetadata: { seats: 4 } });
// @ts-expect-error
await client.me({ timeoutMs: '5s' });
// @ts-expect-error
await client.me({ signal: new AbortController() });

// What is required
// @ts-expect-error
await client.login({ username: '1001', password: 'secret' });
// @ts-expect-error
await client.adminLogin({ email: 'a@acme.example.com' });
// @ts-expect-error
await client.originate({ fromExtension: '1001' });
// @ts-expect-error
await client.transfer(id, { type: 'blind' });
// @ts-expect-error
await client.createExtension({ extension: '1010', name: 'Bob' });
// @ts-expect-error
await client.setCallForward(id, { number: '1002' });
// @ts-expect-error
await client.createRingGroup({ name: 'a', extension: '600' });
// @ts-expect-error
await client.createQueue({ name: 'a' });
// @ts-expect-error
await client.createWebhook({ name: 'a', url: 'https://x.example.com' });
// @ts-expect-error
await client.createSchedule({ name: 'a', schedules: [] });
// @ts-expect-error
await client.createTrunk({ name: 'a', gateway: 'x.example.com' });
// @ts-expect-error
await client.blockNumber({ reason: 'spam' });

// Members that there are not
// @ts-expect-error
await client.originate({ fromExtension: '1001', toNumber: '1002', priority: 1 });
// @ts-expect-error
await client.listCalls({ from: '2026-01-01' });
// @ts-expect-error
await client.listExtensions({ page: 2 });
// @ts-expect-error
await client.updateExtension(id, { extension: '1011' });
// @ts-expect-error
await client.createTrunk({ name: 'a', gateway: 'x.example.com', authType: 'ip', port: 5060 });
// @ts-expect-error
await client.me({ retries: 3 });
// @ts-expect-error
(await client.me()).name;
// @ts-expect-error
(await client.getTrunk(id)).trunk.password;
// @ts-expect-error
client.onWsEvent('call_end', ({ data }) => data.billedSeconds);
// @ts-expect-error
client.originat({});

// Arguments that are missing, or too many
// @ts-expect-error
await client.hangup();
// @ts-expect-error
await client.transfer(id);
// @ts-expect-error
await client.joinConference('sales');
// @ts-expect-error
await client.muteConferenceMember('sales', id);
// @ts-expect-error
await client.pauseQueueAgent(id, id);
// @ts-expect-error
await client.checkBlocked();
// @ts-expect-error
await client.updateQueue({ name: 'a' });
// @ts-expect-error
await client.listWebhookDeliveries();
// @ts-expect-error
await client.createQueue();
// @ts-expect-error
await client.getExtension(id, {}, {});

// What may be absent is to be looked at before it is used
// @ts-expect-error
(await client.getCall(id)).call.recordingFile.length;
// @ts-expect-error
(await client.createWebhook({ name: 'a', url: 'https://x.example.com', events: ['*'] })).webhook.secret.length;
// @ts-expect-error
(await client.listCalls()).nextCursor.length;
// @ts-expect-error
await client.updateQueue(id, { name: null });
