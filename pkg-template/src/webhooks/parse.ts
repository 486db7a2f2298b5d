import type { WebhookEvent } from '../../gen/model.js';
import { WebhookVerificationError, type WebhookErrorCode } from '../errors.js';
import { octetsOf, type WebhookBody } from './body.js';
import { headerValues, type WebhookHeaders } from './headers.js';
import { keyOf, verify } from './signature.js';
import type { ParseWebhookOptions, ReceivedWebhook } from './types.js';

/** TypeScript sees to it that none is missing. */
const KNOWN: Record<WebhookEvent['event'], true> = {
  'call.started': true,
  'call.answered': true,
  'call.ended': true,
  'call.transferred': true,
  'call.held': true,
  'call.resumed': true,
  'call.parked': true,
  'voicemail.new': true,
  'extension.registered': true,
  'extension.unregistered': true,
  'queue.caller_joined': true,
  'queue.caller_left': true,
  'webhook.test': true,
};

/**
 * Checks a webhook's signature and time, and gives its event: comparing `event` with a name narrows `data`. An event
 * that is newer than this package comes with `data` as `unknown`.
 *
 * @param body The raw body, as octets or text.
 * @param headers All headers of the request.
 * @param secret The webhook's secret; several while it is being changed.
 * @param options How old a delivery may be.
 * @returns The event with its data.
 * @throws a {@link WebhookVerificationError}, whose `code` says what is wrong.
 */
export function parseWebhook(
  body: WebhookBody,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  options: ParseWebhookOptions = {},
): ReceivedWebhook {
  const octets = octetsOf(body);
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0) throw refused('invalid_argument', '`secret` is an empty list: give at least one.');
  const keys = secrets.map(keyOf);
  const toleranceSec = options.toleranceSec ?? 300;
  if (typeof toleranceSec !== 'number' || !(toleranceSec >= 0)) {
    throw refused('invalid_argument', '`toleranceSec` has to be a number of seconds, 0 or more.');
  }

  const signature = signatureOf(headers);
  if (!keys.some((key) => verify(octets, signature, key))) throw refused('signature_mismatch', mismatch(secrets));

  const payload = payloadOf(octets);
  checkTime(payload.timestamp, toleranceSec);
  const deliveryId = headerValues(headers, 'x-webhook-id')[0];
  return (deliveryId ? { ...payload, deliveryId } : payload) as ReceivedWebhook;
}

function signatureOf(headers: WebhookHeaders): string {
  const values = headerValues(headers, 'x-webhook-signature').filter((value) => value !== '');
  const [signature] = values;
  if (signature === undefined) throw refused('signature_missing');
  if (values.length > 1) throw refused('signature_malformed', 'X-Webhook-Signature is there more than once.');
  if (!/^sha256=[0-9a-f]{64}$/i.test(signature)) throw refused('signature_malformed');
  return signature;
}

function mismatch(secrets: readonly unknown[]): string | undefined {
  if (!secrets.some((secret) => secret !== String(secret).trim())) return undefined;
  return 'The signature is not that of this body. The secret begins or ends with white space: is that meant?';
}

function payloadOf(octets: Uint8Array): Record<string, unknown> {
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch (cause) {
    throw refused('payload_invalid', 'The body is signed, but no JSON.', cause);
  }
  if (!isObject(payload)) throw refused('payload_invalid', 'The body is signed, but no JSON object.');
  const { event, data } = payload;
  if (typeof event !== 'string' || event === '') throw refused('payload_invalid', 'The body has no `event`.');
  if (Object.hasOwn(KNOWN, event) && !isObject(data)) {
    throw refused('payload_invalid', `\`data\` of ${event} is no object.`);
  }
  return payload;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Date.parse alone takes `1` for a year, and a time without its zone for this machine's. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function checkTime(timestamp: unknown, toleranceSec: number): void {
  const at = typeof timestamp === 'string' && TIME.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(at)) throw refused('timestamp_missing');
  if (toleranceSec === 0) return;
  const age = Math.round((Date.now() - at) / 1000);
  if (Math.abs(age) <= toleranceSec) return;
  const how = age > 0 ? `${age} s old` : `${-age} s ahead of this machine's clock`;
  throw refused('timestamp_out_of_tolerance', `The event is ${how}; the limit is ${toleranceSec} s.`);
}

function refused(code: WebhookErrorCode, message?: string, cause?: unknown): WebhookVerificationError {
  return new WebhookVerificationError({ code, ...(message === undefined ? {} : { message }), cause });
}
