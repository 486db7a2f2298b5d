import { Lazy } from './lazy.js';
import type * as ClientModule from '../gen/client/voip_sdk.js';

/** The module of REST and events. @internal */
export const client = new Lazy<typeof ClientModule>(
  () => import('../gen/client/voip_sdk.js'),
  () => import('./wasm/client.js'),
);
