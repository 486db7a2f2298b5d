// The election among tabs by itself, from its sources: the package does not export it.
import { Leadership } from '../../../pkg-template/src/tabs/leadership';

interface Seen {
  what: 'lead' | 'follow' | 'message' | 'warn';
  value?: unknown;
  from?: string;
  /** Milliseconds since 1970, the same clock in every tab. */
  at: number;
}

const seen: Seen[] = [];
let leadership: Leadership<unknown>;
const saw = (what: Seen['what'], value?: unknown, from?: string) => seen.push({ what, value, from, at: performance.timeOrigin + performance.now() });

const tabs = {
  seen,
  join(name: string) {
    leadership = new Leadership<unknown>(name, {
      lead: () => saw('lead'),
      follow: (leader) => saw('follow', leader),
      message: (message, from) => saw('message', message, from),
      warn: (code, message) => saw('warn', { code, message }),
    });
    return leadership.id;
  },
  state: () => ({ id: leadership.id, role: leadership.role, leader: leadership.leader, epoch: leadership.epoch }),
  send: (message: unknown, to?: string) => leadership.send(message, to),
  confirm: () => leadership.confirm(),
  resign: () => leadership.resign(),
  close: () => leadership.close(),
  /** Nothing of this page runs for so long: like a page that a debugger holds. */
  stall(ms: number) {
    setTimeout(() => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    });
  },
};

Object.assign(window, { tabs });
document.body.dataset.ready = 'true';
