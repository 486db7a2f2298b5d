// What the measurement reads: the same counters, at the same cost, on both sides.

export const counts = {
  messages: 0,
  frames: 0,
  longTasks: 0,
  /** By extension. */
  renders: new Uint32Array(10_000),
};
Object.assign(window, { counts });

/** How the server begins a change, and nothing else. */
const CHANGE = '{"type":"presence_change"';

/** Counts the changes that sockets bring, outside of whoever uses them. */
export function countMessages(): void {
  const Host = WebSocket;
  window.WebSocket = class extends Host {
    constructor(...args: ConstructorParameters<typeof Host>) {
      super(...args);
      this.addEventListener('message', ({ data }) => (counts.messages += data.startsWith(CHANGE) ? 1 : 0));
    }
  };
}

export function watchFrames(): void {
  const frame = () => {
    counts.frames += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => (counts.longTasks += list.getEntries().length)).observe({ type: 'longtask' });
}
