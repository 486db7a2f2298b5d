// Every method of the first version once, with the arguments that were documented; what comes back is used by its name.
import type { VoIPClient } from '@cemscale/voip-sdk';

declare const client: VoIPClient;
declare const id: string;

/** Takes a value of exactly the types that its reader needs. */
declare function reads<T>(value: T): void;

// Authentication
const login = await client.login({ username: '1001', password: 'secret', tenantId: 'acme' });
reads<{ token: string; expiresAt: string; user: { id: string; name: string; tenantId: string; sipDomain: string; extension?: string } }>(login);
reads<{ token: string }>(await client.adminLogin({ email: 'a@acme.example.com', password: 'secret' }));
reads<'admin' | 'extension'>((await client.me()).user.role);
const turn = await client.getTurnCredentials();
reads<{ username: string; credential: string; ttl: number; iceServers: RTCIceServer[] }>(turn);

// Calls
reads<string>((await client.originate({ fromExtension: '1001', toNumber: '+17865551234' })).callUuid);
reads<boolean>((await client.hangup(id)).success);
reads<boolean>((await client.transfer(id, { targetExtension: '1002', type: 'attended' })).success);
reads<boolean>((await client.holdCall(id)).success);
reads<boolean>((await client.holdCall(id, true)).success);
reads<number>((await client.parkCall(id)).slot);
reads<number>((await client.parkCall(id, 701)).slot);
const parked = await client.getParkedCalls();
reads<{ slot: number; callUuid: string; caller: string; parkedAt: string } | undefined>(parked.calls[0]);
reads<string>((await client.transferToConference(id)).conference.name);
reads<string>((await client.transferToConference(id, 'sales')).conference.name);
reads<number>((await client.listCalls()).total);
const page = await client.listCalls({ dateFrom: '2026-03-01', dateTo: '2026-03-28', direction: 'outbound', extension: '1001', status: 'completed', search: '786', page: 2, limit: 50 });
reads<string | undefined>(page.nextCursor);
const { call } = await client.getCall(id);
reads<{ callUuid: string; duration: number; billsec: number; hangupCause: string; recordingFile?: string; status: string; direction: 'inbound' | 'outbound' | 'internal' }>(call);
const active = await client.getActiveCalls();
reads<'ringing' | 'active' | 'held' | undefined>(active.calls[0]?.state);
reads<{ total: number; answered: number; missed: number; averageBillsec: number }>((await client.getCallStats()).stats);
reads<number>((await client.getCallStats('week')).stats.total);
reads<string>(await client.exportCalls());
reads<string>(await client.exportCalls({ dateFrom: '2026-03-01', direction: 'inbound', limit: 10_000 }));

// Extensions
const { extensions } = await client.listExtensions();
reads<{ id: string; extension: string; name: string; registered: boolean; crmUserId?: string } | undefined>(extensions[0]);
reads<string>((await client.getExtension(id)).extension.name);
reads<string>((await client.createExtension({ extension: '1010', name: 'Bob', password: 'long-enough' })).extension.id);
reads<string | undefined>((await client.updateExtension(id, { name: 'Robert', crmUserId: 'crm-1', crmMetadata: { team: 'a' } })).extension.crmUserId);
reads<string | undefined>((await client.updateExtension(id, { email: null })).extension.email);
reads<boolean>((await client.deleteExtension(id)).success);
reads<boolean>((await client.setCallForward(id, { enabled: true, number: '+17865551234', type: 'no-answer' })).callForward.enabled);
reads<string | undefined>((await client.getCallForward(id)).callForward.number);
reads<string>((await client.getExtensionByCrmUser('crm-user-12345')).extension.extension);
reads<Record<string, string> | undefined>((await client.updateCrmMapping(id, { crmUserId: 'crm-1' })).extension.crmMetadata);

// Conferences
reads<number | undefined>((await client.listConferences()).conferences[0]?.memberCount);
reads<{ memberId: string; muted: boolean } | undefined>((await client.getConference('sales')).conference.members[0]);
reads<boolean>((await client.joinConference('sales', id)).conference.locked);
reads<boolean>((await client.kickFromConference('sales', id)).conference.locked);
reads<boolean>((await client.muteConferenceMember('sales', id, true)).conference.locked);
reads<boolean>((await client.lockConference('sales', true)).conference.locked);
reads<boolean>((await client.recordConference('sales', 'start')).conference.recording);

// Ring groups
reads<string | undefined>((await client.listRingGroups()).ringGroups[0]?.id);
const { ringGroup } = await client.createRingGroup({ name: 'Sales', extension: '600', strategy: 'simultaneous', members: [{ extension: '1001', priority: 1 }] });
reads<'simultaneous' | 'sequential' | 'random'>(ringGroup.strategy);
reads<string>((await client.updateRingGroup(id, { strategy: 'sequential' })).ringGroup.id);
reads<boolean>((await client.deleteRingGroup(id)).success);

// Queues
reads<string | undefined>((await client.listQueues()).queues[0]?.agents[0]?.agentId);
for (const strategy of ['round-robin', 'longest-idle', 'ring-all', 'least-calls', 'random'] as const) {
  reads<string>((await client.createQueue({ name: 'Support', extension: '700', strategy, agents: ['1001'] })).queue.id);
}
reads<string>((await client.updateQueue(id, { maxWaitSec: 60 })).queue.name);
reads<boolean>((await client.deleteQueue(id)).success);
reads<boolean>((await client.pauseQueueAgent(id, id, true)).agent.paused);
reads<boolean>((await client.loginQueueAgent(id, id, false)).agent.loggedIn);
reads<number>((await client.getQueueStats(id)).stats.waiting.callers);

