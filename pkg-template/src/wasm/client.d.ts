/** The wasm module as `bytesOf` reads it; build.mjs puts the real chunk in its place. */
export declare const wasm: string;
