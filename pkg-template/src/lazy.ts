import { VoIPError } from './base.js';

/**
 * Where a WebAssembly module comes from: a URL, a `Response`, bytes, or a compiled `WebAssembly.Module`.
 */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | object;

/** wasm-bindgen's loader, under the name that build.mjs gives it. */
interface Glue {
  load(input: { module_or_path: unknown }): Promise<unknown>;
}

/** A module that is loaded once, at its first use; a failure is not remembered. @internal */
export class Lazy<M> {
  source: WasmSource | undefined;
  #loading: Promise<M> | undefined;
  readonly #glue: () => Promise<unknown>;
  readonly #inline: () => Promise<{ bytes(): unknown }>;

  constructor(glue: () => Promise<unknown>, inline: () => Promise<{ bytes(): unknown }>) {
    this.#glue = glue;
    this.#inline = inline;
  }

  /**
   * Begins to fetch what `load()` takes. Chunks are not made into a module before somebody needs it: that holds the page's
   * thread for milliseconds, in which others wait.
   */
  fetch(): void {
    const parts = this.source === undefined ? [this.#glue(), this.#inline()] : [this.load()];
    for (const part of parts) part.catch(() => undefined);
  }

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
      this.#glue() as Promise<Glue>,
      source === undefined ? this.#inline().then((chunk) => chunk.bytes()) : source,
    ]);
    await glue.load({ module_or_path: input });
    return glue as unknown as M;
  }
}

/** A chunk of this package: one that a newer deployment has taken away is an error as any other. @internal */
export const fetched = <M>(chunk: Promise<M>): Promise<M> =>
  chunk.catch((cause: unknown) => {
    throw new VoIPError({ code: 'wasm_unavailable', message: 'A part of the package could not be fetched: reload the page.', cause });
  });
