import { WebhookVerificationError } from '../errors.js';
import { octetsOf, type WebhookBody } from './body.js';
import { functions } from './module.js';

/**
 * Whether `signature` (the header `X-Webhook-Signature`: `sha256=` and hex digits) is that of `body` under `secret`.
 * Compared in constant time; whatever is missing or malformed in the signature is false. It says nothing about when the
 * body was sent: {@link parseWebhook} does.
 *
 * @param body The raw body, as octets or text.
 * @param signature Value of the header `X-Webhook-Signature`.
 * @param secret The webhook's secret.
 * @returns Whether it is.
 * @throws a {@link WebhookVerificationError} with the code `invalid_argument` for a body that was parsed and for a
 * blank secret.
 */
export function verifyWebhookSignature(body: WebhookBody, signature: string, secret: string): boolean {
  const octets = octetsOf(body);
  return verify(octets, signature, keyOf(secret));
}

/**
 * The signature that a webhook with that body would have, `sha256=…`: for tests of your own receiver.
 *
 * @param body The raw body, as octets or text.
 * @param secret The webhook's secret.
 * @returns The value of the header `X-Webhook-Signature`.
 * @throws as {@link verifyWebhookSignature} does.
 */
export function signWebhook(body: WebhookBody, secret: string): string {
  const octets = octetsOf(body);
  return functions().signWebhook(octets, keyOf(secret));
}

/** @internal */
export function verify(octets: Uint8Array, signature: unknown, key: Uint8Array): boolean {
  return typeof signature === 'string' && functions().verifyWebhookSignature(octets, signature, key);
}

/** The octets of a secret; a blank one would let everybody sign. @internal */
export function keyOf(secret: unknown): Uint8Array {
  if (typeof secret === 'string' && secret.trim() !== '') return new TextEncoder().encode(secret);
  const what = typeof secret === 'string' ? 'blank' : secret === null ? 'null' : typeof secret;
  throw new WebhookVerificationError({
    code: 'invalid_argument',
    message: `\`secret\` is ${what}: give the secret that createWebhook answered; is it set in the environment?`,
  });
}
