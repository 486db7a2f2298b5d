import { ArgumentError } from '../base.js';
import type { SoftphoneOptions } from './types.js';

export function invalid(message: string): never {
  throw new ArgumentError({ code: 'invalid_argument', message });
}

/** What the host's WebSocket takes: absolute, and without the fragment that it refuses. */
function isWebSocketUri(given: unknown): boolean {
  const uri = ((given as { uri?: string } | null)?.uri ?? given) as string;
  try {
    return /^wss?:\/\//i.test(uri) && !uri.includes('#') && new URL(uri).hostname !== '';
  } catch {
    return false;
  }
}

/** A string that can stand in a SIP address: nothing empty, no white space, no delimiter. */
function isWord(text: unknown): boolean {
  return typeof text === 'string' && /^[^\s<>"@,;?\u0000-\u001f]+$/.test(text);
}

/** Checks what can be checked before anything is connected. */
export function checkOptions(options: SoftphoneOptions): void {
  const { wsUri, sipDomain, extension, password, ha1, getCredentials } = Object(options) as Partial<SoftphoneOptions>;
  const uris = [wsUri].flat();
  if (uris.length === 0 || !uris.every(isWebSocketUri)) invalid('wsUri has to be the ws: or wss: address of the SIP server.');
  if (!isWord(sipDomain)) invalid('sipDomain has to be the domain of the SIP address, such as example.com.');
  if (!isWord(extension)) invalid('extension has to be the user part of the SIP address, such as 1001.');
  if (password !== undefined && typeof password !== 'string') invalid('password has to be a string.');
  if (password === undefined && ha1 === undefined && !getCredentials) invalid('The softphone needs a password, ha1 or getCredentials.');
}
