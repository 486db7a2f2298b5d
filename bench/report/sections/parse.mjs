import { clients, names } from '../../lib/results.mjs';
import { bars } from '../svg.mjs';
import { middle, sideBySide } from '../table.mjs';

const works = { turn: 'parsed, read and printed', read: 'parsed and read', fields: 'parsed, every field a string of JavaScript' };

export default {
  title: 'SIP messages parsed and printed',
  command: 'cargo xtask bench parse',
  minutes: 1,
  what: `Twelve messages of a phone's day, three of them in the manner of RFC 4475, each from a JavaScript string to a typed message and back, in Chromium; messages a second, more is better. Every side reads the same fields, and a run ends when they differ: start line, topmost Via (transport, host, port, branch), From and To (name, user, host, port, tag), Call-ID, CSeq, every Contact and Route, Content-Length. JsSIP and SIP.js read most of them while they parse, Route only when asked, which is done here (SIP.js by its \`Grammar.nameAddrHeaderParse\`, since its grammar for Route gives nothing). The SDK keeps its lines as octets, checks the mandatory ones while it parses and reads typed values on demand; they stay in WebAssembly, where the SDK works with them, and the string crosses into it and back within the time. In the last line of all messages every field crosses too. Printing is the start line from its parts, each kept header line, and the length of the body counted anew; neither JsSIP nor SIP.js has a function for that with a received message, so the page does it as their \`toString\` of outgoing ones does. The SDK's code is compiled as it is shipped, for size, with three exports more. For the record, the messages alone as a module, in Node on a quiet machine: reading them octet by octet took a message from 22.6 to 15.5 µs and the module from 45.2 to 44.7 kB; \`opt-level\` 3 instead would have taken it to 10.3 µs and 73.6 kB.`,
  shows({ rows }) {
    const all = rows.filter((row) => row.case === 'all messages');
    const each = rows.filter((row) => row.case !== 'all messages');
    const caseOf = (row) => (row.octets ? `${row.case} (${row.octets} octets)` : `${row.case}, ${works[row.what]}`);
    const cases = [...new Set(each.map((row) => row.case))];
    return {
      text: sideBySide([...all, ...each], { caseOf, figures: [{ key: 'perSecond', name: '', digits: 0, better: 'more' }] }),
      plots: {
        parse: bars({
          title: 'Messages parsed, read and printed',
          unit: 'a second; more is better',
          series: Object.values(names),
          groups: cases.map((one) => ({ name: one, values: clients.map((client) => middle(each, 'perSecond', { case: one, client })) })),
        }),
      },
    };
  },
  doesNotShow:
    'Anything that a user would notice: a phone sees a few messages a second at most. Not what a library does with a message afterwards, and not the first messages of a page, which run before the browser has compiled the code for speed.',
};
