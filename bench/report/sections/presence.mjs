import { median } from '../../lib/results.mjs';
import { lines } from '../svg.mjs';
import { number, ratio, spread, table } from '../table.mjs';

const SIDES = { sdk: 'this SDK', plain: 'plain', 'plain-batched': 'plain, once a frame' };
const sides = Object.keys(SIDES);

export default {
  title: 'A presence board of 10,000 extensions',
  command: 'cargo xtask bench presence',
  minutes: 20,
  what: 'Each extension is a React row with `usePresence`; 1,000 changes a second come, one message each. Beside it the same rows on a plain WebSocket with `JSON.parse`, a `Map` and listeners by extension; and the same with the listeners told once a frame. Main-thread time is processor time, from CDP’s `TaskDuration`.',
  shows({ cases, memory = [] }) {
    const rows = cases.map(({ name, runs }) => {
      const of = sides.map((side) => runs.filter((run) => run.side === side).map((run) => run.taskMsPerChange));
      const middles = of.map(median);
      return [name, ...of.map((list) => spread(list, 3)), ratio(middles)];
    });
    const last = [...new Set(memory.map((one) => one.side))].map((side) => {
      const own = memory.filter((one) => one.side === side);
      return `${SIDES[side]} ${own.map((one) => number(one.heap / 1e6, 2)).join(', ')} MB (WebAssembly ${number(own.at(-1).wasm / 1e6, 2)} MB)`;
    });
    const text = [
      'Main-thread milliseconds a change, medians (least to most):',
      table([['', ...Object.values(SIDES), 'this SDK to the best of the others'], ...rows]),
      memory.length > 0 && `Heap after a collection at ${[...new Set(memory.map((one) => one.minutes))].join(', ')} minutes of changes: ${last.join('; ')}.`,
    ];
    const plots = memory.length === 0 ? {} : {
      'presence-heap': lines({
        title: 'Heap after a collection, 1,000 changes a second',
        unit: 'MB',
        xUnit: 'minutes',
        series: [...new Set(memory.map((one) => one.side))].map((side) => ({ name: SIDES[side], points: memory.filter((one) => one.side === side).map((one) => [one.minutes, one.heap / 1e6]) })),
      }),
    };
    return { text: text.filter(Boolean).join('\n\n'), plots };
  },
  doesNotShow: 'A board that shows only what is on the screen, other frameworks, or what the network costs: server and page are on one machine.',
};
