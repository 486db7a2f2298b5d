import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';

import { build } from 'esbuild';

import { slim } from '../build/glue.mjs';
import { textsOf } from '../build/octets.mjs';
import { kept, surface } from '../build/surface.mjs';
import { replaceNavigator } from './navigator-support.mjs';
import { rejection, reply, sdk } from './support.mjs';

const out = new URL('../out/', import.meta.url);
const text = (file) => readFile(new URL(file, out), 'utf8');

test('importing does nothing: no wasm, no network, no global', async () => {
  const before = Object.keys(globalThis).length;
  const real = WebAssembly.instantiate;
  let instantiated = 0;
  WebAssembly.instantiate = (...all) => (instantiated++, real(...all));
  const index = await import('../out/dist/index.js');
  new index.VoIPClient({ apiUrl: 'http://api.test' });
  assert.equal(instantiated, 0);
  assert.equal(Object.keys(globalThis).length, before);
  WebAssembly.instantiate = real;
});

/** The files that an entry imports with itself, itself among them. */
async function reached(...names) {
  const files = new Set(names.map((name) => `./${name}.js`));
  for (const file of files) {
    for (const [, found] of (await text(`dist/${file}`)).matchAll(/(?:from|import)"(\.\/[\w-]+\.js)"/g)) files.add(found);
  }
  return [...files].map((file) => file.slice(2, -3)).sort();
}

test('what there is before first use is small, and reaches the rest and the wasm by dynamic imports alone', async () => {
  const files = await reached('voip-client', 'softphone');
  assert.deepEqual(files, ['base', 'load-client', 'load-phone', 'softphone', 'voip-client']);
  for (const entry of ['index', 'element']) {
    const all = await reached(entry);
    assert.ok(!all.some((file) => /-(glue|wasm)$|^webhooks|^phone-core|^leadership|^octets/.test(file)), `${entry}: ${all}`);
  }
  assert.match(await text('dist/load-client.js'), /import\("\.\/client-wasm\.js"\)/);
  assert.match(await text('dist/load-phone.js'), /import\("\.\/phone-wasm\.js"\)/);
});

test('the entry for applications names no export by itself: bundlers that split would keep whole files for it', async () => {
  for (const entry of ['client', 'index']) assert.match(await text(`dist/${entry}.js`), /^(export\*from"\.\/[\w-]+\.js";)+\s*$/, entry);
});

test("the declarations that the entries reach need no types of React's", async () => {
  const reached = new Set();
  const read = async (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const code = await text(file);
    assert.doesNotMatch(code, /(from|import\()\s*['"]react['"]/, file);
    for (const [, to] of code.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g)) await read(join(dirname(file), `${to}.d.ts`));
  };
  await read('dist/types/src/index.d.ts');
  await read('dist/types/src/react/index.d.ts');
  assert.ok(reached.has('dist/types/src/react/provider.d.ts') && reached.size > 20, String(reached.size));
});

test('glue that is not what the build knows stops it', async () => {
  const glue = await readFile(new URL('../gen/client/voip_sdk.js', import.meta.url), 'utf8');
  assert.doesNotMatch(slim(glue, false), /import\.meta|deprecated/);
  for (const known of ['import.meta.url', 'realloc === undefined', 'export { initSync']) {
    assert.throws(() => slim(glue.replace(known, 'something_else'), false), /shape/, known);
  }
});

test('the modules keep their budgets', async () => {
  for (const [module, budget] of [['client', 42_900], ['phone', 125_500], ['webhooks', 5_600]]) {
    const { length } = brotliCompressSync(await readFile(new URL(`dist/voip_sdk_${module}_bg.wasm`, out)));
    assert.ok(length <= budget, `${module}: ${length}`);
  }
});

test('the board of joined calls is small, and no part of a page that does not use it', async () => {
  const page = async (names) => {
    const contents = `import { ${names} } from './client.js'; globalThis.used = [${names}];`;
    const stdin = { contents, resolveDir: fileURLToPath(new URL('dist/', out)) };
    const common = { bundle: true, minify: true, splitting: true, format: 'esm', outdir: '/none', write: false };
    const { outputFiles } = await build({ ...common, stdin });
    return outputFiles.find(({ path }) => path.endsWith('stdin.js')).text;
  };
  const [without, board] = await Promise.all(['VoIPClient', 'CallBoard'].map(page));
  assert.ok(!without.includes('call-id') && board.includes('call-id'));
  const { length } = brotliCompressSync(board);
  assert.ok(length < 5_600, String(length));
});

/** A module of one section of its own kind, which may hold anything, and one function with these instructions. */
function moduleOf(held, instructions) {
  const sized = (id, content) => [id, ...leb(content.length), ...content];
  const body = [2, 1, 0x7f, 130, 1, 0x7e, ...instructions, 0x0b];
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sized(0, held), ...sized(10, [1, ...leb(body.length), ...body])]);
}

