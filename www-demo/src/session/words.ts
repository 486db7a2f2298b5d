/** Errors and endings as sentences. The SDK's codes are stable; what is said about them is the page's business. */

interface Coded {
  code?: unknown;
  status?: unknown;
  message?: unknown;
}

const byCode: Record<string, string> = {
  network_error: 'The server cannot be reached. Check the connection and try again.',
  timeout: 'The server did not answer in time. Try again.',
  microphone_denied: 'The browser may not use the microphone. Allow it beside the address bar, then call again.',
  microphone_missing: 'No microphone was found. Plug one in, then call again.',
  microphone_failed: 'The microphone could not be opened. Another program may be using it.',
  microphone_lost: 'The microphone was disconnected and there is no other. Plug one in: the call goes on.',
  device_missing: 'This device is not connected any more. Choose another.',
  output_denied: 'The browser does not let this page play there. Allow the microphone first.',
  output_unsupported: 'This browser plays on the device that the system has chosen.',
  insecure_context: 'Calls need a secure page. Open this page by https or on localhost.',
  authentication_failed: 'The telephone server refused this password. Log in again.',
  registration_rejected: 'The telephone server refused this extension. Ask your administrator.',
  subprotocol_refused: 'The address of the telephone server is not a telephone server. Ask your administrator.',
  transport_closed: 'The connection to the telephone server is lost. It is being restored.',
  server_error: 'The server has a problem. Try again in a moment.',
  operation_failed: 'The other side refused that. The call goes on as it was.',
  media_failed: 'The sound of the call could not be set up. Hang up and call again.',
  not_started: 'The phone is still starting. Try again in a moment.',
  invalid_target: 'This is not a number that can be called.',
  too_many_calls: 'There are too many calls on this line. End one first.',
};

/** What went wrong, for a reader who does not know what an error code is. */
export function errorText(error: unknown): string {
  const { code, message } = (error ?? {}) as Coded;
  const known = typeof code === 'string' ? byCode[code] : undefined;
  if (known) return known;
  return typeof message === 'string' && message !== '' ? message : 'Something went wrong. Try again.';
}

/** The same for the log-in form, where a 401 means the three fields. */
export function loginErrorText(error: unknown): string {
  const { status } = (error ?? {}) as Coded;
  if (status === 401 || status === 403) return 'Extension, password or company is not right.';
  if (status === 429) return 'Too many attempts. Wait a minute and try again.';
  return errorText(error);
}

/** Why a call ended, as the SDK reports it. */
export interface Ending {
  cause: string;
  statusCode: number;
  by: string;
}

/** A sentence about a call that ended, and whether it is a problem or just news. */
export function endingText(name: string, ending: Ending | null, answered: boolean): { text: string; problem: boolean } {
  const problem = (text: string) => ({ text, problem: true });
  const news = (text: string) => ({ text, problem: false });
  if (!ending) return news('Call ended.');
  switch (ending.cause) {
    case 'terminated':
      return news(ending.by === 'remote' ? `${name} hung up.` : 'Call ended.');
    case 'canceled':
      return news(ending.by === 'remote' ? `Missed call from ${name}.` : 'Call cancelled.');
    case 'answered_elsewhere':
      return news('Answered on another device.');
    case 'busy':
      return ending.by === 'local' ? news(`Call from ${name} declined.`) : problem(`${name} is busy.`);
    case 'rejected':
      return ending.by === 'local' ? news(`Call from ${name} declined.`) : problem(`${name} declined the call.`);
    case 'not_found':
      return problem(`${name} is not a number in use.`);
    case 'no_answer':
      return problem(ending.statusCode === 480 ? `${name} is not reachable at the moment.` : `${name} did not answer.`);
    case 'incompatible_media':
      return problem(`The call to ${name} could not be connected: the other side does not support it.`);
    case 'permission_denied':
      return problem(byCode['microphone_denied']!);
    case 'device_failed':
      return problem(byCode['microphone_missing']!);
    case 'authentication_failed':
      return problem(byCode['authentication_failed']!);
    case 'transport_lost':
    case 'dialog_lost':
      return problem(`The call with ${name} was lost with the connection.`);
    default:
      if (ending.statusCode === 501) return problem(`${name} is not available on this system yet.`);
      return problem(answered ? `The call with ${name} ended unexpectedly.` : `${name} could not be reached.`);
  }
}

/** What stands under the name while a call is on. */
export function callStateText(state: string, direction: string, remoteHeld: boolean): string {
  switch (state) {
    case 'connecting':
      return 'Calling…';
    case 'ringing':
      return direction === 'inbound' ? 'Incoming call' : 'Ringing…';
    case 'early':
      return 'Ringing…';
    case 'held':
      return 'On hold';
    case 'reconnecting':
      return 'Connection lost, restoring…';
    default:
      return remoteHeld ? 'You are on hold' : 'Connected';
  }
}

/** Presence in words. */
export const presenceText: Record<string, string> = {
  available: 'Available',
  ringing: 'Ringing',
  busy: 'On a call',
  away: 'Away',
  dnd: 'Do not disturb',
  offline: 'Offline',
};

/** Minutes and seconds, with hours from the first on. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A time of today, or the day for older ones. */
export function when(at: number, now: number): string {
  const date = new Date(at);
  const sameDay = new Date(now).toDateString() === date.toDateString();
  return sameDay
    ? date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString([], { day: 'numeric', month: 'short' });
}
