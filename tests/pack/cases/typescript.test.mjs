// The declarations under the compiler options that users have, `skipLibCheck` off.
import test from 'node:test';
import { bin, project, run } from '../project.mjs';

const ROOT = `
import { VoIPClient, Softphone, VoIPError, useVoIP, type Call } from '@cemscale/voip-sdk';
export async function main(): Promise<string> {
  const client = new VoIPClient({ apiUrl: 'https://pbx.example' });
  await client.login({ username: '1001', password: 'secret', tenantId: 'acme' });
  const { callUuid } = await client.originate({ fromExtension: '1001', toNumber: '+17865551234' });
  const uuid: string = callUuid;
  const unsubscribe: () => void = client.onWsEvent('call_start', (event) => { const caller: string = event.data.caller; void caller; });
  unsubscribe();
  // @ts-expect-error an operation that does not exist
  client.originat({});
  // @ts-expect-error a number is no extension
  await client.originate({ fromExtension: 1001, toNumber: '+17865551234' });
  const phone: Softphone = client.createSoftphone({ wsUri: 'wss://pbx.example/sip', sipDomain: 'acme.test', extension: '1001', password: 'secret' });
  phone.on('incoming', (call: Call) => { void call.answer(); });
  const call = await phone.call('1002');
  const state: string = call.state;
  try { await call.hangup(); } catch (error) { if (error instanceof VoIPError) return error.code; }
  return uuid + state + typeof useVoIP;
}
`;
const CLIENT = `
import { VoIPClient, AuthenticationError } from '@cemscale/voip-sdk/client';
export const client = new VoIPClient({ apiUrl: 'https://pbx.example', fetch: globalThis.fetch });
export const refused = (error: unknown): boolean => error instanceof AuthenticationError && error.status === 401;
`;
const WEBHOOKS = `
import type { IncomingHttpHeaders } from 'node:http';
import {
  parseWebhook, signWebhook, verifyWebhookSignature, VoIPError, WebhookVerificationError,
  type ReceivedWebhook, type WebhookCallEnded, type WebhookErrorCode, type WebhookEvent, type WebhookPayload,
} from '@cemscale/voip-sdk/webhooks';
export function received(body: Buffer, headers: IncomingHttpHeaders): ReceivedWebhook {
  const hook = parseWebhook(body, headers, ['new', 'old'], { toleranceSec: 60 });
  const texts: [string, string, string | undefined] = [hook.event, hook.timestamp, hook.deliveryId];
  if (hook.event === 'call.ended') {
    const billsec: number = hook.data.billsec;
    const record: WebhookCallEnded = hook.data;
    // @ts-expect-error only a transferred call has a target
    hook.data.target;
    void [texts, billsec, record];
  }
  // @ts-expect-error which data it is depends on the event
  hook.data.billsec;
  // @ts-expect-error the names that are known are checked
  if (hook.event === 'call.ende') void 0;
  if ((hook.event as string) === 'fax.received') void 0;
  return hook;
}
export function shown(hook: ReceivedWebhook): string {
  switch (hook.event) {
    case 'call.started': case 'call.answered': return hook.data.caller;
    case 'call.transferred': return hook.data.target;
    case 'call.parked': return String(hook.data.slot);
    case 'voicemail.new': return hook.data.voicemailId;
    case 'queue.caller_left': return hook.data.queueId;
    case 'webhook.test': return hook.data.message;
    case 'call.ended': case 'call.held': case 'call.resumed': case 'queue.caller_joined': return hook.data.callUuid;
    case 'extension.registered': case 'extension.unregistered': return hook.data.ip ?? hook.data.extension;
    default: {
      // @ts-expect-error nothing is known about it
      hook.data.callUuid;
      const name: string = hook.event;
      const data: unknown = hook.data;
      return name + String(data);
    }
  }
}
export const known = (payload: WebhookPayload): WebhookEvent => payload;
export const forms = (body: ArrayBuffer): unknown[] => [
  parseWebhook(body, new Headers(), 'secret'),
  parseWebhook('{}', new Map([['x-webhook-signature', 'x']]), 'secret'),
  parseWebhook('{}', [['X-Webhook-Signature', 'x']], 'secret'),
  parseWebhook(new Uint8Array(), { 'X-Webhook-Signature': undefined, b: ['c'] }, 'secret'),
];
export const verified: boolean = verifyWebhookSignature('{}', signWebhook('{}', 'secret'), 'secret');
export const answer = (error: unknown): WebhookErrorCode | undefined => {
  if (!(error instanceof VoIPError) || !(error instanceof WebhookVerificationError)) return undefined;
  // @ts-expect-error the codes are a closed set
  if (error.code === 'no_such_code') return undefined;
  return error.code === 'signature_mismatch' ? undefined : error.code;
};
// @ts-expect-error the raw body, not what a parser made of it
verifyWebhookSignature({ event: 'call.ended' }, 'sha256=', 'secret');
// @ts-expect-error a number is no secret
parseWebhook('{}', {}, 1);
`;
const ELEMENT = `
import { VoipPhoneElement, type PhoneLabels } from '@cemscale/voip-sdk/element';
import { Softphone } from '@cemscale/voip-sdk/client';
const element = document.createElement('voip-phone');
const same: VoipPhoneElement = element;
element.password = 'secret';
element.softphone = new Softphone({ wsUri: 'wss://pbx.example', sipDomain: 'a.test', extension: '1', getCredentials: () => ({ password: 'x' }) });
element.getCredentials = async (realm) => ({ ha1: realm });
element.options = { ringtone: false, iceServers: [] };
const german: Partial<PhoneLabels> = { call: 'Anrufen', errors: { call_ended: 'Vorbei.' } };
element.labels = german;
// @ts-expect-error no text has this name
element.labels = { dial: 'Wählen' };
document.querySelector('voip-phone')?.addEventListener('incoming', (event) => void event);
void same;
`;
const strict = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };

