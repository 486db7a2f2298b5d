import type { DevicesSnapshot } from './types.js';

const none: readonly never[] = Object.freeze([]);

/** What there is to show before anybody has looked at the devices. @internal */
export const NO_DEVICES: DevicesSnapshot = Object.freeze({
  inputs: none,
  outputs: none,
  input: null,
  output: null,
  ringtoneOutput: null,
  permission: 'unknown',
});
