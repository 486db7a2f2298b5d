/** The wasm module as base64; build.mjs puts the real chunk in its place. */
export declare const wasm: string;
