// The reference of the API as HTML: `node reference.mjs FOLDER-OF-THE-PACKAGE TARGET`. It is made from the declarations
// that the package ships, and fails where they do not say everything: an export or a member without a sentence, a
// parameter or a result that is not explained, a link that leads nowhere, a type that is named but not exported.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, LogLevel, Logger, ReflectionKind } from 'typedoc';

const here = dirname(fileURLToPath(import.meta.url));
const ENTRIES = ['index', 'webhooks/index', 'element/index'];
const OPTIONS = {
  strict: true,
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  noEmit: true,
};
const DOCUMENTED = [
  'Variable', 'Function', 'Class', 'Interface', 'Property', 'Method', 'Accessor', 'TypeAlias', 'Constructor',
];

/** What says enough by itself: the hint is the sentence, and a union's type and data are explained where it is. */
const BY_ITSELF = /\bERROR_HINTS\.__type\.\w+$|\b(?:RealtimeEvent|WebhookEvent)\.__type\.(?:type|event|data)$/;
/** Results that need no words. */
const PLAIN = /^(?:void|this|Promise<void>|\(\) => void|undefined)$/;

/** Keeps what typedoc complains of. */
class Complaints extends Logger {
  list = [];
  log(message, level) {
    if (level >= LogLevel.Warn) this.list.push(message.replace(/\u001b\[\d*m/g, ''));
  }
}

/** Makes the reference in `target` and resolves to what is missing in it, one sentence each. */
export async function reference(folder, target) {
  const source = join(resolve(folder), 'dist/types/src');
  const entryPoints = ENTRIES.map((name) => join(source, `${name}.d.ts`));
  // One for each folder: typedoc remembers them by their names.
  const settings = join(here, `tmp/${basename(resolve(folder))}.tsconfig.json`);
  await mkdir(dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify({ compilerOptions: OPTIONS, files: entryPoints }));
  await rm(target, { recursive: true, force: true });
  const app = await Application.bootstrap({
    entryPoints,
    tsconfig: settings,
    name: '@cemscale/voip-sdk',
    readme: join(folder, 'README.md'),
    out: resolve(target),
    basePath: source,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    hideGenerator: true,
    // Declared to make other types, and of no use by themselves.
    intentionallyNotExported: ['LABELS', 'SessionSettings', 'UnknownWsEventType.Unknown', 'UnknownName.any'],
    validation: { notExported: true, invalidLink: true, rewrittenLink: true, invalidPath: true, notDocumented: false },
  });
  const complaints = new Complaints();
  app.logger = complaints;
  const project = await app.convert();
  if (!project) return ['typedoc could not read the declarations', ...complaints.list];
  app.validate(project);
  await app.generateOutputs(project);
  return [...complaints.list, ...project.getReflectionsByKind(ReflectionKind.All).flatMap(missingIn)];
}

/** What is not said about one reflection. */
function missingIn(reflection) {
  const name = reflection.getFullName();
  if (BY_ITSELF.test(name) || foreign(reflection)) return [];
  if (reflection.kindOf(ReflectionKind.SomeSignature)) return missingInSignature(reflection, name);
  const kinds = DOCUMENTED.reduce((all, kind) => all | ReflectionKind[kind], 0);
  if (!reflection.kindOf(kinds) || saidBySignatures(reflection)) return [];
  return reflection.hasComment() || reflection.isReference?.() ? [] : [`${name} is not explained`];
}

/** What comes from the browser's or the language's own declarations. */
const foreign = (reflection) => reflection.flags?.isExternal || (reflection.inheritedFrom && !reflection.inheritedFrom.reflection && !reflection.hasComment());

/** Functions carry their words on signatures, and so do properties that are functions. */
function saidBySignatures(reflection) {
  return Boolean(reflection.signatures?.length || reflection.getSignature || reflection.setSignature)
    || reflection.type?.type === 'reflection' && reflection.type.declaration.signatures?.some((one) => one.hasComment());
}

function missingInSignature(signature, name) {
  if (!signature.kindOf(ReflectionKind.CallSignature | ReflectionKind.ConstructorSignature | ReflectionKind.GetSignature)) return [];
  // A type that is a function is explained where it stands.
  if (signature.parent.kindOf(ReflectionKind.TypeLiteral)) return [];
  if (signature.kindOf(ReflectionKind.ConstructorSignature) && !signature.parameters?.length) return [];
  if (!signature.hasComment()) return [`${name} is not explained`];
  if (signature.kindOf(ReflectionKind.GetSignature)) return [];
  const missing = (signature.parameters ?? [])
    .filter((one) => one.name !== '__namedParameters' && !one.hasComment())
    .map((one) => `${name}: @param ${one.name} is missing`);
  const result = signature.type?.toString() ?? 'void';
  const returns = signature.comment.getTag('@returns') !== undefined;
  if (signature.kindOf(ReflectionKind.CallSignature) && !PLAIN.test(result) && !returns) missing.push(`${name}: @returns is missing (${result})`);
  return missing;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, target] = process.argv.slice(2);
  if (!target) throw new Error('usage: node reference.mjs FOLDER-OF-THE-PACKAGE TARGET');
  const missing = await reference(folder, target);
  for (const sentence of missing) console.error(sentence);
  if (missing.length > 0) {
    console.error(`The reference lacks ${missing.length} things.`);
    process.exitCode = 1;
  } else console.log(`${resolve(target)}/index.html`);
}
