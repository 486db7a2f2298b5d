import { useContext, useMemo } from 'react';
import type { Devices, DevicesSnapshot, Softphone } from '../client.js';
import { SoftphoneError } from '../base.js';
import { learn } from '../hints.js';
import { HOOK_HINTS } from '../hook-hints.js';
import { NO_DEVICES } from '../devices/none.js';
import { sessionContext } from './context.js';
import { pageSession } from './registry.js';
import type { Session } from './session.js';
import { nothing } from './shared.js';
import { useSlice, type Slice } from './slice.js';

/** What `useDevices` returns. The commands never change. */
export interface UseDevicesResult extends DevicesSnapshot {
  /**
   * Asks for the microphone; in answer to a click.
   * @returns The snapshot, with names.
   * @throws {SoftphoneError} As {@link Devices.ask}; `not_started` without a phone.
   */
  ask(): Promise<DevicesSnapshot>;
  /**
   * Speaks by this microphone.
   * @param deviceId One of `inputs`; `null` for the system's own.
   * @throws {SoftphoneError} As {@link Devices.setInput}.
   */
  setInput(deviceId: string | null): Promise<void>;
  /**
   * Plays calls on this device.
   * @param deviceId One of `outputs`; `null` for the system's own.
   * @throws {SoftphoneError} As {@link Devices.setOutput}.
   */
  setOutput(deviceId: string | null): Promise<void>;
  /**
   * Rings on this device.
   * @param deviceId One of `outputs`; `null` for the system's own.
   * @throws {SoftphoneError} As {@link Devices.setOutput}.
   */
  setRingtoneOutput(deviceId: string | null): Promise<void>;
}

/**
 * The microphones and loudspeakers of the phone, which of them are used, and commands to choose others. Empty until the
 * session has a phone. Devices are looked up once a component shows them; nobody is asked for permission.
 * @returns The devices at this moment, and the commands.
 */
export function useDevices(): UseDevicesResult {
  const provided = useContext(sessionContext());
  const snapshot = useSlice(devicesOf);
  const commands = useMemo(() => {
    const devices = (): Devices => {
      const phone = (provided ?? pageSession.getSnapshot())?.phone;
      if (!phone) {
        learn(HOOK_HINTS);
        throw new SoftphoneError({ code: 'not_started' });
      }
      return phone.devices;
    };
    return {
      ask: async () => devices().ask(),
      setInput: async (deviceId: string | null) => devices().setInput(deviceId),
      setOutput: async (deviceId: string | null) => devices().setOutput(deviceId),
      setRingtoneOutput: async (deviceId: string | null) => devices().setRingtoneOutput(deviceId),
    };
  }, [provided]);
  return useMemo(() => ({ ...snapshot, ...commands }), [snapshot, commands]);
}

function devicesOf(session: Session | null): Slice<DevicesSnapshot> {
  const getServerSnapshot = (): DevicesSnapshot => NO_DEVICES;
  if (!session) return { subscribe: () => nothing, getSnapshot: getServerSnapshot, getServerSnapshot };
  return {
    subscribe(listener) {
      let phone: Softphone | null = null;
      let stop = nothing;
      const follow = (): void => {
        if (session.phone === phone) return;
        stop();
        phone = session.phone;
        stop = phone?.devices.subscribe(listener) ?? nothing;
        listener();
      };
      const watcher = { attach: follow, detach: follow };
      session.watchers.add(watcher);
      follow();
      return () => {
        session.watchers.delete(watcher);
        stop();
      };
    },
    getSnapshot: () => session.phone?.devices.getSnapshot() ?? NO_DEVICES,
    getServerSnapshot,
  };
}