// Voice menus
reads<string | undefined>((await client.listIvrMenus()).ivrMenus[0]?.id);
reads<string>((await client.getIvrMenu(id)).ivrMenu.greeting);
for (const action of ['transfer', 'ivr', 'voicemail', 'queue', 'external', 'ringgroup', 'hangup'] as const) {
  reads<string>((await client.createIvrMenu({ name: 'Main', extension: '800', options: [{ digit: '1', action, target: '1001' }] })).ivrMenu.id);
}
reads<string>((await client.updateIvrMenu(id, { extension: null, timeoutSec: 5 })).ivrMenu.id);
reads<boolean>((await client.deleteIvrMenu(id)).success);

// Webhooks
const { webhooks, supportedEvents } = await client.listWebhooks();
reads<string | undefined>(webhooks[0]?.url);
reads<string | undefined>(supportedEvents[0]);
const EVENTS = [
  'call.started', 'call.answered', 'call.ended', 'call.transferred', 'call.held', 'call.resumed', 'call.parked', 'voicemail.new',
  'extension.registered', 'extension.unregistered', 'queue.caller_joined', 'queue.caller_left', '*',
] as const;
reads<string | undefined>((await client.createWebhook({ name: 'All', url: 'https://crm.example.com/hook', events: [...EVENTS] })).webhook.secret);
reads<boolean>((await client.updateWebhook(id, { enabled: false })).webhook.enabled);
reads<boolean>((await client.deleteWebhook(id)).success);
reads<'pending' | 'delivered' | 'failed'>((await client.testWebhook(id)).delivery.status);
reads<number | undefined>((await client.listWebhookDeliveries(id)).deliveries[0]?.attempts);

// Voicemail
reads<boolean | undefined>((await client.listVoicemails()).voicemails[0]?.read);
reads<number>((await client.listVoicemails({ extension: '1001', read: false, limit: 10 })).total);
reads<{ unread: number; total: number }>(await client.getVoicemailCount());
reads<number>((await client.getVoicemailCount('1001')).unread);
reads<string>((await client.getVoicemail(id)).voicemail.caller);
reads<string>(await client.getVoicemailAudioUrl(id));
reads<boolean>((await client.markVoicemailRead(id)).voicemail.read);
reads<boolean>((await client.deleteVoicemail(id)).success);
reads<number>((await client.bulkDeleteVoicemails()).deleted);
reads<number>((await client.bulkDeleteVoicemails({ ids: [id], includeUnread: true })).deleted);

// Blocklist
reads<'inbound' | 'outbound' | 'both' | undefined>((await client.listBlockedNumbers()).blockedNumbers[0]?.direction);
reads<string>((await client.blockNumber({ number: '+15551234567' })).blockedNumber.id);
reads<boolean>((await client.unblockNumber(id)).success);
reads<boolean>((await client.checkBlocked('+15551234567')).blocked);

// Business hours
reads<string | undefined>((await client.listSchedules()).schedules[0]?.timezone);
reads<boolean | undefined>((await client.getSchedule(id)).schedule.schedules[0]?.enabled);
reads<string>((await client.createSchedule({ name: 'Office', timezone: 'Europe/Berlin', schedules: [] })).schedule.id);
reads<string>((await client.updateSchedule(id, { holidays: [{ date: '2026-12-25', name: 'Christmas' }] })).schedule.id);
reads<boolean>((await client.deleteSchedule(id)).success);
reads<{ isOpen: boolean; state: 'open' | 'closed' | 'holiday'; timezone: string }>(await client.getScheduleStatus(id));

// Trunks
reads<boolean | undefined>((await client.listTrunks()).trunks[0]?.hasPassword);
reads<string>((await client.getTrunk(id)).trunk.gateway);
reads<string>((await client.createTrunk({ name: 'US', gateway: 'pstn.example.com', authType: 'credentials', username: 'u', password: 'p' })).trunk.id);
reads<number>((await client.updateTrunk(id, { maxChannels: 10 })).trunk.maxChannels);
reads<boolean>((await client.deleteTrunk(id)).success);

// Presence
reads<Record<string, 'available' | 'ringing' | 'busy' | 'away' | 'dnd' | 'offline'>>((await client.getPresence()).presence);
reads<string | undefined>((await client.getPresenceDetailed()).extensions[0]?.call?.callUuid);

// Realtime events
client.onWsEvent('presence_snapshot', ({ data }) => reads<{ extension: string; status: string } | undefined>(data.extensions[0]));
client.onWsEvent('presence_change', ({ data }) => reads<{ extension: string; status: string; callUuid?: string; caller?: string; direction?: string }>(data));
client.onWsEvent('call_start', ({ data }) => reads<{ callUuid: string; caller: string; destination: string; direction: string }>(data));
client.onWsEvent('call_answer', ({ data }) => reads<{ callUuid: string }>(data));
client.onWsEvent('call_end', ({ data }) => reads<{ callUuid: string; caller: string; destination: string; duration: number; hangupCause: string }>(data));
client.onWsEvent('registration_change', ({ data }) => reads<{ extension: string; registered: boolean; ip?: string }>(data));
