// Small projects to try the package in, and a server for it to talk to.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));

/** The packed package that is under test. */
export const tarball = (() => {
  const file = process.env.VOIP_TARBALL;
  if (!file) throw new Error('VOIP_TARBALL must name the packed package: run `cargo xtask test pack`');
  return file;
})();

/** A folder below tests/pack, where the package and the bundlers are installed, with `files` in it. */
export async function project(name, files) {
  const dir = join(here, 'tmp', name);
  await rm(dir, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), typeof text === 'string' ? text : JSON.stringify(text, null, 2));
  }
  return dir;
}

/** An empty folder outside the repository: nothing is found there but what is installed into it. */
export async function emptyFolder(test) {
  const dir = await mkdtemp(join(tmpdir(), 'voip-pack-'));
  test.after(() => rm(dir, { recursive: true, force: true }));
  await writeFile(join(dir, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  return dir;
}

/** Runs a program to its end; rejects with its output if it fails. */
export function run(program, args, { cwd, env, timeoutMs = 300_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(' ')} ended with ${signal ?? code}:\n${output}`));
    });
  });
}

/** A program of tests/pack/node_modules. */
export const bin = (name) => join(here, 'node_modules/.bin', name);

/** A server that knows one user; `requests` is what it was asked. */
export async function api(test) {
  const requests = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method, path: request.url, authorization: request.headers.authorization, body });
    const answer = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' });
      response.end(JSON.stringify(value));
    };
    if (request.method === 'OPTIONS') return answer(200, {});
    if (request.url === '/api/auth/login') {
      const { username, password } = JSON.parse(body);
      if (password !== 'right') return answer(401, { error: { code: 'invalid_credentials', message: 'no such login' } });
      return answer(200, { token: 'a.b.c', refreshToken: 'r', expiresAt: new Date(Date.now() + 3_600_000).toISOString(), user: { username } });
    }
    if (request.url === '/api/auth/me' && request.headers.authorization === 'Bearer a.b.c') return answer(200, { user: { username: '1001' } });
    return answer(404, { error: { code: 'not_found', message: 'nothing here' } });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}
