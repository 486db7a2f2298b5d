import type { SoftphoneOptions } from '../softphone/types.js';
import { NO_DEVICES } from './none.js';
import type { DeviceStore } from './store.js';
import type { DevicesSnapshot } from './types.js';

/**
 * The microphones and loudspeakers of a phone, and which of them it uses. A store for user interfaces; nothing is
 * looked up before `subscribe`, a command, or the first call, and only `ask()` and calls ask the user for permission.
 */
export interface Devices {
  /**
   * Has the devices looked after, and tells of changes.
   * @param listener Called when the snapshot was replaced.
   * @returns The function that stops it.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * The devices as they are known.
   * @returns The same object until something changes.
   */
  readonly getSnapshot: () => DevicesSnapshot;
  /**
   * Looks the devices up, and has them looked after from then on. Without permission for the microphone browsers hide
   * their names, and most of them.
   * @returns The snapshot after that.
   */
  load(): Promise<DevicesSnapshot>;
  /**
   * Asks the user for the microphone, so that devices can be chosen before the first call; call it in answer to a click.
   * @returns The snapshot, with names.
   * @throws {SoftphoneError} `microphone_denied`, `microphone_missing` or `microphone_failed`.
   */
  ask(): Promise<DevicesSnapshot>;
  /**
   * Speaks by this microphone: at once in every call, which stays muted or on hold as it is, and in later ones.
   * @param deviceId One of `inputs`; `null` for the system's own.
   * @throws {SoftphoneError} `device_missing`, `microphone_denied` or `microphone_failed`; then nothing has changed.
   */
  setInput(deviceId: string | null): Promise<void>;
  /**
   * Plays calls on this device.
   * @param deviceId One of `outputs`; `null` for the system's own.
   * @throws {SoftphoneError} `device_missing`, `output_denied` or `output_unsupported`; then nothing has changed.
   */
  setOutput(deviceId: string | null): Promise<void>;
  /**
   * Rings on this device.
   * @param deviceId One of `outputs`; `null` for the system's own.
   * @throws {SoftphoneError} As `setOutput`.
   */
  setRingtoneOutput(deviceId: string | null): Promise<void>;
}

/**
 * The devices as applications see them: `use` loads what is behind it, `now` is that once it is there. `once` loads it
 * too, and calls back when it is there, whoever loads it in the end; it returns what takes that back.
 */
export function devicesOf(
  { devices }: SoftphoneOptions,
  now: () => DeviceStore | undefined,
  use: <T>(act: (store: DeviceStore) => T | Promise<T>) => Promise<T>,
  once: (act: (store: DeviceStore) => void) => () => void,
): Devices {
  const { input = null, output = null, ringtoneOutput = null } = devices ?? {};
  const before: DevicesSnapshot = Object.freeze({ ...NO_DEVICES, input, output, ringtoneOutput });
  const self: Record<string, unknown> = {
    subscribe(listener: () => void) {
      let stop =
        now()?.subscribe(listener) ??
        once((store) => {
          stop = store.subscribe(listener);
          if (store.getSnapshot() !== before) listener();
        });
      return () => stop();
    },
    getSnapshot: () => now()?.getSnapshot() ?? before,
  };
  for (const name of ['load', 'ask', 'setInput', 'setOutput', 'setRingtoneOutput'] as const) {
    self[name] = (...given: never[]) => use((store) => (store[name] as (...all: never[]) => Promise<unknown>).apply(store, given));
  }
  return self as unknown as Devices;
}
