// Next: a client component, a server component and a route handler, built and served.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { signWebhook } from '@cemscale/voip-sdk/webhooks';
import { api, bin, project, run } from '../project.mjs';

const FILES = {
  'package.json': { private: true, name: 'next-user' },
  'next.config.mjs': "import { join } from 'node:path';\nexport default { turbopack: { root: join(import.meta.dirname ?? process.cwd(), '../..') } };\n",
  'app/layout.jsx': 'export default function Layout({ children }) { return <html><body>{children}</body></html>; }',
  'app/phone.jsx': `'use client';
    import { useCalls, usePresence, useQueueStats, useVoIP, VoIPProvider } from '@cemscale/voip-sdk';
    const options = { apiUrl: 'http://127.0.0.1', sipDomain: 'acme.test', wsUri: 'ws://127.0.0.1/sip' };
    export function Phone() {
      const { isRegistered } = useVoIP(options);
      return <VoIPProvider options={options}><p>Status: {isRegistered ? 'Online' : 'Offline'}</p><Board /></VoIPProvider>;
    }
    function Board() {
      const { role } = useVoIP();
      const { isLoading } = useQueueStats('q');
      return <p>Board: {role}, {useCalls().length} calls, {usePresence('1001')?.status ?? 'unknown'}, {isLoading ? 'loading' : 'there'}</p>;
    }`,
  'app/page.jsx': `import { VoIPError, VoIPClient } from '@cemscale/voip-sdk';
    import { Phone } from './phone';
    export default function Page() { return <main><Phone /><p>{VoIPError.name} {typeof VoIPClient}</p></main>; }`,
  'app/me/route.js': `import { VoIPClient } from '@cemscale/voip-sdk';
    export const dynamic = 'force-dynamic';
    export async function GET() {
      const client = new VoIPClient({ apiUrl: process.env.API });
      await client.login({ username: '1001', password: 'right', tenantId: 'acme' });
      return Response.json(await client.me());
    }`,
  'app/hook/route.js': `import { parseWebhook, WebhookVerificationError } from '@cemscale/voip-sdk/webhooks';
    export async function POST(request) {
      try {
        return Response.json(parseWebhook(await request.arrayBuffer(), request.headers, 'secret').data);
      } catch (error) {
        return Response.json(error.code, { status: error instanceof WebhookVerificationError ? 400 : 500 });
      }
    }`,
};

test('Next builds it and serves a server component, a client component, and route handlers that make a REST call and take a webhook', async (t) => {
  const server = await api(t);
  const env = { NEXT_TELEMETRY_DISABLED: '1', API: server.url, CI: '1' };
  const dir = await project('next', FILES);
  await run(bin('next'), ['build'], { cwd: dir, env });

  const child = spawn(bin('next'), ['start', '--port', '0', '--hostname', '127.0.0.1'], { cwd: dir, env: { ...process.env, ...env }, detached: true });
  t.after(() => new Promise((resolve) => { child.once('close', resolve); process.kill(-child.pid, 'SIGKILL'); }));
  const url = await new Promise((resolve, reject) => {
    let output = '';
    const read = (data) => {
      output += data;
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
      if (found && output.includes('Ready')) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`next start ended:\n${output}`)));
  });

  const html = await (await fetch(`${url}/`)).text();
  assert.match(html.replaceAll('<!-- -->', ''), /Status: Offline/);
  assert.match(html.replaceAll('<!-- -->', ''), /Board: alone, 0 calls, unknown, loading/);
  assert.match(html.replaceAll('<!-- -->', ''), /function/);
  const me = await fetch(`${url}/me`);
  assert.equal(me.status, 200, await me.clone().text());
  assert.deepEqual(await me.json(), { user: { username: '1001' } });

  const body = JSON.stringify({ event: 'call.ended', timestamp: new Date().toISOString(), data: { billsec: 42 } });
  const hook = (text) => fetch(`${url}/hook`, { method: 'POST', body: text, headers: { 'X-Webhook-Signature': signWebhook(body, 'secret') } });
  assert.deepEqual(await (await hook(body)).json(), { billsec: 42 });
  assert.deepEqual(await (await hook(`${body} `)).json(), 'signature_mismatch');
});
