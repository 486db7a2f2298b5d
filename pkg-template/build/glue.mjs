// wasm-bindgen's glue without what this package never uses. Each cut says what it expects: glue of another shape stops
// the build, and is looked at anew.

const WHOLE = [
  // The module is always given. Bundlers see the URL and look for a file beside this one, which is not there.
  [/    if \(module_or_path === undefined\) \{\n        module_or_path = new URL\([^)]*import\.meta\.url\);\n    \}\n/, ''],
  // And always as a member of an object.
  [/    if \(module_or_path !== undefined\) \{\n[^]*?console\.warn\([^)]*initialization function[^]*?\n    \}\n/, '    ({module_or_path} = module_or_path);\n'],
  [/    if \(module !== undefined\) \{\n[^]*?console\.warn\([^)]*`initSync\(\)`[^]*?\n    \}\n/, '    ({module} = module);\n'],
  // Strings are always passed with both functions of the allocator.
  [/function passStringToWasm0\(arg, malloc, realloc\) \{\n    if \(realloc === undefined\) \{[^]*?\n    \}\n/, 'function passStringToWasm0(arg) {\n    const { __wbindgen_malloc: malloc, __wbindgen_realloc: realloc } = wasm;\n'],
];

/** What every host of ES2022 has. Some modules need none of it. */
const KNOWN = [
  [/\(typeof FinalizationRegistry === 'undefined'\)\s*\? \{[^}]*\{\}[^}]*\{\} \}\s*: new FinalizationRegistry/g, 'new FinalizationRegistry'],
  [/if \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?\n\}\n/g, ''],
  [/passStringToWasm0\(([^;\n]*?), wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc\)/g, 'passStringToWasm0($1)'],
];

const EXPORTS = /export \{ initSync, __wbg_init as default \};\n?$/;

/** The glue of a module that is compiled without a promise or, as `load`, with one. */
export function slim(glue, isSync) {
  let text = glue;
  for (const [pattern, replacement] of [...WHOLE, [EXPORTS, isSync ? 'export { initSync };\n' : 'export { __wbg_init as load };\n']]) {
    const next = text.replace(pattern, replacement);
    if (next === text) throw new Error(`wasm-bindgen's glue has changed its shape: there is no ${pattern}`);
    text = next;
  }
  for (const [pattern, replacement] of KNOWN) text = text.replace(pattern, replacement);
  const left = /import\.meta|FinalizationRegistry === |'encodeInto' in|passStringToWasm0\([^\n]*__wbindgen_malloc/.exec(text);
  if (left) throw new Error(`wasm-bindgen's glue has changed its shape: there still is ${left[0]}`);
  return text;
}
