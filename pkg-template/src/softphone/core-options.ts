import { ArgumentError } from '../base.js';
import type { SipCredentials, SoftphoneOptions } from './types.js';

/** A caller id without what people put between digits; it goes into a header, so nothing else may be in it. */
export function callerUser(callerId: unknown): string {
  const given = typeof callerId === 'string' ? callerId.trim() : '';
  const user = /^[+\d\s().\/-]+$/.test(given) ? given.replace(/[^+\d]/g, '') : given;
  if (!/^[+\w.-]+$/.test(user)) {
    throw new ArgumentError({ code: 'invalid_argument', message: 'callerId has to be a telephone number or an extension.' });
  }
  return user;
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
    WebSocket: options.WebSocket,
    // One for each phone, not for the profile: two tabs are two bindings.
    instanceId,
  };
}
