import { ArgumentError } from '../base.js';
import type { SoftphoneOptions } from './types.js';

export function invalid(message: string): never {
  throw new ArgumentError({ code: 'invalid_argument', message });
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
