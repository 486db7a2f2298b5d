// The first version's samples of the REST API, in Node against the development server. Substituted: host names,
// credentials, and the ids that a sample takes for granted.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { VoIPClient } from '@cemscale/voip-sdk';
import { freePort, startProcess } from '../lib/process.mjs';
import { test, until } from '../lib/runner.mjs';
import { check, openPhone, same } from '../lib/phones.mjs';

const here = new URL('.', import.meta.url).pathname;

async function admin(server) {
  const client = new VoIPClient({ apiUrl: server.url });
  await client.adminLogin(server.tenant('acme').admin);
  return client;
}

test("the first version's quick start runs to its last line: originate, hold, resume, transfer, hang up", async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  const client = await admin(server);

  const { callUuid } = await client.originate({
    fromExtension: '1001',
    toNumber: '+17865551234',
  });
  await alice.inState('ringing');
  await alice.h('command', 'answer');
  await until('the outside answers', async () => (await client.getActiveCalls()).calls.some((one) => one.callUuid === callUuid && one.state === 'active'));

  await client.holdCall(callUuid); // Hold
  await client.holdCall(callUuid, false); // Resume
  await client.transfer(callUuid, { targetExtension: '1002', type: 'blind' });
  await bea.inState('ringing');
  await client.hangup(callUuid);
  await bea.ended();
});

test("the first version's CRM mapping sample runs", async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  const client = await admin(server);
  const { extensions } = await client.listExtensions();
  const extId = extensions.find((one) => one.extension === '1001').id;

  await client.updateCrmMapping(extId, {
    crmUserId: 'crm-user-12345',
    crmMetadata: { department: 'Sales', role: 'Manager' },
  });
  const { extension } = await client.getExtensionByCrmUser('crm-user-12345');
  const { callUuid } = await client.originate({ fromExtension: extension.extension, toNumber: '+15551234567' });

  await alice.inState('ringing');
  same(extension.crmMetadata.department, 'Sales', 'what the CRM keeps');
  await client.hangup(callUuid);
  await alice.ended();
});

test("the first version's block list, schedule, trunk, statistics and export samples run", async ({ server }) => {
  const client = await admin(server);

  await client.blockNumber({
    number: '+15551234567',
    reason: 'Spam caller',
    direction: 'inbound', // 'inbound' | 'outbound' | 'both'
  });
  const { blocked } = await client.checkBlocked('+15551234567');
  same(blocked, true, 'whether the number is blocked');

  const { schedule } = await client.createSchedule({
    name: 'Office Hours of the sample',
    timezone: 'America/New_York',
    schedules: [
      { day: 'monday', enabled: true, startTime: '09:00', endTime: '17:00' },
      { day: 'tuesday', enabled: true, startTime: '09:00', endTime: '17:00' },
      // ...
    ],
    holidays: [{ date: '2026-12-25', name: 'Christmas' }],
    afterHoursAction: 'voicemail',
  });
  const { isOpen } = await client.getScheduleStatus(schedule.id);
  same(typeof isOpen, 'boolean', 'the type of isOpen');

  await client.createTrunk({
    name: 'Twilio US',
    provider: 'twilio',
    gateway: 'your-trunk.pstn.twilio.com',
    authType: 'ip',
    priority: 1,
    maxChannels: 50,
  });

  const { queues } = await client.listQueues();
  const { stats } = await client.getQueueStats(queues[0].id);
  check(stats.agents.available <= stats.agents.total, `Agents available: ${stats.agents.available}/${stats.agents.total}`);
  check(stats.today.serviceLevel >= 0 && stats.today.serviceLevel <= 100, `Service level: ${stats.today.serviceLevel}%`);

  const csv = await client.exportCalls({
    dateFrom: '2026-03-01',
    dateTo: '2026-03-28',
    direction: 'inbound',
    limit: 10000,
  });
  check(csv.startsWith('id,callUuid,direction,'), `the export begins with ${csv.slice(0, 40)}`);
});

