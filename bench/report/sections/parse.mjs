import { clients, names } from '../../lib/results.mjs';
import { bars } from '../svg.mjs';
import { middle, sideBySide } from '../table.mjs';

export default {
  title: 'SIP messages parsed and printed',
  command: 'cargo xtask bench parse',
  minutes: 2,
  what: 'In Chromium, from a JavaScript string to a typed message and back; messages a second.',
  shows({ rows }) {
    const cases = [...new Set(rows.map((row) => row.case))];
    return {
      text: sideBySide(rows, { figures: [{ key: 'perSecond', name: '', digits: 0, better: 'more' }] }),
      plots: {
        parse: bars({
          title: 'Messages a second',
          unit: 'a second; more is better',
          series: Object.values(names),
          groups: cases.map((one) => ({ name: one, values: clients.map((client) => middle(rows, 'perSecond', { case: one, client })) })),
        }),
      },
    };
  },
  doesNotShow: 'Anything that a user would notice: a phone sees a few messages a second at most.',
};
