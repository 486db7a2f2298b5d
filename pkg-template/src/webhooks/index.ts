/**
 * The receiving side of webhooks, for servers: nothing of the client or the phone comes with it, and every function is
 * synchronous. Its WebAssembly is compiled at the first signature.
 */
export { VoIPError } from '../base.js';
export { ERROR_HINTS, WebhookVerificationError, type WebhookErrorCode, type WebhookErrorMembers } from '../errors.js';
export { type WebhookBody } from './body.js';
export { type WebhookHeaders } from './headers.js';
export { init } from './module.js';
export * from './parse.js';
export * from './signature.js';
export * from './types.js';
