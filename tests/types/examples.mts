// What an application of the first version looks like: its examples, as they were documented.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { VoIPClient } from '@cemscale/voip-sdk';

declare function showIncomingCallPopup(call: { caller: string; destination: string; callUuid: string }): void;
declare function updateExtensionStatus(extension: string, status: string): void;
declare function logCallToCRM(call: { callUuid: string; duration: number; hangupCause: string }): void;

export async function quickStart() {
  const client = new VoIPClient({
    apiUrl: 'https://voip-api.cemscale.com',
  });

  await client.adminLogin({
    email: 'admin@yourtenant.example.com',
    password: 'your-admin-password',
  });

  const { callUuid } = await client.originate({
    fromExtension: '1001',
    toNumber: '+17865551234',
  });

  await client.holdCall(callUuid); // Hold
  await client.holdCall(callUuid, false); // Resume
  await client.transfer(callUuid, { targetExtension: '1002', type: 'blind' });
  await client.hangup(callUuid);
}

export async function realtime() {
  const client = new VoIPClient({ apiUrl: 'https://voip-api.cemscale.com' });
  await client.adminLogin({ email: 'admin@demo.cemscale.com', password: '...' });

  client.connectWebSocket();

  client.onWsEvent('call_start', (event) => {
    if (event.data.direction === 'inbound') {
      showIncomingCallPopup({
        caller: event.data.caller,
        destination: event.data.destination,
        callUuid: event.data.callUuid,
      });
    }
  });

  client.onWsEvent('presence_change', (event) => {
    updateExtensionStatus(event.data.extension, event.data.status);
  });

  client.onWsEvent('call_end', (event) => {
    logCallToCRM({
      callUuid: event.data.callUuid,
      duration: event.data.duration,
      hangupCause: event.data.hangupCause,
    });
  });
}

export async function webhooks(client: VoIPClient) {
  const { webhook } = await client.createWebhook({
    name: 'CRM Call Events',
    url: 'https://your-crm.com/api/voip-webhook',
    events: ['call.started', 'call.answered', 'call.ended', 'voicemail.new'],
    secret: 'your-hmac-secret', // optional, auto-generated if omitted
  });
  const id: string = webhook.id;
  return id;
}

export function verifySignature(body: string, signature: string, secret: string) {
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}

export async function crmMapping(client: VoIPClient, extId: string) {
  await client.updateCrmMapping(extId, {
    crmUserId: 'crm-user-12345',
    crmMetadata: { department: 'Sales', role: 'Manager' },
  });

  const { extension } = await client.getExtensionByCrmUser('crm-user-12345');
  await client.originate({ fromExtension: extension.extension, toNumber: '+15551234567' });
}

export async function blocklist(client: VoIPClient) {
  await client.blockNumber({
    number: '+15551234567',
    reason: 'Spam caller',
    direction: 'inbound', // 'inbound' | 'outbound' | 'both'
  });

  const { blocked } = await client.checkBlocked('+15551234567');
  const yes: boolean = blocked;
  return yes;
}

export async function schedules(client: VoIPClient, scheduleId: string) {
  await client.createSchedule({
    name: 'Office Hours',
    timezone: 'America/New_York',
    schedules: [
      { day: 'monday', enabled: true, startTime: '09:00', endTime: '17:00' },
      { day: 'tuesday', enabled: true, startTime: '09:00', endTime: '17:00' },
      // ...
    ],
    holidays: [{ date: '2026-12-25', name: 'Christmas' }],
    afterHoursAction: 'voicemail',
  });

  const { isOpen } = await client.getScheduleStatus(scheduleId);
  const open: boolean = isOpen;
  return open;
}

export async function trunks(client: VoIPClient) {
  await client.createTrunk({
    name: 'Twilio US',
    provider: 'twilio',
    gateway: 'your-trunk.pstn.twilio.com',
    authType: 'ip',
    priority: 1,
    maxChannels: 50,
  });
}

export async function queueStatsAndExport(client: VoIPClient, queueId: string) {
  const { stats } = await client.getQueueStats(queueId);
  console.log(`Agents available: ${stats.agents.available}/${stats.agents.total}`);
  console.log(`Service level: ${stats.today.serviceLevel}%`);

  const csv = await client.exportCalls({
    dateFrom: '2026-03-01',
    dateTo: '2026-03-28',
    direction: 'inbound',
    limit: 10000,
  });
  const text: string = csv;
  return text;
}
