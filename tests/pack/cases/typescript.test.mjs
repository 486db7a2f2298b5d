// The declarations under the compiler options that users have, `skipLibCheck` off.
import assert from 'node:assert/strict';
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
const REACT = `
import { useCalls, usePresence, useVoIP, VoIPProvider, type UseVoIPOptions } from '@cemscale/voip-sdk/react';
export const options: UseVoIPOptions = { apiUrl: 'https://pbx.example', wsUri: 'wss://pbx.example/sip', sipDomain: 'acme.test' };
export function shown(): string {
  const { isRegistered, currentCall } = useVoIP(options);
  const status: string | undefined = usePresence('1001')?.status;
  // @ts-expect-error a number is no extension
  usePresence(1001);
  return [isRegistered, currentCall?.state, status, useCalls().length, typeof VoIPProvider].join();
}
`;
/** What of the webhooks needs neither Node's types nor the DOM's. */
const RECEIVER = `
import { parseWebhook, type ReceivedWebhook } from '@cemscale/voip-sdk/webhooks';
export const received = (body: Uint8Array, headers: Record<string, string>): ReceivedWebhook => parseWebhook(body, headers, 'secret');
`;
const strict = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };

/** Every entry, as a page has them; and those that a server has, where there is no DOM. */
const PAGE = { root: ROOT, client: CLIENT, react: REACT, element: ELEMENT, webhooks: RECEIVER };
const SERVER = { client: CLIENT, webhooks: WEBHOOKS };

/**
 * Module resolutions, and what a file may be there. An ES module and a CommonJS one are different programs: in one, the
 * tag would have two types.
 */
const RESOLUTIONS = [
  ['node16', 'node16', 'mts'],
  ['node16', 'node16', 'cts'],
  ['nodenext', 'nodenext', 'mts'],
  ['nodenext', 'nodenext', 'cts'],
  ['bundler', 'esnext', 'ts'],
];

async function compile(name, sources, ending, compilerOptions) {
  const files = Object.fromEntries(Object.entries(sources).map(([entry, text]) => [`${entry}.${ending}`, text]));
  const settings = { compilerOptions: { ...strict, ...compilerOptions }, files: Object.keys(files) };
  const dir = await project(`ts-${name}`, { ...files, 'package.json': { type: 'commonjs', private: true }, 'tsconfig.json': settings });
  await run(bin('tsc'), ['-p', dir], { cwd: dir });
}

for (const [moduleResolution, module, ending] of RESOLUTIONS) {
  test(`every entry compiles as .${ending} under moduleResolution ${moduleResolution} with the libraries es2022 and dom`, () =>
    compile(`${moduleResolution}-${ending}`, PAGE, ending, { module, moduleResolution, lib: ['es2022', 'dom'], types: [] }));

  test(`/client and /webhooks compile as .${ending} under moduleResolution ${moduleResolution} with es2022 and Node's types alone`, () =>
    compile(`${moduleResolution}-${ending}-server`, SERVER, ending, { module, moduleResolution, lib: ['es2022'], types: ['node'] }));
}

test('what is wrong in one of these programs is found', async () => {
  const wrong = { client: `${CLIENT}\nclient.originat({});` };
  await assert.rejects(compile('wrong', wrong, 'mts', { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022'], types: ['node'] }), /originat/);
});
