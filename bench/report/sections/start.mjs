import { clients, names } from '../../lib/results.mjs';
import { bars } from '../svg.mjs';
import { middle, sideBySide, spread, table } from '../table.mjs';

const figures = [
  { key: 'readyMs', name: 'ready' },
  { key: 'registeredMs', name: 'registered' },
  { key: 'inviteMs', name: 'INVITE' },
  { key: 'ringingMs', name: 'ringing' },
  { key: 'activeMs', name: 'active' },
  { key: 'soundMs', name: 'first sound' },
];
const caseOf = (row) => `${row.case}, ${row.setting}`;

/** How far the values were spread, for whoever doubts a median. */
function spreads(rows) {
  const lines = [];
  for (const one of [...new Set(rows.map(caseOf))]) {
    for (const { key, name } of figures) {
      const cells = clients.map((client) => spread(rows.filter((row) => caseOf(row) === one && row.client === client).map((row) => row[key]), 0));
      if (cells.some((cell) => cell !== '–')) lines.push([`${one}: ${name}`, ...cells]);
    }
  }
  return table([['', ...clients.map((client) => names[client])], ...lines]);
}

export default {
  title: 'Start',
  command: 'cargo xtask bench start',
  minutes: 6,
  what: `Milliseconds, in Chromium, the libraries in turns and another one first in each round. **Starts** count from the import of the library: *ready* is when its first SIP message leaves, for which it has to be loaded and connected, *registered* when it tells so. The page is built by Vite for production and served by plain HTTP without compression from the same machine. Cold is a new browser context with nothing in its cache, warm the second load in that context, in a new renderer. **Calls** count from \`call()\`: INVITE at the proxy, *ringing* and *active* as the library tells the application, *first sound* when energy shows at the receiver. The server is the development server; a proxy adds nothing or 50 ms to each message and each way. Who is called is a phone of this SDK without delay, which answers at once, the same for all. The dead STUN server is a UDP port on which nobody answers. Each call asks for the microphone. **Settings**: the default of each library with the list of ICE servers as the case says (SIP.js by itself would ask a public STUN server). *Best* is for the SDK at the start the module as a file (\`init({ phone: url })\`) and \`multiTab: false\`, and nothing for a call; for JsSIP \`ready()\` at its first event \`icecandidate\`; for SIP.js \`iceGatheringTimeout: 5\`; these two have nothing that makes a start sooner. JsSIP and SIP.js wait about 40 and 5 seconds for a dead server by default: those calls are made beside the others, by pages of their own. **Where the SDK is slower**: by default at the start without delay. Its module travels as text that is a quarter smaller than base64 and has to be put together, by WebAssembly of its own, in 5 to 9 ms (28 to 41 ms when that was JavaScript; new processes of Node 20 in turns, busy machine), beside 5 to 18 ms for compiling; a file (*best*) needs none of that. And it connects only when the browser has said that no other tab has the phone, for which its second chunk has to be there. An INVITE may leave a few milliseconds later than those of the others at their best, which go with the first candidate or none, since the SDK waits 5 ms more for those of the machine's other networks. Connecting while the module loads took 19 to 37 ms off the way to registered with 50 ms each way, in every case (medians of 7 rounds without and with it).`,
  shows({ rows }) {
    const groups = (prefix, key) =>
      [...new Set(rows.filter((row) => row.case.startsWith(prefix)).map(caseOf))]
        .filter((name) => !name.endsWith('dead STUN server, default'))
        .map((name) => ({ name, values: clients.map((client) => middle(rows.filter((row) => caseOf(row) === name), key, { client })) }));
    const plot = (title, prefix, key) => bars({ title, unit: 'ms; less is better', series: Object.values(names), groups: groups(prefix, key) });
    const hasBoth = ['cold', 'call'].every((prefix) => rows.some((row) => row.case.startsWith(prefix)));
    return {
      text: `${sideBySide(rows, { caseOf, figures: figures.map((one) => ({ ...one, digits: 0 })) })}\n\nMedians with the least and the most:\n\n${spreads(rows)}`,
      plots: hasBoth
        ? {
            'start-registered': plot('From the import to registered, cold', 'cold', 'registeredMs'),
            'start-sound': plot('From call() to the first sound', 'call', 'soundMs'),
          }
        : {},
    };
  },
  doesNotShow:
    'A slow machine, a network that loses packets, or one on which media are slow too: only signalling is delayed. Files come from the same machine, so what a download of a larger package costs is not in these figures (see sizes). First sound is rounded up by as much as 50 ms, for browsers renew their figures that often; the caller hears the other phone, so its answering and its microphone are part of it, for all alike.',
};
