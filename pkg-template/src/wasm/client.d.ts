/** The wasm module as `bytesOf` reads it, in its parts; build.mjs puts the real chunk in its place. */
export declare const wasm: readonly string[];
