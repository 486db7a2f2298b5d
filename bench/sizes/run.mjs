// What a page loads of the packed SDK, and of the libraries beside it: bundled and minified by esbuild for browsers, each
// file compressed by itself at brotli's level 11, WebAssembly as it travels in its chunk.
// `node run.mjs [--quick] [--out sizes.json]`; `cargo xtask bench sizes` sets everything up and calls this.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { begin, digestIn, flag, option, save, versionIn } from '../lib/results.mjs';

const modules = new URL('node_modules/', import.meta.url);
const quick = flag('quick');

/** The chunks that come with the first use of a part, by the names of the package's files in them. */
const LAZY = { rest: /\/(client|rest)-[^/]*\.js$/, phone: /\/(phone|softphone|local-phone)[^/]*\.js$/ };

/** What is imported. `without` leaves out what is only loaded when that part is used. */
const CASES = [
  { case: 'everything', client: 'ours', code: `export * from '@cemscale/voip-sdk'` },
  { case: 'REST and events', client: 'ours', code: `export * from '@cemscale/voip-sdk/client'`, without: ['phone'] },
  { case: 'phone', client: 'ours', code: `export { Softphone } from '@cemscale/voip-sdk'`, without: ['rest'] },
  { case: 'before the first use', client: 'ours', code: `export { VoIPClient, Softphone } from '@cemscale/voip-sdk'`, without: ['rest', 'phone'] },
  { case: 'phone', client: 'ringcentral', code: `export { default } from 'ringcentral-web-phone'` },
  { case: 'phone', client: 'twilio', code: `export { Device } from '@twilio/voice-sdk'` },
  { case: 'phone', client: 'jssip', code: `export { default } from 'jssip'` },
  { case: 'phone', client: 'sipjs', code: `export * from 'sip.js/lib/platform/web/index.js'` },
  { case: 'phone', client: 'telnyx', code: `export { TelnyxRTC } from '@telnyx/webrtc'` },
];
const PACKAGES = { ours: '@cemscale/voip-sdk', ringcentral: 'ringcentral-web-phone', twilio: '@twilio/voice-sdk', jssip: 'jssip', sipjs: 'sip.js', telnyx: '@telnyx/webrtc' };

const versions = Object.fromEntries(Object.entries(PACKAGES).map(([client, name]) => [client, versionIn(modules, name)]));
const results = { ...begin('sizes', { quick, versions, sdk: digestIn(modules) }), esbuild: versionIn(modules, 'esbuild') };
for (const { code, without = [], ...which } of CASES) {
  const sizes = await sizesOf(code, without);
  results.rows.push({ ...which, ...sizes });
  console.log(`${which.client}, ${which.case}: ${sizes.rawBytes} octets, gzip ${sizes.gzipBytes}, brotli ${sizes.brotliBytes}, in ${sizes.files} files`);
}
save(option('out'), results);
process.exit(0);

async function sizesOf(code, without) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: new URL('.', import.meta.url).pathname, loader: 'js' },
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'error',
    // The application has it.
    external: ['react'],
  });
  const outputs = loaded(metafile, without.map((part) => LAZY[part]));
  const files = outputFiles.filter(({ path }) => outputs.some((name) => path.endsWith(`/${name}`)));
  const sum = (size) => files.reduce((total, { contents }) => total + size(contents), 0);
  return {
    files: files.length,
    rawBytes: sum((contents) => contents.length),
    gzipBytes: sum((contents) => gzipSync(contents, { level: 9 }).length),
    brotliBytes: sum((contents) => brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } }).length),
  };
}

/** The entry and all that it imports, without the chunks that come with `left` when they are used. */
function loaded({ outputs }, left) {
  const found = new Set();
  let leftOut = 0;
  const follow = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path, kind } of outputs[name].imports) {
      if (!(path in outputs)) continue;
      const comesLater = kind === 'dynamic-import' && Object.keys(outputs[path].inputs).some((input) => left.some((part) => part.test(input)));
      if (comesLater) leftOut += 1;
      else follow(path);
    }
  };
  follow('out/stdin.js');
  if (left.length > 0 && leftOut === 0) throw new Error('No chunk comes with a first use: the package names its files otherwise now.');
  return [...found];
}
