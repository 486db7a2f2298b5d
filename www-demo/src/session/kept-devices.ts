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

export function keepDevice(use: DeviceUse, deviceId: string | null): void {
  localStorage.setItem(storageKey, JSON.stringify({ ...keptDevices(), [use]: deviceId }));
}
