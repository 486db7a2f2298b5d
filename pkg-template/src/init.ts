import type { WasmSource } from './lazy.js';
import { client } from './load-client.js';
import { phone } from './load-phone.js';

export type { WasmSource } from './lazy.js';

/** Sources for the modules of this entry. */
export interface WasmSources {
  /** REST and realtime events: `@cemscale/voip-sdk/voip_sdk_client_bg.wasm`. */
  client?: WasmSource;
  /** The softphone: `@cemscale/voip-sdk/voip_sdk_phone_bg.wasm`. */
  phone?: WasmSource;
}

/**
 * Loads the WebAssembly ahead of its first use, or from a place of your own. Nobody has to call it: the first command
 * that needs a module loads it.
 *
 * - `init()` loads the module of REST and events.
 * - `init(source)` takes that module from a URL, a `Response`, bytes or a `WebAssembly.Module` (for pages that host
 *   the file themselves).
 * - `init({ client, phone })` names the sources of both and loads those that are named.
 *
 * Only the first load of a module counts; a failed one can be repeated.
 * @param source Where the WebAssembly comes from; the chunks of the package when not given.
 * @throws {VoIPError} `wasm_unavailable` when it cannot be fetched or compiled.
 */
export async function init(source?: WasmSource | WasmSources): Promise<void> {
  if (isSources(source)) {
    const loads: Promise<unknown>[] = [];
    for (const [lazy, from] of [
      [client, source.client],
      [phone, source.phone],
    ] as const) {
      if (from === undefined) continue;
      lazy.source = from;
      loads.push(lazy.load());
    }
    await Promise.all(loads);
    return;
  }
  if (source !== undefined) client.source = source;
  await client.load();
}

function isSources(source: unknown): source is WasmSources {
  if (typeof source !== 'object' || source === null || Object.getPrototypeOf(source) !== Object.prototype) return false;
  return 'client' in source || 'phone' in source;
}
