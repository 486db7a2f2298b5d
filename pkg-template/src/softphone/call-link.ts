import type { CallLink } from './call.js';
import type { Commands } from './commands.js';
import type { Telling } from './telling.js';

/** What calls ask of their phone. */
export function linkTo(commands: () => Commands, send: Telling['send']): CallLink {
  return {
    answer: async ({ number }) => commands().answer(number),
    reject: async ({ number }, statusCode, forwardTo) => commands().reject(number, statusCode, forwardTo),
    followRedirect: async ({ number }, index) => commands().followRedirect(number, index),
    hangup: async ({ number }) => commands().hangup(number),
    hold: async ({ number }) => commands().hold(number),
    resume: async ({ number }) => commands().resume(number),
    transfer: async ({ number }, target) => commands().transfer(number, target),
    transferTo: async ({ number }, other) => commands().transferTo(number, other.number),
    mute: async ({ number }, muted) => commands().mute(number, muted),
    merge: async ({ number }, other) => commands().merge(number, other.number),
    split: async ({ number }) => commands().split(number),
    sendDtmf: async ({ number }, tones, via) => commands().sendDtmf(number, tones, via),
    setHeaders: async ({ number }, headers) => commands().setHeaders(number, headers),
    sendMessage: async ({ number }, text, options) => send(number, '', text, options),
    getStats: async (record) => (record.isEnded ? undefined : commands().getStats(record.number)),
  };
}
