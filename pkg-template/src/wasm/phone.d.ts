/** The octets of the wasm module; build.mjs puts the real chunk in its place. */
export declare function bytes(): Uint8Array<ArrayBuffer>;
