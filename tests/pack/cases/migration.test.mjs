// The right columns of docs/migration.md compile: each piece of code in them is a line of one program.
import assert from 'node:assert/strict';
import test from 'node:test';
import { textOf } from '../documents.mjs';
import { bin, project, run } from '../project.mjs';

/** What the cells speak of. */
const HEAD = `
import { ERROR_HINTS, Softphone, VoIPError, type Call, type CallOptions, type CallState, type SoftphoneOptions, type VoIPClient } from '@cemscale/voip-sdk';
import { parseWebhook } from '@cemscale/voip-sdk/webhooks';
declare const client: VoIPClient, phone: Softphone, call: Call, other: Call;
declare const id: string, uri: string, deviceId: string, text: string, tones: string, wsUri: string, sipDomain: string, extension: string, password: string;
declare const weight: number, statusCode: number, more: Omit<SoftphoneOptions, 'wsUri'>;
declare const body: Uint8Array, headers: Record<string, string>, secret: string;
type Word = keyof (SoftphoneOptions & CallOptions) | CallState | keyof typeof ERROR_HINTS | keyof VoIPError | keyof typeof import('@cemscale/voip-sdk');
export async function cells(): Promise<void> {
`;

/** The code in the last cell of each row. */
function cells(text) {
  const rows = text.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').at(-2));
  return rows.flatMap((cell) => {
    // `phone.devices.setInput(id)`, `setInput(null)`: the second is a method of the same.
    let receiver = 'phone';
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => {
      receiver = /^(?:await )?([\w.]+)\.\w+\(/.exec(code)?.[1] ?? receiver;
      return /^\w+\(.*\)$/.test(code) && !code.startsWith('parseWebhook') ? `${receiver}.${code}` : code;
    });
  });
}

/** A piece of code as a statement; `…` is what the reader puts in. */
function statement(code) {
  const whole = code
    .replace(/=> …/g, '=> undefined')
    .replace(/, …\)/g, ', () => undefined)')
    .replace(/, … \}/g, ', ...more }')
    .replace(/, …\]/g, ']');
  if (/^@/.test(whole)) return `void import('${whole}');`;
  if (/^\w+$/.test(whole)) return `{ const word: Word = '${whole}'; void word; }`;
  if (/^\w+: /.test(whole)) return `{ const options: Partial<SoftphoneOptions> & CallOptions = { ${whole} }; void options; }`;
  if (/^for await/.test(whole)) return `${whole} void call;`;
  return whole.startsWith('await ') ? `${whole};` : `void (${whole});`;
}

async function complaints(codes) {
  const main = `${HEAD}${codes.map((code) => `  ${statement(code)} // ${code}`).join('\n')}\n}\nvoid parseWebhook;\n`;
  const compilerOptions = { strict: true, noEmit: true, target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022', 'dom'], types: [] };
  const dir = await project('migration', { 'main.mts': main, 'tsconfig.json': { compilerOptions, files: ['main.mts'] }, 'package.json': { type: 'module', private: true } });
  return run(bin('tsc'), ['-p', dir, '--pretty', 'false'], { cwd: dir }).catch((error) => error.message);
}

test('what stands on the right in docs/migration.md compiles', async () => {
  const codes = cells(await textOf('docs/migration.md'));
  assert.ok(codes.length > 60, `${codes.length} pieces of code`);
  assert.equal(await complaints(codes), '');
});

test('a call, an option and a word that do not exist are found', async () => {
  const said = await complaints(['await call.unhold()', 'maxCallz: 3', 'no_such_code']);
  for (const wrong of [/unhold/, /maxCallz/, /no_such_code/]) assert.match(said, wrong);
});
