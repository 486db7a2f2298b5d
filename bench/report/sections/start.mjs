import { sideBySide } from '../table.mjs';

const figures = [
  { key: 'readyMs', name: 'import to ready' },
  { key: 'registeredMs', name: 'to registered' },
  { key: 'inviteMs', name: 'INVITE' },
  { key: 'ringingMs', name: 'ringing' },
  { key: 'activeMs', name: 'active' },
  { key: 'audioMs', name: 'first sound' },
];

export default {
  title: 'Start',
  command: 'cargo xtask bench start',
  minutes: 5,
  what: 'From the import to a phone that is ready, from `start()` to registered, and from `call()` on; milliseconds.',
  shows({ rows }) {
    return { text: sideBySide(rows, { caseOf: (row) => [row.case, row.setting].filter(Boolean).join(', '), figures }) };
  },
  doesNotShow: 'A network that loses packets, or a slow machine.',
};
