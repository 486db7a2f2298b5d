import { errorFrom } from '../errors.js';
import type { SipCredentials, SoftphoneOptions } from './types.js';

function invalid(message: string): never {
  throw errorFrom({ kind: 'argument', code: 'invalid_argument', message });
}

/** What the host's WebSocket takes: absolute, and without the fragment that it refuses. */
function isWebSocketUri(given: unknown): boolean {
  const uri = typeof given === 'object' && given !== null ? (given as { uri?: unknown }).uri : given;
  if (typeof uri !== 'string' || !/^wss?:\/\//i.test(uri) || uri.includes('#')) return false;
  try {
    return new URL(uri).hostname !== '';
  } catch {
    return false;
  }
}

/** A string that can stand in a SIP address: nothing empty, no white space, no delimiter. */
function isWord(text: unknown): boolean {
  return typeof text === 'string' && /^[^\s<>"@,;?\u0000-\u001f]+$/.test(text);
}

/** A caller id without what people put between digits; it goes into a header, so nothing else may be in it. */
export function callerUser(callerId: unknown): string {
  const given = typeof callerId === 'string' ? callerId.trim() : '';
  const user = /^[+\d\s().\/-]+$/.test(given) ? given.replace(/[^+\d]/g, '') : given;
  if (!/^[+\w.-]+$/.test(user)) invalid('callerId has to be a telephone number or an extension.');
  return user;
}

/** Checks what can be checked before anything is connected. */
export function checkOptions(options: SoftphoneOptions): void {
  if (typeof options !== 'object' || options === null) invalid('The options have to be an object.');
  const uris = [options.wsUri].flat();
  if (uris.length === 0 || !uris.every(isWebSocketUri)) {
    invalid('wsUri has to be the ws: or wss: address of the SIP server.');
  }
  if (!isWord(options.sipDomain)) invalid('sipDomain is missing: the domain of the SIP address, such as example.com.');
  if (!isWord(options.extension)) invalid('extension is missing: the user part of the SIP address, such as 1001.');
  if (options.password !== undefined && typeof options.password !== 'string') invalid('password has to be a string.');
  if (options.password === undefined && options.ha1 === undefined && !options.getCredentials) {
    invalid('The softphone needs a password, ha1 or getCredentials.');
  }
}

/** The credentials in the shape that `SoftphoneCore` reads. */
export function coreCredentials(given: SipCredentials): { password?: string; ha1?: [string, string][] } {
  if (given.password !== undefined) return { password: given.password };
  if (typeof given.ha1 === 'string') return { ha1: [[given.ha1.length === 64 ? 'SHA-256' : 'MD5', given.ha1]] };
  return given.ha1 ? { ha1: Object.entries(given.ha1) } : {};
}

/** The options in the shape that `SoftphoneCore` reads. */
export function coreOptions(options: SoftphoneOptions, instanceId: string): Record<string, unknown> {
  const { displayName, sipDomain, extension, iceTransportPolicy, iceGatheringTimeoutMs, registerExpiresSec } = options;
  const { sessionTimers = true, reliableProvisional, redirects, autoAnswer, transferRequests, outboundProxy } = options;
  return {
    ...coreCredentials(options),
    wsUris: [options.wsUri].flat(),
    outboundProxy,
    contactQ: options.contactQ,
    extraHeaders: Object.entries(options.extraHeaders ?? {}),
    sessionTimers: sessionTimers === true ? {} : sessionTimers,
    reliableProvisional,
    redirects,
    autoAnswer,
    transferRequests,
    sipDomain,
    extension,
    displayName,
    iceTransportPolicy,
    iceGatheringTimeoutMs,
    registerExpiresSec,
    userAgent: options.userAgent ?? '@cemscale/voip-sdk',
    maxCalls: options.maxCalls,
    audio: options.audio,
    WebSocket: options.WebSocket,
    // One for each phone, not for the profile: two tabs are two bindings.
    instanceId,
  };
}
