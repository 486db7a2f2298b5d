// The declarations under the compiler options that users have, `skipLibCheck` off.
import test from 'node:test';
import { bin, project, run } from '../project.mjs';

const ROOT = `
import { VoIPClient, Softphone, VoIPError, useVoIP, type Call } from '@cemscale/voip-sdk';
export async function main(): Promise<string> {
  const client = new VoIPClient({ apiUrl: 'https://pbx.example' });
  await client.login({ username: '1001', password: 'secret', tenantId: 'acme' });
  const { callUuid } = await client.originate({ fromExtension: '1001', toNumber: '+17865551234' });
  const uuid: string = callUuid;
  const unsubscribe: () => void = client.onWsEvent('call_start', (event) => { const caller: string = event.data.caller; void caller; });
  unsubscribe();
  // @ts-expect-error an operation that does not exist
  client.originat({});
  // @ts-expect-error a number is no extension
  await client.originate({ fromExtension: 1001, toNumber: '+17865551234' });
  const phone: Softphone = client.createSoftphone({ wsUri: 'wss://pbx.example/sip', sipDomain: 'acme.test', extension: '1001', password: 'secret' });
  phone.on('incoming', (call: Call) => { void call.answer(); });
  const call = await phone.call('1002');
  const state: string = call.state;
  try { await call.hangup(); } catch (error) { if (error instanceof VoIPError) return error.code; }
  return uuid + state + typeof useVoIP;
}
`;
const CLIENT = `
import { VoIPClient, AuthenticationError } from '@cemscale/voip-sdk/client';
export const client = new VoIPClient({ apiUrl: 'https://pbx.example', fetch: globalThis.fetch });
export const refused = (error: unknown): boolean => error instanceof AuthenticationError && error.status === 401;
`;
const strict = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };

const compile = async (name, file, text, compilerOptions) => {
  const dir = await project(`ts-${name}`, { [file]: text, 'package.json': { type: 'commonjs', private: true }, 'tsconfig.json': { compilerOptions: { ...strict, ...compilerOptions }, files: [file] } });
  await run(bin('tsc'), ['-p', dir], { cwd: dir });
};

for (const [resolution, file, module] of [
  ['node16', 'main.mts', 'node16'],
  ['node16', 'main.cts', 'node16'],
  ['nodenext', 'main.mts', 'nodenext'],
  ['nodenext', 'main.cts', 'nodenext'],
  ['bundler', 'main.ts', 'esnext'],
]) {
  test(`the root compiles as ${file} under moduleResolution ${resolution}`, () =>
    compile(`${resolution}-${file.replace('.', '-')}`, file, ROOT, { module, moduleResolution: resolution, lib: ['es2022', 'dom'], types: [] }));
}

test('/client compiles in a project for Node that has no DOM', () =>
  compile('node-only', 'main.mts', CLIENT, { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022'], types: ['node'] }));
