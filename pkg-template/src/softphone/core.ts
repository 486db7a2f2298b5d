import { errorFrom } from '../errors.js';
import type { phone } from '../load-phone.js';

/** The module's class, as far as it is used. */
export type CoreClass = Awaited<ReturnType<typeof phone.load>>['SoftphoneCore'];
export type Core = InstanceType<CoreClass>;

/** Waits for what a command of the core gives; the core rejects with a code. */
export async function settled<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (code) {
    if (typeof code !== 'string') throw code;
    throw errorFrom({ kind: code === 'invalid_argument' ? 'argument' : 'phone', code });
  }
}
