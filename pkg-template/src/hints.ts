/** Sentences of what can go wrong before any other part of the package is there; the others come with those parts. */
export const FACE_HINTS = {
  invalid_argument: 'Correct the argument that the message names.',
  wasm_unavailable:
    "The WebAssembly module could not be loaded: allow 'wasm-unsafe-eval' in the page's script-src, or give it by init().",
  disposed: 'This object was disposed of: make a new one.',
} as const;

/** Sentences by code, of the parts that are there. @internal */
export const hints: Record<string, string> = { ...FACE_HINTS };

/** More sentences are there. @internal */
export function learn(more: Readonly<Record<string, string>>): void {
  Object.assign(hints, more);
}

/** On the prototype and by its text: bundlers may rename classes. @internal */
export function named(constructor: { prototype: object }, name: string): void {
  Object.defineProperty(constructor.prototype, 'name', { value: name, configurable: true, writable: true });
}
