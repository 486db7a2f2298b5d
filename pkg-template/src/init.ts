import { bytesOf } from './octets.js';
import { VoIPError } from './errors.js';
import type * as ClientModule from '../gen/client/voip_sdk.js';
import type * as PhoneModule from '../gen/phone/voip_sdk.js';

/**
 * Where a WebAssembly module comes from: a URL, a `Response`, bytes, or a compiled `WebAssembly.Module`.
 */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | object;

/** Sources for the modules of this entry. */
export interface WasmSources {
  /** REST and realtime events: `@cemscale/voip-sdk/voip_sdk_client_bg.wasm`. */
  client?: WasmSource;
  /** The softphone: `@cemscale/voip-sdk/voip_sdk_phone_bg.wasm`. */
  phone?: WasmSource;
}

/** wasm-bindgen's loader, under the name that build.mjs gives it. */
interface Glue {
  load(input: { module_or_path: unknown }): Promise<unknown>;
}

/** A module that is loaded once, at its first use; a failure is not remembered. */
class Lazy<M> {
  source: WasmSource | undefined;
  #loading: Promise<M> | undefined;

  constructor(
    readonly glue: () => Promise<unknown>,
    readonly inline: () => Promise<{ wasm: readonly string[] }>,
  ) {}

  load(): Promise<M> {
    this.#loading ??= this.#load().catch((cause: unknown) => {
      this.#loading = undefined;
      throw new VoIPError({ code: 'wasm_unavailable', cause });
    });
    return this.#loading;
  }

  async #load(): Promise<M> {
    const { source } = this;
    // Both chunks at once, not one after the other.
    const [glue, input] = await Promise.all([
      this.glue() as Promise<Glue>,
      source === undefined ? this.inline().then((chunk) => bytesOf(chunk.wasm)) : source,
    ]);
    await glue.load({ module_or_path: input });
    return glue as unknown as M;
  }
}

const client = new Lazy<typeof ClientModule>(
  () => import('../gen/client/voip_sdk.js'),
  () => import('./wasm/client.js'),
);
const phone = new Lazy<typeof PhoneModule>(
  () => import('../gen/phone/voip_sdk.js'),
  () => import('./wasm/phone.js'),
);

/** The module of REST and events. @internal */
export const loadClient = (): Promise<typeof ClientModule> => client.load();

/** The module of the softphone. @internal */
export const loadPhone = (): Promise<typeof PhoneModule> => phone.load();

/** A chunk of this package: one that a newer deployment has taken away is an error as any other. @internal */
export const fetched = <M>(chunk: Promise<M>): Promise<M> =>
  chunk.catch((cause: unknown) => {
    throw new VoIPError({ code: 'wasm_unavailable', message: 'A part of the package could not be fetched: reload the page.', cause });
  });

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
