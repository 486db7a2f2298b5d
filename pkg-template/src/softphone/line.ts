import type { VoIPError } from '../base.js';
import { errorFrom } from '../errors.js';
import type { CoreRegistrationEvent, CoreTransportEvent } from './core-events.js';
import type { SoftphoneState } from './types.js';

/** How far the phone has come on its way to being reachable. */
export interface Line {
  readonly transport: CoreTransportEvent['state'];
  readonly registration: CoreRegistrationEvent['state'];
  /** Until when the registration is known to be fresh, as `Date.now()` tells it. */
  readonly expiresAt: number;
}

export const OFFLINE: Line = Object.freeze({ transport: 'disconnected', registration: 'unregistered', expiresAt: 0 });

/** One word for it. */
export function stateOf(line: Line): SoftphoneState {
  switch (line.transport) {
    case 'subprotocolRefused':
      return 'failed';
    case 'disconnected':
      return 'disconnected';
    case 'connecting':
    case 'reconnecting':
      return 'connecting';
    case 'connected':
      break;
  }
  if (line.registration === 'unregistered') return 'connected';
  // A refresh is no reason to look unregistered meanwhile.
  if (line.registration === 'registering') return Date.now() < line.expiresAt ? 'registered' : 'registering';
  return line.registration;
}

/** Whether calls can come in now. */
export function isReachable(line: Line): boolean {
  return stateOf(line) === 'registered' && Date.now() < line.expiresAt;
}

/** Whether calls can be signalled: connected, and registered unless that is not wanted. */
export function isUp(line: Line): boolean {
  const state = stateOf(line);
  return state === 'registered' || state === 'connected';
}

export function withTransport(line: Line, event: CoreTransportEvent): Line {
  return { ...line, transport: event.state };
}

export function withRegistration(line: Line, event: CoreRegistrationEvent): Line {
  const expiresAt = event.state === 'registering' ? line.expiresAt : (event.expiresAt ?? 0);
  return { ...line, registration: event.state, expiresAt };
}

/** The error that a change of the line means, if it means one. */
export function troubleOf(event: CoreTransportEvent | CoreRegistrationEvent): VoIPError | null {
  if (event.type === 'transport') {
    if (event.state === 'subprotocolRefused') return errorFrom({ kind: 'phone', code: 'subprotocol_refused' });
    if (event.state === 'reconnecting') return errorFrom({ kind: 'phone', code: 'transport_closed', retryable: true });
    return null;
  }
  if (event.state !== 'failed') return null;
  const status = event.status ?? 0;
  const code = [401, 403, 407].includes(status) ? 'authentication_failed' : 'registration_rejected';
  return errorFrom({
    kind: 'phone',
    code,
    retryable: event.retryAt !== undefined,
    details: { statusCode: status, reasonPhrase: event.reason ?? '' },
  });
}
