/** The WebAssembly of `unpack/`, as base64; build/unpack.mjs puts the real one in its place. */
declare const unpack: string;
export default unpack;
