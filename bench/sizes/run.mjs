// What a page loads of the packed SDK, and of the libraries beside it, by the same measure: `tests/pack/size.mjs`.
// `node run.mjs [--quick] [--out sizes.json]`; `cargo xtask bench sizes` sets everything up and calls this.
import { measured, sizesOf } from '../../tests/pack/size.mjs';
import { begin, digestIn, flag, option, save, versionIn } from '../lib/results.mjs';

const pack = new URL('../../tests/pack/node_modules/', import.meta.url);
const modules = new URL('node_modules/', import.meta.url);

/** What a page with a phone imports of each. */
const PEERS = {
  ringcentral: ['ringcentral-web-phone', "import WebPhone from 'ringcentral-web-phone'; globalThis.used = WebPhone;"],
  twilio: ['@twilio/voice-sdk', "import { Device } from '@twilio/voice-sdk'; globalThis.used = Device;"],
  jssip: ['jssip', "import JsSIP from 'jssip'; globalThis.used = JsSIP;"],
  sipjs: ['sip.js', "import * as SIP from 'sip.js'; import * as Web from 'sip.js/lib/platform/web/index.js'; globalThis.used = [SIP, Web];"],
  telnyx: ['@telnyx/webrtc', "import { TelnyxRTC } from '@telnyx/webrtc'; globalThis.used = TelnyxRTC;"],
};

const versions = { ours: versionIn(pack, '@cemscale/voip-sdk') };
for (const [client, [name]] of Object.entries(PEERS)) versions[client] = versionIn(modules, name);
const results = { ...begin('sizes', { quick: flag('quick'), versions, sdk: digestIn(pack) }), esbuild: versionIn(pack, 'esbuild') };

const { imports, promised } = await measured();
add('ours', 'before first use', imports['client: VoIPClient, Softphone'].before);
for (const [name, size] of Object.entries(promised)) add('ours', name, size);
for (const [client, [, code]] of Object.entries(PEERS)) add(client, 'phone', (await sizesOf(code, undefined, new URL('.', import.meta.url).pathname)).all);
save(option('out'), results);
process.exit(0);

function add(client, name, { raw, gzip, brotli }) {
  results.rows.push({ client, case: name, rawBytes: raw, gzipBytes: gzip, brotliBytes: brotli });
  console.log(`${client}, ${name}: ${raw} octets, gzip ${gzip}, brotli ${brotli}`);
}
