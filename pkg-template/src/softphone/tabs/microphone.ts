import { errorFrom } from '../../errors.js';

/** The parts of a browser that are used. */
interface Devices {
  permissions?: { query(what: { name: string }): Promise<{ state: string }> };
  mediaDevices?: { getUserMedia(what: { audio: unknown }): Promise<{ getTracks(): { stop(): void }[] }> };
}

/**
 * Asks the user for the microphone here, where the click was, when the origin has not been given it yet: the tab that
 * takes the sound may be hidden, and so would be the browser's question. What is given here is given there.
 */
export async function askForMicrophone(audio: unknown): Promise<void> {
  const { permissions, mediaDevices } = (globalThis as unknown as { navigator?: Devices }).navigator ?? {};
  const asked = await permissions?.query({ name: 'microphone' }).catch(() => undefined);
  // Where it cannot be told, or was decided, the tab that takes the sound finds out.
  if (asked?.state !== 'prompt') return;
  try {
    const stream = await mediaDevices?.getUserMedia({ audio: audio ?? true });
    for (const track of stream?.getTracks() ?? []) track.stop();
  } catch (cause) {
    if ((cause as Error)?.name !== 'NotAllowedError') return;
    throw errorFrom({ kind: 'phone', code: 'microphone_denied', cause });
  }
}
