// What the measurements ask: answers that are ready before they are asked for, on connections that stay open.
// A process of its own, so that its work is not counted as the client's. `node server.mjs FOLDER_OF_THE_SDK`.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const FOLDERS = { sdk: process.argv[2], bench: new URL('.', import.meta.url).pathname };
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };
const RECORDS = 10_000;

const user = { id: '0f1c2d3e', name: 'Alice Liddell', role: 'extension', tenantId: 'acme', tenantName: 'Acme', sipDomain: 'acme.example.com', extension: '1001', email: 'alice@acme.example.com' };
const record = (n) => ({
  id: `cdr-${n}`,
  callUuid: `0190aa00-1111-7222-8333-${String(n).padStart(12, '0')}`,
  direction: ['inbound', 'outbound', 'internal'][n % 3],
  caller: `+1786555${String(n % 10_000).padStart(4, '0')}`,
  callerName: `Caller number ${n}`,
  destination: String(1000 + (n % 200)),
  status: 'completed',
  startedAt: '2026-03-28T00:29:15.000Z',
  answeredAt: '2026-03-28T00:29:18.000Z',
  endedAt: '2026-03-28T00:30:00.000Z',
  duration: n % 600,
  billsec: n % 590,
  hangupCause: 'NORMAL_CLEARING',
  metadata: { contactId: `crm-${n}`, campaign: 'spring' },
});

const ANSWERS = {
  '/api/auth/me': { user },
  '/api/calls': { calls: Array.from({ length: RECORDS }, (_, n) => record(n)), total: RECORDS },
};
const BODIES = new Map(Object.entries(ANSWERS).map(([path, body]) => [path, Buffer.from(JSON.stringify(body))]));

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  if (pathname === '/results') {
    let text = '';
    for await (const chunk of request) text += chunk;
    console.log(`results ${text}`);
    return response.end();
  }
  request.resume();
  const body = BODIES.get(pathname);
  if (body) {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length, 'Cache-Control': 'no-store' });
    return response.end(body);
  }
  const [, folder, ...rest] = pathname.split('/');
  const path = FOLDERS[folder] && join(FOLDERS[folder], normalize(`/${rest.join('/')}`));
  const file = path && (await readFile(path).catch(() => undefined));
  if (!file) return response.writeHead(404).end();
  // Isolated from other origins, a page's clock counts 5 µs instead of 100.
  response.writeHead(200, {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  response.end(file);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit());