test("the first version's webhook sample runs, and what is delivered has the shape that it shows", async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web, args: ['--allow-private-webhooks'] });
  cleanup(server.dispose);
  const { createServer } = await import('node:http');
  const { verifyWebhookSignature } = await import('@cemscale/voip-sdk/webhooks');
  const received = [];
  const crm = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      received.push({ body: JSON.parse(body), good: verifyWebhookSignature(body, request.headers['x-webhook-signature'], 'your-hmac-secret') });
      response.end();
    });
  });
  await new Promise((resolve) => crm.listen(0, '127.0.0.1', resolve));
  cleanup(() => crm.close());
  const client = await admin(server);

  const { webhook } = await client.createWebhook({
    name: 'CRM Call Events',
    url: `http://127.0.0.1:${crm.address().port}/api/voip-webhook`,
    events: ['call.started', 'call.answered', 'call.ended', 'voicemail.new'],
    secret: 'your-hmac-secret', // optional, auto-generated if omitted
  });

  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.h('call', '9196');
  await alice.inState('active');
  await alice.h('command', 'hangup');
  await alice.ended();
  const ended = await until('call.ended is delivered', async () => received.find((one) => one.body.event === 'call.ended'));
  check(received.every((one) => one.good), 'every signature is right');
  same(received.map((one) => one.body.event).sort().join(), 'call.answered,call.ended,call.started', 'the events');
  const { data, timestamp } = ended.body;
  check(!Number.isNaN(Date.parse(timestamp)), 'the timestamp is a time');
  for (const [name, type] of Object.entries({ callUuid: 'string', direction: 'string', caller: 'string', destination: 'string', duration: 'number', billsec: 'number', hangupCause: 'string', status: 'string' })) {
    same(typeof data[name], type, `the type of ${name}`);
  }
  same(data.status, 'completed', 'the status');
  const { deliveries } = await client.listWebhookDeliveries(webhook.id);
  check(deliveries.length === 3 && deliveries.every((one) => one.status === 'delivered' && one.statusCode === 200), JSON.stringify(deliveries));
  const { delivery } = await client.testWebhook(webhook.id);
  same(delivery.status, 'delivered', 'the test delivery');
});

test('the example with Express takes what the server really delivers', async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web, args: ['--allow-private-webhooks'] });
  cleanup(server.dispose);
  // Where its imports are found.
  const copy = join(here, '../tmp/express-webhook.mjs');
  mkdirSync(join(here, '../tmp'), { recursive: true });
  copyFileSync(join(here, '../../../examples/express-webhook/server.mjs'), copy);
  const port = await freePort();
  const example = await startProcess(process.execPath, [copy], {
    ready: /listening on \S+/,
    what: 'the example',
    env: { PORT: String(port), WEBHOOK_SECRET: 'a-secret-of-the-example' },
  });
  cleanup(() => example.kill('SIGKILL'));
  const client = await admin(server);
  const { webhook } = await client.createWebhook({ name: 'Example', url: `http://127.0.0.1:${port}/webhooks`, events: ['*'], secret: 'a-secret-of-the-example' });
  const wrong = await client.createWebhook({ name: 'Wrong secret', url: `http://127.0.0.1:${port}/webhooks`, events: ['call.ended'] });
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.h('call', '9196');
  await alice.inState('active');
  const { callUuid } = await alice.h('view');
  await alice.h('command', 'hangup');
  await until('the example tells of the end', async () => new RegExp(`^call\\.ended ${callUuid}: completed, \\d+ s$`, 'm').test(example.log));
  const { deliveries } = await client.listWebhookDeliveries(webhook.id);
  check(deliveries.length >= 4 && deliveries.every((one) => one.statusCode === 204), JSON.stringify(deliveries));
  const refused = await until('the one with another secret is refused', async () => {
    const { deliveries: all } = await client.listWebhookDeliveries(wrong.webhook.id);
    return all.find((one) => one.attempts > 0);
  });
  same(refused.statusCode, 400, 'what it is refused with');
  check(example.log.includes('refused, signature_mismatch'), example.log);
});
