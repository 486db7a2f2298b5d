/** The part of the browser's tracks that is used. No declaration of this package names the browser's own types. */
export interface SoundTrack {
  readonly readyState: string;
  getSettings(): { deviceId?: string };
  stop(): void;
  addEventListener(name: 'ended', listener: () => void): void;
  removeEventListener(name: 'ended', listener: () => void): void;
}

/** The same of its streams. */
export interface SoundStream {
  getTracks(): SoundTrack[];
}

/** Asks for a microphone: exactly this one, or with `null` the system's own. */
export async function openMicrophone(audio: unknown, deviceId: string | null): Promise<SoundStream> {
  const wanted = typeof audio === 'object' && audio !== null ? (audio as MediaTrackConstraints) : undefined;
  return navigator.mediaDevices.getUserMedia({
    audio: deviceId === null ? (wanted ?? true) : { ...wanted, deviceId: { exact: deviceId } },
  });
}

/** The user or a policy refused, whatever device it were. */
export const isRefusal = ({ name }: Error): boolean => name === 'NotAllowedError' || name === 'SecurityError';
