import { clients, names } from '../../lib/results.mjs';
import { bars } from '../svg.mjs';
import { middle, sideBySide } from '../table.mjs';

const figures = [
  { key: 'invite', name: 'INVITE on the wire', digits: 0 },
  { key: 'invites', name: 'INVITEs', digits: 0 },
  { key: 'ringing', name: 'ringing', digits: 0 },
  { key: 'active', name: 'answered', digits: 0 },
  { key: 'audio', name: 'first packet of sound', digits: 0 },
];

export default {
  title: 'A call on a slow network',
  command: 'cargo xtask bench roundtrips',
  minutes: 2,
  what: 'From `call()` on, through a proxy that adds to each way; the server is Kamailio, the far end another page with this SDK that answers at once.',
  shows({ delayMs, runs }) {
    const timed = figures.filter(({ key }) => key !== 'invites');
    return {
      text: `${delayMs} ms added each way, milliseconds, ${runs.length / clients.length} calls each in turns:\n\n${sideBySide(runs, { figures })}`,
      plots: {
        roundtrips: bars({
          title: `From call(), ${delayMs} ms added each way`,
          unit: 'milliseconds',
          series: Object.values(names),
          groups: timed.map(({ key, name }) => ({ name, values: clients.map((client) => middle(runs, key, { client })) })),
        }),
      },
    };
  },
  doesNotShow: 'A network that loses packets, a far network path for the sound itself (it is local), or a server that asks for no password again. The others are as they come, each asked for a second INVITE by the server’s challenge.',
};
