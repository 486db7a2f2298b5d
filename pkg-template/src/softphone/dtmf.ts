import { errorFrom } from '../errors.js';

/**
 * 100 ms tones leave Chromium as three end packets only, which gateways miss; 200 ms are recognised everywhere.
 */
const TONE_MS = 200;
const GAP_MS = 70;

/** The part of `RTCDTMFSender` that is used. */
export interface DtmfSender {
  readonly canInsertDTMF: boolean;
  readonly toneBuffer: string;
  insertDTMF(tones: string, duration?: number, interToneGap?: number): void;
  addEventListener(type: 'tonechange', listener: (event: { tone: string }) => void): void;
  removeEventListener(type: 'tonechange', listener: (event: { tone: string }) => void): void;
}

/** The tones of `text` as the browser takes them: digits, `*`, `#`, A to D, and `,` for a pause of two seconds. */
export function tonesOf(text: string): string {
  if (typeof text !== 'string' || !/^[0-9A-Da-d*#,]+$/.test(text)) {
    throw errorFrom({
      kind: 'argument',
      code: 'invalid_argument',
      message: 'DTMF tones are digits, *, #, A to D, and a comma for a pause of two seconds.',
    });
  }
  return text.toUpperCase();
}

/** Queues tones behind those that are still being sent; resolves when the last one was. */
export function sendTones(sender: DtmfSender, tones: string): Promise<void> {
  return new Promise((resolve) => {
    const heard = (event: { tone: string }): void => {
      // The empty tone says that the buffer is empty.
      if (event.tone !== '') return;
      sender.removeEventListener('tonechange', heard);
      resolve();
    };
    sender.addEventListener('tonechange', heard);
    sender.insertDTMF(sender.toneBuffer + tones, TONE_MS, GAP_MS);
  });
}

/** The pause that a comma means to `RTCDTMFSender` too. */
const PAUSE_MS = 2000;

/** Sends digits with `send`, which takes no pauses; resolves when the last one was taken. */
export async function sendDigits(send: (digits: string) => Promise<void>, tones: string): Promise<void> {
  for (const part of tones.split(/(,)/)) {
    if (part === ',') await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    else if (part !== '') await send(part);
  }
}
