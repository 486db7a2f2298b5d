// From wasm-bindgen's declarations to the TypeScript that the facade is built on: `gen/model.ts` (the types of the
// API) and `gen/operations.ts` (one method a row of the table of operations, with its documentation).
import { readFile, writeFile } from 'node:fs/promises';
import { documentation, iteratorDocumentation } from './operation-docs.mjs';

/** The table of operations, as `src/bindings/client.rs` declares it. */
const OPERATIONS = /^\/\*\* What `call` takes\. \*\/\nexport interface Operations \{\n([\s\S]*?)^\}\n/m;
const MADE = '// Made by build.mjs from the Rust sources; not edited by hand.\n';

/** Reads `gen/client/voip_sdk.d.ts` and writes both files. Returns the operations' names. */
export async function generate(gen) {
  const source = await readFile(new URL('client/voip_sdk.d.ts', gen), 'utf8');
  const model = modelOf(source);
  const operations = operationsOf(source);
  await writeFile(new URL('model.ts', gen), MADE + model);
  await writeFile(new URL('operations.ts', gen), MADE + facadeOf(operations, model));
  return operations.map((operation) => operation.name);
}

/** The declarations of types: all that stands before the classes, but for the operations. */
function modelOf(source) {
  const classes = source.search(/^export class /m);
  if (classes < 0) throw new Error('gen/client/voip_sdk.d.ts has no class: build the wasm modules first.');
  const before = source.slice(0, classes).replace(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/, '');
  return before.replace(/^\/\* (tslint|eslint).*$\n/gm, '').replace(OPERATIONS, '');
}

/** Methods whose last argument is `RequestOptions`; longer names come before those that they begin with. */
function operationsOf(source) {
  const [, body] = OPERATIONS.exec(source) ?? [];
  if (!body) throw new Error('gen/client/voip_sdk.d.ts has no interface Operations.');
  const method = /( {4}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n) {4}(\w+)\((.*?)(?:, )?options\?: RequestOptions\): Promise<(\w+)>;/g;
  const operations = [...body.matchAll(method)].map(([, doc, name, params, answer]) => ({
    doc: doc.replace(/^ {4}/gm, '  '),
    name,
    params,
    answer,
  }));
  const order = ({ name }) => `${name}_`;
  operations.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  if (operations.length === 0) throw new Error('No operation was found in gen/client/voip_sdk.d.ts.');
  return operations;
}

/**
 * Declared as an interface and made in a loop: eighty methods written out would be most of what a page loads for them.
 */
function facadeOf(operations, model) {
  const iterators = operations.map((operation) => iteratorOf(operation, model)).filter(Boolean);
  const text = [...operations.map((operation) => methodOf(operation, model)), ...iterators.map(({ declaration }) => declaration)].join('\n');
  const types = [...model.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
  const used = types.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const counted = operations.map(({ name, params }) => ({ name, count: namesOf(params).length }));
  const counts = Array.from({ length: Math.max(...counted.map(({ count }) => count)) + 1 }, (_, count) => count);
  const names = counts.map((wanted) => counted.filter(({ count }) => count === wanted).map(({ name }) => name).join()).join(';');
  const paging = iterators.map(({ name, list, leading }) => pagingOf(name.slice('list'.length), list, leading)).join();
  return `import type { ${used.join(', ')} } from './model.js';
import type { ApiPromise } from '../src/api-promise.js';
import { addIterators, addOperations } from '../src/operations.js';

/** The operations of the REST API. */
export abstract class Operations {
  /** @internal */
  protected abstract callOperation<T>(name: string, args: unknown[], options: RequestOptions | undefined): ApiPromise<T>;
}

/** The operations of the REST API. */
export interface Operations {
${text}}

addOperations(Operations.prototype, '${names}');
addIterators(Operations.prototype, '${paging}');
`;
}

/** What follows from the name, as for most, is not said. */
function pagingOf(name, list, leading) {
  const isUsual = list === name[0].toLowerCase() + name.slice(1) && leading === 0;
  return isUsual ? name : `${name} ${list} ${leading}`;
}

/** The names of a list of parameters. */
function namesOf(params) {
  return params ? params.split(', ').map((param) => param.replace(/\??:.*$/, '')) : [];
}

function methodOf(operation, model) {
  const { name, params, answer } = operation;
  const all = params ? `${params}, options?: RequestOptions` : 'options?: RequestOptions';
  return `${documentation(operation, membersOf(answer, model))}  ${name}(${all}): ApiPromise<${answer}>;
`;
}

/** The members of an interface of the model. */
function membersOf(name, model) {
  const [, members] = new RegExp(`^export interface ${name} \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(model) ?? [];
  return members ?? '';
}

/** Lists that page have an `iterate…` twin. */
function iteratorOf({ doc, name, params, answer }, model) {
  const members = membersOf(answer, model);
  const [, list, item] = /^ {4}(\w+): (\w+)\[\];/m.exec(members) ?? [];
  if (!list || !members.includes('nextCursor?:') || !name.startsWith('list')) return undefined;
  const [, before, input] = /^(.*?)params\?: (\w+)/.exec(params) ?? [];
  if (!input) throw new Error(`${name} pages, but takes no parameters.`);
  const twin = name.replace(/^list/, 'iterate');
  const declaration = `${iteratorDocumentation({ doc, name, twin, input })}  ${twin}(${before}params?: ${input}, options?: RequestOptions): AsyncGenerator<${item}, void, undefined>;
`;
  return { declaration, name, list, leading: namesOf(before.replace(/, $/, '')).length };
}
