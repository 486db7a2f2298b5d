import { bars } from '../svg.mjs';
import { number, ratio, table } from '../table.mjs';

const NAMES = { ours: 'this SDK', ringcentral: 'RingCentral', twilio: 'Twilio', jssip: 'JsSIP', sipjs: 'SIP.js', telnyx: 'Telnyx' };
const PACKAGES = { ringcentral: '`ringcentral-web-phone`', twilio: '`@twilio/voice-sdk`', jssip: '`jssip`', sipjs: '`sip.js`', telnyx: '`@telnyx/webrtc`' };
/** In kB of brotli, what is meant to be kept to. */
const AIMS = { everything: 95, 'REST and events without the phone': 35, 'the phone without REST': 64, 'before first use': 5 };

export default {
  title: 'Sizes',
  command: 'cargo xtask bench sizes',
  minutes: 1,
  what: 'What a page loads, bundled and minified by esbuild for ES2022, each file compressed by itself at brotli’s level 11; WebAssembly as it travels in its chunk. Of the SDK each part without what only loads when another is used. Not counted: React, which the application has.',
  shows({ rows, esbuild }) {
    const kb = (octets) => number(octets / 1000, 1);
    const line = (row, name, aim) => [name, kb(row.rawBytes), kb(row.gzipBytes), kb(row.brotliBytes), aim];
    const ours = rows.filter((row) => row.client === 'ours');
    const peers = rows.filter((row) => row.client !== 'ours').toSorted((a, b) => a.brotliBytes - b.brotliBytes);
    const phone = ours.find((row) => row.case === 'the phone without REST');
    return {
      text: [
        table([['kB', 'minified', 'gzip', 'brotli', 'aim, brotli'], ...ours.map((row) => line(row, `${NAMES.ours}: ${row.case}`, String(AIMS[row.case] ?? ''))), ...peers.map((row) => line(row, `${NAMES[row.client]} (${PACKAGES[row.client]})`, ''))]),
        `The phone is ${ratio([phone.brotliBytes, ...peers.map((row) => row.brotliBytes)])} times the smallest of the others. esbuild ${esbuild}.`,
      ].join('\n\n'),
      plots: {
        sizes: bars({
          title: 'A phone, minified, brotli',
          unit: 'kB',
          series: ['brotli'],
          groups: [phone, ...peers].map((row) => ({ name: NAMES[row.client], values: [row.brotliBytes / 1000] })),
        }),
      },
    };
  },
  doesNotShow: 'What the sizes are for: the others have a phone alone (Twilio and Telnyx for their own servers), SIP.js and JsSIP are counted whole. WebAssembly is compiled while it arrives, JavaScript when it runs; `start` measures that.',
};
