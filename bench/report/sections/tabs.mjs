import { bars } from '../svg.mjs';
import { number, table } from '../table.mjs';

const SAID = { realtime: 'realtime events', call: 'a call', silence: 'a call, what the far end does not hear' };

export default {
  title: 'Many tabs',
  command: 'cargo xtask bench tabs',
  minutes: 5,
  what: 'Several tabs of one profile in Chromium share one connection; the leading one is closed, reloaded, crashed, frozen or halted. From its end until both of the others work again.',
  shows({ connections, handOver }) {
    const ways = Object.entries(handOver).flatMap(([what, list]) => Object.entries(list).map(([way, one]) => ({ what: SAID[what] ?? what, way, ...one })));
    const counted = Object.entries(connections).flatMap(([what, list]) => Object.entries(list).map(([tabs, one]) => [`${what}, ${tabs} tab${tabs === '1' ? '' : 's'}`, String(one.connections)]));
    const rows = ways.map((one) => [one.what, one.way, number(one.medianMs), number(one.worstMs), String(one.rounds)]);
    return {
      text: [table([['connections at the server', ''], ...counted]), 'Milliseconds:', table([['what is handed over', 'the leader is', 'median', 'worst', 'rounds'], ...rows])].join('\n\n'),
      plots: { tabs: bars({ title: 'A hand-over to another tab', unit: 'milliseconds', series: ['median', 'worst'], groups: ways.map((one) => ({ name: `${one.what}, ${one.way}`, values: [one.medianMs, one.worstMs] })) }) },
    };
  },
  doesNotShow: 'Other browsers, or tabs that a system has put to sleep for long. The other libraries have no such thing: each tab of theirs is a phone of its own.',
};
