// The SDK's own parser, in the phone's module as it is shipped with three exports more. What it reads stays where the
// SDK works with it, in WebAssembly; `fields` hands it over to JavaScript.
import load, { benchFields, benchRead, benchTurn } from 'voip-sdk-with-parser/voip_sdk.js';
import wasm from 'voip-sdk-with-parser/voip_sdk_bg.wasm?url';

export const ready = load({ module_or_path: wasm });
export const read = benchRead;
export const turn = benchTurn;
export const fields = (text) => benchFields(text).split('\u001f').slice(0, -1);
