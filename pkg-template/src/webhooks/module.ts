import * as glue from '../../gen/webhooks/voip_sdk.js';
import { VoIPError } from '../base.js';
import { bytes } from '../wasm/webhooks.js';

let ready = false;

/** The functions of the module, which is compiled at the first call; a failure is not remembered. @internal */
export function functions(): typeof glue {
  if (!ready) load(bytes);
  return glue;
}

/**
 * Only for hosts that do not compile WebAssembly from bytes, such as edge functions: gives the module of
 * `@cemscale/voip-sdk/voip_sdk_webhooks_bg.wasm`, as bytes or as the `WebAssembly.Module` that the host made of it. The
 * first one counts.
 *
 * @param source The bytes, or the compiled module.
 * @throws a {@link VoIPError} with the code `wasm_unavailable`.
 */
export function init(source: object): void {
  load(() => source);
}

function load(source: () => object): void {
  try {
    glue.initSync({ module: source() as Uint8Array<ArrayBuffer> });
    ready = true;
  } catch (cause) {
    throw new VoIPError({ code: 'wasm_unavailable', cause });
  }
}