const leb = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...leb(Math.floor(value / 128))]);

async function reader() {
  const { bytesOf } = await import(new URL('dist/octets.js', out));
  return bytesOf;
}

test('every octet survives being written into a chunk', async () => {
  const bytesOf = await reader();
  const held = Array.from({ length: 256 * 256 * 2 }, (_, i) => (i & 1 ? i >> 1 : i >> 9) & 255);
  const bytes = moduleOf(held, []);
  const written = textsOf(bytes);
  assert.deepEqual(bytesOf(written), bytes);
  assert.doesNotMatch(written.join(''), /[^!-~]|["'`\\$<]/);
});

test('every kind of instruction survives being written into a chunk', async () => {
  const bytesOf = await reader();
  const instructions = [
    ...[0x02, 0x40, 0x03, 0x7f, 0x0b, 0x04, 0x40, 0x05, 0x0b, 0x0c, 0, 0x0d, 0x81, 1, 0x0e, 2, 0, 1, 0x80, 1, 0x0b],
    ...[0x10, 0xff, 0xff, 3, 0x11, 3, 0, 0x20, 0x8b, 1, 0x21, 2, 0x22, 3, 0x23, 0, 0x24, 0x85, 1, 0x25, 0, 0x26, 1],
    ...[0x28, 2, 0x90, 0x4e, 0x36, 2, 0xff, 0xff, 0xff, 0x7f, 0x3f, 0, 0x40, 0, 0x41, 0x7f, 0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
    ...[0x43, 0x0b, 0x0b, 0x0b, 0x0b, 0x44, 1, 2, 3, 4, 5, 6, 7, 0x0b, 0x6a, 0xc4, 0xd0, 0x6f, 0xd1, 0xd2, 3, 0x1a, 0x1b, 0x0f],
    ...[0xfc, 0, 0xfc, 8, 1, 0, 0xfc, 9, 1, 0xfc, 10, 0, 0, 0xfc, 11, 0, 0xfc, 12, 1, 0, 0xfc, 14, 0, 0, 0xfc, 15, 0, 0, 1],
  ];
  const bytes = moduleOf([], instructions);
  assert.deepEqual(bytesOf(textsOf(bytes)), bytes);
});

test('a module with an instruction that the chunks do not know is refused when it is written', () => {
  assert.throws(() => textsOf(moduleOf([], [0xfb, 0])), /instruction 251/);
  // Behind the size of the section and the number of functions stands the size of the one.
  const wrong = moduleOf([], []);
  wrong[13]++;
  assert.throws(() => textsOf(wrong), /octets off/);
});

test('each module comes out of its chunk octet for octet, and a server compresses the chunk about as well as the module or better', async () => {
  const bytesOf = await reader();
  for (const module of ['client', 'phone', 'webhooks']) {
    const [chunk, wasm] = await Promise.all([`dist/${module}-wasm.js`, `dist/voip_sdk_${module}_bg.wasm`].map((file) => readFile(new URL(file, out))));
    const texts = JSON.parse(/\[.*\]/s.exec(chunk.toString())[0]);
    assert.ok(Buffer.from(bytesOf(texts)).equals(wasm), module);
    const [travels, itself] = [chunk, wasm].map((data) => brotliCompressSync(data).length);
    // A small module gains less than the frame around its texts costs.
    assert.ok(travels < itself * (module === 'webhooks' ? 1.02 : 0.98), `${module}: ${travels} for ${itself}`);
  }
});

test('a chunk that is cut off anywhere is refused, and nobody reads on for ever', async () => {
  const bytesOf = await reader();
  const chunk = await readFile(new URL('dist/webhooks-wasm.js', out), 'utf8');
  const texts = JSON.parse(/\[.*\]/s.exec(chunk)[0]);
  for (let kind = 0; kind < texts.length; kind++) {
    for (const share of [0, 0.3, 0.9]) {
      const cut = texts.map((text, i) => (i === kind ? text.slice(0, text.length * share) : text));
      if (cut[kind] === texts[kind]) continue;
      assert.throws(() => bytesOf(cut), /damaged/, `text ${kind} cut to ${share}`);
    }
  }
});

test('a chunk with a digit that is another one is refused, or gives as many octets as it can have, at once', async () => {
  const bytesOf = await reader();
  const chunk = await readFile(new URL('dist/client-wasm.js', out), 'utf8');
  const texts = JSON.parse(/\[.*\]/s.exec(chunk)[0]);
  const { length } = texts.join('');
  for (let kind = 0; kind < texts.length; kind++) {
    for (let step = 1; step < 30; step++) {
      for (const digit of ['!', '}', '~', '\u00e4']) {
        const at = Math.floor((texts[kind].length * step) / 30);
        const damaged = texts.with(kind, texts[kind].slice(0, at) + digit + texts[kind].slice(at + 1));
        try {
          assert.ok(bytesOf(damaged).length <= 2 * length);
        } catch (error) {
          assert.equal(error.message, 'The text of the module is damaged.');
        }
      }
    }
  }
});

test('the entry for webhooks is small and reaches nothing but its own module and the errors', async () => {
  const { length } = await text('dist/webhooks.js');
  assert.ok(length < 10_000, `${length}`);
  assert.deepEqual(await reached('webhooks'), ['base', 'errors', 'octets', 'webhooks', 'webhooks-glue', 'webhooks-wasm']);
  assert.ok(!(await text('dist/webhooks.js')).includes('import('));
});

test('the element is small, reaches nothing but the client, and can be imported where there is no DOM', async () => {
  for (const [entry, load] of [['element.js', (file) => import(file)], ['element.cjs', (file) => createRequire(file)(new URL(file).pathname)]]) {
    const url = new URL(`dist/${entry}`, out);
    const code = await readFile(url);
    const { length } = brotliCompressSync(code);
    assert.ok(length < 8_000, `${entry}: ${length}`);
    const files = new Set([...code.toString().matchAll(/(?:from|import\(|require\()"(\.\/[\w.-]+)"/g)].map(([, file]) => file));
    assert.deepEqual([...files], [`./client.${entry.split('.')[1]}`]);
    const { VoipPhoneElement } = await load(url.href);
    assert.deepEqual(VoipPhoneElement.observedAttributes, ['ws-uri', 'sip-domain', 'extension', 'display-name']);
  }
});

test('the hooks are client components and the root takes them from there', async () => {
  assert.ok((await text('dist/react.js')).startsWith("'use client'"));
  assert.ok((await text('dist/react.cjs')).startsWith("'use client'"));
  assert.match(await text('dist/index.js'), /from"\.\/react\.js"/);
  assert.doesNotMatch(await text('dist/client.js'), /from"react"/);
});

test('every file that package.json names is there, and declarations of both kinds', async () => {
  const manifest = JSON.parse(await text('package.json'));
  const paths = JSON.stringify(manifest.exports).match(/\.\/dist\/[^"]+/g);
  for (const path of [...paths, manifest.main, manifest.module, manifest.types]) await text(path);
  assert.match(manifest.version, /^\d+\.\d+\.\d+/);
  assert.equal(manifest.devDependencies, undefined);
});

test('no declaration of the client names the DOM, and no file names the build machine', async () => {
  for (const file of await readdir(out, { recursive: true })) {
    if (!/\.(d\.ts|d\.cts|js|cjs|json)$/.test(file)) continue;
    const content = await text(file);
    assert.doesNotMatch(content, /\/root\/|\/work\/|\/home\//, file);
    if (file.includes('/src/') && file.endsWith('.d.ts') && !/react|element/.test(file)) {
      assert.doesNotMatch(content.replace(/\/\*[\s\S]*?\*\//g, ''), /\b(MediaStream\w*|RTC\w+|HTML\w+Element)\b/, file);
    }
  }
});

test('the documentation of the operations is that of the Rust table', async () => {
  const operations = await text('dist/types/gen/operations.d.ts');
  assert.match(operations, /Click-to-call: rings the extension(?:(?!\*\/)[\s\S])*@throws \{ConflictError\}(?:(?!\*\/)[\s\S])*\*\/\s*originate\(params: OriginateParams/);
  assert.doesNotMatch(operations, /callOperation/);
});

test('every code of an error has a sentence that says what to do', () => {
  for (const [code, hint] of Object.entries(sdk.ERROR_HINTS)) {
    assert.match(code, /^[a-z_]+$/);
    assert.match(hint, /^[A-Z][^]*\.$|\)\.$/, code);
  }
});

test('the codes that the core can give are in the table', async () => {
  const rust = await readFile(new URL('../../src/rest/failure.rs', import.meta.url), 'utf8');
  const codes = [...rust.matchAll(/=> "([a-z_]+)",/g), ...rust.matchAll(/"((?:token|invalid)_[a-z]+)"/g)].map(([, c]) => c);
  const [, body] = /const fn code\(self\)[\s\S]*?\{([\s\S]*?)\n    \}/.exec(rust);
  const own = [...body.matchAll(/"([a-z_]+)"/g)].map(([, c]) => c);
  assert.ok(codes.length > 10 && own.length > 10);
  for (const code of own) assert.ok(code in sdk.ERROR_HINTS, code);
});

test('init takes bytes, a module, a Response or a URL, is memoised, and can be repeated after a failure', async () => {
  const fresh = () => import(`../out/dist/client.js?fresh=${Math.random()}`);
  const bytes = await readFile(new URL('dist/voip_sdk_client_bg.wasm', out));
  const failing = await fresh();
  const error = await rejection(failing.init(new Uint8Array([1, 2, 3])));
  assert.equal(error.code, 'wasm_unavailable');
  assert.ok(error instanceof failing.VoIPError && error.cause);
  await failing.init(bytes);
  await failing.init();
  for (const source of [
    bytes,
    await WebAssembly.compile(bytes),
    new Response(bytes, { headers: { 'Content-Type': 'application/wasm' } }),
    { client: bytes },
  ]) {
    const one = await fresh();
    await one.init(source);
    const c = new one.VoIPClient({ apiUrl: 'http://api.test', fetch: async () => reply(200, { user: 2 }) });
    assert.deepEqual(await c.me(), { user: 2 });
  }
});

test('feature codes are those of the dial pad', () => {
  assert.deepEqual(sdk.FeatureCodes, {
    conference: '*3',
    park: '*70',
    retrieve: '*71XX',
    voicemail: '*97',
    echoTest: '9196',
    holdMusic: '9197',
  });
});

test('the public surface is the one in git', async () => {
  const [ships, known] = [await surface(), await readFile(kept, 'utf8')].map((whole) => whole.split('\n'));
  const at = ships.findIndex((line, index) => line !== known[index]);
  const sentence = `line ${at + 1} is\n  ${ships[at]}\nand was\n  ${known[at]}\nIf it is meant: node build/surface.mjs, and a line in CHANGELOG.md.`;
  assert.ok(at < 0 && ships.length === known.length, sentence);
});

test('a chunk that is gone makes start() reject with a code that says so', async () => {
  for (const gone of ['phone-core', 'leadership', 'phone-glue']) {
    const copy = await mkdtemp(join(tmpdir(), 'voip-chunk-'));
    await cp(new URL('dist', out), copy, { recursive: true });
    await writeFile(join(copy, 'package.json'), '{ "type": "module" }');
    await rm(join(copy, `${gone}.js`));
    const { Softphone } = await import(join(copy, 'client.js'));
    const phone = new Softphone({ wsUri: 'ws://127.0.0.1:1', sipDomain: 'example.com', extension: '1001', password: 'x' });
    assert.equal((await rejection(phone.start())).code, 'wasm_unavailable', gone);
    await phone.stop();
    await rm(copy, { recursive: true });
  }
});

test('a start fetches all that it takes at once, and puts the module together when it has begun to connect', async (t) => {
  const copy = await mkdtemp(join(tmpdir(), 'voip-chunk-'));
  t.after(() => rm(copy, { recursive: true }));
  await cp(new URL('dist', out), copy, { recursive: true });
  await writeFile(join(copy, 'package.json'), '{ "type": "module" }');
  const come = new Set();
  const done = [];
  let open;
  globalThis.startHooks = { come: (file) => come.add(file), gate: new Promise((resolve) => (open = resolve)), done };
  t.after(() => delete globalThis.startHooks);
  const rest = ['phone-glue', 'phone-wasm', 'octets'];
  for (const file of ['phone-core', ...rest]) {
    const path = join(copy, `${file}.js`);
    let code = `globalThis.startHooks.come('${file}');\n${await readFile(path, 'utf8')}`;
    if (file === 'phone-core') code += '\nawait globalThis.startHooks.gate;';
    if (file === 'phone-wasm') code = code.replace('=>bytesOf(', '=>globalThis.startHooks.done.push("module")&&bytesOf(');
    await writeFile(path, code);
  }
  class Socket {
    constructor() {
      done.push('socket');
      this.readyState = 0;
    }
    close() {}
  }

  const { Softphone } = await import(join(copy, 'client.js'));
  const phone = new Softphone({ wsUri: 'ws://127.0.0.1:1', sipDomain: 'example.com', extension: '1001', password: 'x', WebSocket: Socket });
  const started = phone.start().catch(() => undefined);
  // The core has not come, and is what asks for the module.
  while (!rest.every((file) => come.has(file))) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(done, []);
  open();
  while (done.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(done, ['socket', 'module']);
  phone.dispose();
  await started;
});

test('devices that somebody follows are there with the first chunk that comes, and what the listener throws is reported', async (t) => {
  const copy = await mkdtemp(join(tmpdir(), 'voip-chunk-'));
  t.after(() => rm(copy, { recursive: true }));
  await cp(new URL('dist', out), copy, { recursive: true });
  await writeFile(join(copy, 'package.json'), '{ "type": "module" }');
  // What a browser does whose network was away for a moment.
  await writeFile(join(copy, 'softphone.js'), (await readFile(join(copy, 'softphone.js'), 'utf8')).replace('import("./phone-core.js")', 'globalThis.fetchesCore()'));
  let isGone = true;
  globalThis.fetchesCore = () => (isGone ? Promise.reject(new Error('gone')) : import(join(copy, 'phone-core.js')));
  t.after(() => delete globalThis.fetchesCore);
  const mediaDevices = Object.assign(new EventTarget(), { enumerateDevices: async () => [{ kind: 'audioinput', deviceId: 'a', label: 'A', groupId: '' }] });
  replaceNavigator(t, { mediaDevices });
  const uncaught = [];
  t.mock.method(globalThis, 'queueMicrotask', (act) =>
    Promise.resolve().then(act).catch((error) => uncaught.push(error.message)),
  );

  const { Softphone } = await import(join(copy, 'client.js'));
  const phone = new Softphone({ wsUri: 'ws://127.0.0.1:1', sipDomain: 'example.com', extension: '1001', password: 'x' });
  let gone = 0;
  phone.devices.subscribe(() => (gone += 1))();
  const told = new Promise((resolve) => {
    phone.devices.subscribe(() => {
      resolve();
      throw new Error('of the listener');
    });
  });
  assert.equal((await rejection(phone.devices.load())).code, 'wasm_unavailable');
  isGone = false;
  assert.equal((await rejection(phone.call('1002'))).code, 'not_started');
  await told;
  await new Promise(setImmediate);
  assert.deepEqual(phone.devices.getSnapshot().inputs.map(({ deviceId }) => deviceId), ['a']);
  assert.deepEqual([uncaught, gone], [['of the listener'], 0]);
  phone.dispose();
});

test('stop() while a chunk is on its way closes the connection that was opened ahead, and ends the start', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'voip-chunk-'));
  await cp(new URL('dist', out), copy, { recursive: true });
  await writeFile(join(copy, 'package.json'), '{ "type": "module" }');
  await writeFile(join(copy, 'phone-wasm.js'), 'export const bytes = () => new Promise(() => {});');
  const { Softphone } = await import(join(copy, 'client.js'));
  for (const multiTab of [false, true]) {
    let dialled;
    const socket = new Promise((resolve) => (dialled = resolve));
    class WebSocket {
      readyState = 0;
      constructor() {
        dialled(this);
      }
      close() {
        this.readyState = 3;
      }
    }
    const phone = new Softphone({ wsUri: 'ws://sip.test', sipDomain: 'sip.test', extension: '1001', password: 'x', multiTab, WebSocket });
    const started = rejection(phone.start());
    const { readyState } = await socket;
    assert.equal(readyState, 0);
    await phone.stop();
    assert.equal((await socket).readyState, 3);
    assert.equal((await started).code, 'not_started');
  }
  await rm(copy, { recursive: true });
});

test('a chunk that is gone makes a request reject with a code that says so, and of a stream and a list as well', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'voip-chunk-'));
  await cp(new URL('dist', out), copy, { recursive: true });
  await writeFile(join(copy, 'package.json'), '{ "type": "module" }');
  await rm(join(copy, 'client-core.js'));
  const { VoIPClient } = await import(join(copy, 'client.js'));
  const one = new VoIPClient({ apiUrl: 'http://api.test', fetch: async () => reply(200, {}) });
  for (const asked of [one.me(), one.exportCallsStream(), one.iterateCalls().next()]) assert.equal((await rejection(asked)).code, 'wasm_unavailable');
  await rm(copy, { recursive: true });
});

test('an error that comes before the tables have come has its sentence all the same', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `
    const [{ VoIPClient }, { hints }] = await Promise.all(['voip-client', 'base'].map((name) => import('${new URL('dist/', out)}' + name + '.js')));
    const one = new VoIPClient({ apiUrl: 'http://api.test' });
    one.dispose();
    const said = [];
    for (const wrong of [() => new VoIPClient({ apiUrl: 'ftp://x' }), () => one.connectWebSocket()]) try { wrong(); } catch (error) { said.push(error.hint); }
    console.log(JSON.stringify([said, Object.keys(hints)]));
  `]);
  const [said, known] = JSON.parse(stdout);
  assert.deepEqual(said, [sdk.ERROR_HINTS.invalid_argument, sdk.ERROR_HINTS.disposed]);
  assert.deepEqual(known.sort(), ['disposed', 'invalid_argument', 'wasm_unavailable']);
});
