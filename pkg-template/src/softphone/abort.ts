import { errorFrom } from '../errors.js';
import type { Call } from './call.js';

/** Ends a call that its signal gives up before it is answered. */
export function giveUpOn(signal: AbortSignal, call: Call): void {
  const giveUp = (): void => {
    if (call.answeredAt === null) call.hangup().catch(() => undefined);
  };
  signal.addEventListener('abort', giveUp, { once: true });
  call.on('ended', () => signal.removeEventListener('abort', giveUp));
  if (signal.aborted) giveUp();
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw errorFrom({ kind: 'aborted', code: 'aborted', message: 'The call was given up by its signal.', cause: signal.reason });
}
