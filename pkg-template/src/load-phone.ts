import { Lazy } from './lazy.js';
import type * as PhoneModule from '../gen/phone/voip_sdk.js';

/** The module of the softphone. @internal */
export const phone = new Lazy<typeof PhoneModule>(
  () => import('../gen/phone/voip_sdk.js'),
  () => import('./wasm/phone.js'),
);
