import { WebhookVerificationError } from '../errors.js';

/** A request's body as it came: its octets (a `Buffer` is some), or its text. */
export type WebhookBody = string | Uint8Array | ArrayBuffer;

const RAW =
  "Give the raw body, not what a parser made of it: in Express `express.raw({ type: 'application/json' })` for this " +
  'route, in a fetch handler `await request.arrayBuffer()`.';

/** @internal */
export function octetsOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  // No `instanceof`: under test runners the octets may come from another realm.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const kind = Object.prototype.toString.call(body).slice(8, -1);
  if (kind === 'ArrayBuffer') return new Uint8Array(body as ArrayBuffer);
  const what = kind === 'Object' || kind === 'Array' ? 'is a parsed object' : `is of the type ${kind}`;
  throw new WebhookVerificationError({ code: 'invalid_argument', message: `\`body\` ${what}. ${RAW}`, hint: RAW });
}
