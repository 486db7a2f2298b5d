import type { DeviceOptions, DeviceUse } from '@cemscale/voip-sdk';

const storageKey = 'voip-demo-devices';

/** The devices that were chosen in this browser before. */
export function keptDevices(): DeviceOptions {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') as DeviceOptions;
  } catch {
    return {};
  }
}

/** Keeps a choice for the next visit, where the browser lets the page keep anything. */
export function keepDevice(use: DeviceUse, deviceId: string | null): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify({ ...keptDevices(), [use]: deviceId }));
  } catch {
    // Blocked or full: the choice is for this visit.
  }
}