const compile = async (name, file, text, compilerOptions) => {
  const dir = await project(`ts-${name}`, { [file]: text, 'package.json': { type: 'commonjs', private: true }, 'tsconfig.json': { compilerOptions: { ...strict, ...compilerOptions }, files: [file] } });
  await run(bin('tsc'), ['-p', dir], { cwd: dir });
};

for (const [resolution, file, module] of [
  ['node16', 'main.mts', 'node16'],
  ['node16', 'main.cts', 'node16'],
  ['nodenext', 'main.mts', 'nodenext'],
  ['nodenext', 'main.cts', 'nodenext'],
  ['bundler', 'main.ts', 'esnext'],
]) {
  test(`the root compiles as ${file} under moduleResolution ${resolution}`, () =>
    compile(`${resolution}-${file.replace('.', '-')}`, file, ROOT, { module, moduleResolution: resolution, lib: ['es2022', 'dom'], types: [] }));
}

for (const [resolution, file, module] of [
  ['node16', 'main.mts', 'node16'],
  ['node16', 'main.cts', 'node16'],
  ['bundler', 'main.ts', 'esnext'],
]) {
  test(`/webhooks compiles as ${file} under moduleResolution ${resolution} with nothing but Node's types`, () =>
    compile(`webhooks-${resolution}-${file.replace('.', '-')}`, file, WEBHOOKS, { module, moduleResolution: resolution, lib: ['es2022'], types: ['node'] }));
}

for (const [resolution, file, module] of [
  ['nodenext', 'main.mts', 'nodenext'],
  ['node16', 'main.cts', 'node16'],
  ['bundler', 'main.ts', 'esnext'],
]) {
  test(`/element compiles as ${file} under moduleResolution ${resolution}, and the tag has its type`, () =>
    compile(`element-${resolution}`, file, ELEMENT, { module, moduleResolution: resolution, lib: ['es2022', 'dom'], types: [] }));
}

test('/client compiles in a project for Node that has no DOM', () =>
  compile('node-only', 'main.mts', CLIENT, { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022'], types: ['node'] }));
