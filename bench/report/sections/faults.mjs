import { clients, median, names } from '../../lib/results.mjs';
import { number, table } from '../table.mjs';

function cell(runs) {
  if (runs.length === 0) return '–';
  const judged = runs.filter((run) => run.survived !== null);
  const times = runs.map((run) => run.registeredMs ?? Infinity).sort((a, b) => a - b);
  const asked = runs.some((run) => run.registeredMs !== null || run.note.includes('never registered'));
  const zombies = runs.reduce((sum, run) => sum + run.zombies, 0);
  return [
    judged.length > 0 && `${judged.filter((run) => run.survived).length} of ${judged.length}`,
    asked && (times[times.length >> 1] === Infinity ? 'never' : `${number(median(times) / 1000, 1)} s`),
    zombies > 0 ? `${zombies} left hanging` : judged.length === 0 && 'ended',
  ]
    .filter(Boolean)
    .join(', ');
}

export default {
  title: 'Calls through a network that fails',
  command: 'cargo xtask bench faults',
  minutes: 25,
  what: 'A proxy between a phone and Kamailio cuts, stalls and goes deaf while a call is up, or answers a hold in the far end’s place. Calls that survived with sound both ways, time from the network’s return to the registration (median), and sides left for more than 10 s in a call that the other had ended.',
  shows({ runs }) {
    const cells = [...new Set(runs.map((run) => run.cell))];
    const rows = cells.map((name) => [name, ...clients.map((client) => cell(runs.filter((run) => run.cell === name && run.client === client)))]);
    return { text: table([['fault', ...clients.map((client) => names[client])], ...rows]) };
  },
  doesNotShow: 'How often a fault does what it does here: three runs a cell say what a library does. Kamailio gives no GRUUs but for the restart. The others are as they come, without what an application may add.',
};
