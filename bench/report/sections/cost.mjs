import { clients, names } from '../../lib/results.mjs';
import { bars } from '../svg.mjs';
import { middle, number, ratio, sideBySide, spread, table } from '../table.mjs';

const SIDES = { ours: 'this SDK', plain: 'plain WebSocket' };

export default {
  title: 'What a phone costs the page',
  command: 'cargo xtask bench cost',
  minutes: 6,
  what: 'Chromium, the development server on the same machine, sound both ways with `9196`. Time is processor time of the main thread (CDP’s `TaskDuration` and `ScriptDuration` in thread time). A call’s is that of a window with an established call less that of a window of the same page without one, in turns. Idle phones are registered and left alone, all at the same time: timers of the page’s thread are counted by wrapping `setTimeout` and `setInterval` before the library loads, messages and octets are those of the WebSocket, both ways. Events are `call_start`, `call_answer` and `call_end`, 500 a second, beside a plain WebSocket with `JSON.parse` and a listener a type; the other libraries have none.',
  shows({ rows }) {
    const of = (what) => rows.filter((row) => row.case === what);
    const calls = of('call');
    const idle = of('idle');
    const spreads = clients.map((client) => spread(calls.filter((row) => row.client === client).map((row) => row.taskMsPerMinute), 0));
    const events = Object.keys(SIDES).map((client) => ['taskMsPerEvent', 'scriptMsPerEvent'].map((key) => middle(of('event'), key, { client })));
    const [task, script] = [0, 1].map((n) => events.map((one) => one[n]));
    const idleFigures = [
      { key: 'timersPerMinute', name: 'timers a minute', digits: 1 },
      { key: 'messagesPerMinute', name: 'messages a minute', digits: 1 },
      { key: 'bytesPerMinute', name: 'octets a minute', digits: 0 },
      { key: 'taskMsPerMinute', name: 'main thread, ms a minute', digits: 1 },
    ];
    const seconds = Math.round(middle(idle, 'seconds') ?? 0);
    return {
      text: [
        'A minute of a call, milliseconds of the main thread:',
        sideBySide(calls, {
          caseOf: () => '',
          figures: [
            { key: 'taskMsPerMinute', name: 'a call minute', digits: 0 },
            { key: 'scriptMsPerMinute', name: 'of that in JavaScript and WebAssembly', digits: 0 },
            { key: 'timersPerMinute', name: 'timers that fire', digits: 0 },
          ],
        }),
        `Least to most of the ${new Set(calls.map((row) => row.round)).size} rounds: ${clients.map((client, n) => `${names[client]} ${spreads[n]}`).join('; ')}.`,
        `Registered and idle for ${seconds} s:`,
        sideBySide(idle, { caseOf: () => '', figures: idleFigures }),
        'An event of a call, milliseconds of the main thread:',
        table([
          ['', ...Object.values(SIDES), 'this SDK to the plain one'],
          ['an event', ...task.map((value) => number(value, 3)), ratio(task)],
          ['of that in JavaScript and WebAssembly', ...script.map((value) => number(value, 3)), ratio(script)],
        ]),
      ].join('\n\n'),
      plots: {
        'cost-call': bars({
          title: 'The main thread in a minute of a call',
          unit: 'milliseconds',
          series: Object.values(names),
          groups: [
            ['all', 'taskMsPerMinute'],
            ['JavaScript and WebAssembly', 'scriptMsPerMinute'],
          ].map(([name, key]) => ({ name, values: clients.map((client) => positive(middle(calls, key, { client }))) })),
        }),
      },
    };
  },
  doesNotShow: 'Threads of the browser other than the page’s: sound itself is theirs, and costs all libraries the same. This SDK keeps a registered connection alive with four octets now and then, so that a dead one is found; JsSIP and SIP.js do not by themselves, so their zeros are no better service. The registrations’ renewals fall outside of most windows. Work in the timers of a hidden page is not seen.',
};

/** Less than nothing is noise. */
function positive(value) {
  return value === null ? null : Math.max(0, value);
}
