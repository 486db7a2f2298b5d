/** React hooks. Importing them does nothing and loads nothing, on the server too. */
export { VoIPProvider, type VoIPProviderElement, type VoIPProviderOptions, type VoIPProviderProps } from './provider.js';
export { useVoIP, type UseVoIPOptions, type UseVoIPResult } from './use-voip.js';
export { useCall, useCalls, useCallStatus, type CallStatusOptions } from './use-calls.js';
export type { CallStatusState } from './call-status.js';
export { useDevices, type UseDevicesResult } from './use-devices.js';
export { usePresence, type PresenceOf } from './use-presence.js';
export { useQueueStats } from './use-queue-stats.js';
export type { QueueStatsState } from './queue-stats.js';
