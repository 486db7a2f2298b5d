// A server that answers as the cases say: late, half, wrong, or not at all. Each case has the folder `/<its number>` of
// the URL for itself, and `/log/<its number>` tells what it was asked. Whatever the case, the connection ends with the
// answer: on one that is reused, browsers send a request again by themselves when it breaks.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * Starts it. `folders` are served as files: `{ sdk: '…/dist' }` below `/sdk/`; the cases themselves are below `/rest/`.
 * The API is at `http://127.0.0.1:port`; a page comes from `http://localhost:port`, which is another origin.
 */
export async function startServer(cases, folders = {}) {
  const files = { rest: here, ...folders };
  const rooms = new Map();
  const server = createServer(async (request, response) => {
    const [, first, ...rest] = new URL(request.url, 'http://x').pathname.split('/');
    if (first in files) return file(join(files[first], normalize(`/${rest.join('/')}`)), response);
    if (first === 'log') return send(response, { body: rooms.get(rest[0])?.log ?? [] });
    if (request.method === 'OPTIONS') return preflight(request, response);
    const room = rooms.get(first) ?? { log: [], answers: cases[Number(first.split('.')[0])]?.answers ?? [] };
    rooms.set(first, room);
    await answer(room, request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    pageUrl: `http://localhost:${port}/rest/page.html`,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

async function answer(room, request, response) {
  const entry = { at: Date.now(), method: request.method, path: request.url.replace(/^\/[^/]*/, ''), headers: request.headers };
  room.log.push(entry);
  response.on('close', () => (entry.gone = !response.writableFinished));
  let text = '';
  for await (const chunk of request) text += chunk;
  entry.body = text === '' ? undefined : JSON.parse(text);
  const { answers } = room;
  const next = typeof answers === 'function' ? await answers(entry, room.log) : answers[Math.min(room.log.length, answers.length) - 1];
  if (next.reset) return request.socket.resetAndDestroy();
  if (!next.never) send(response, next);
}

/** `cut` breaks the connection in the middle of the body, `stall` stops there and keeps it. */
function send(response, { status = 200, headers = {}, body, cut = false, stall = false }) {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(text) };
  response.writeHead(status, {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id',
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...length,
    ...headers,
  });
  if (!cut && !stall) return response.end(text);
  response.write(text.slice(0, text.length / 2));
  // Head and first half have to be on their way before the end is.
  if (cut) setTimeout(() => response.destroy(), 50);
}

function preflight(request, response) {
  response.writeHead(204, {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': request.headers['access-control-request-method'] ?? '*',
    'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '*',
    'Access-Control-Max-Age': '600',
    Connection: 'close',
  });
  response.end();
}

async function file(path, response) {
  try {
    const content = await readFile(path);
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}
