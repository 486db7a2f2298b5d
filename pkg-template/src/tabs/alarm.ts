/** One timer, set anew by messages; a negative delay switches it off. */
const WORKER = 'let t;onmessage=e=>{clearTimeout(t);if(e.data>=0)t=setTimeout(postMessage,e.data,0)}';

/**
 * One timer that keeps its time in a hidden page as well. Browsers let the timers of hidden pages wait, up to a minute;
 * those of a worker they leave alone, so while the page is hidden a worker has the same deadline, and whoever comes
 * first counts. Where the page's Content-Security-Policy allows no worker from a `blob:`, the page's timer is alone.
 */
export class Alarm {
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #worker: Worker | undefined;
  #due: number | undefined;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Rings after `delayMs`, once; an earlier setting is forgotten. */
  set(delayMs: number): void {
    this.#due = performance.now() + delayMs;
    this.#arm();
  }

  clear(): void {
    this.#due = undefined;
    this.#arm();
  }

  /** The page was hidden or shown. */
  visibilityChanged(): void {
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#due === undefined) return this.#dismiss();
    const delay = Math.max(0, this.#due - performance.now());
    this.#timer = setTimeout(this.#rung, delay);
    if (!document.hidden) return this.#dismiss();
    this.#worker ??= this.#hire();
    this.#worker?.postMessage(delay);
  }

  readonly #rung = (): void => {
    // The other of the two has rung before.
    if (this.#due === undefined) return;
    // The alarm was set anew meanwhile, or the clock is a coarse one, as browsers have it against fingerprinting.
    if (performance.now() < this.#due - 1) return this.#arm();
    clearTimeout(this.#timer);
    this.#due = undefined;
    this.#ring();
  };

  #hire(): Worker | undefined {
    try {
      const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
      const worker = new Worker(url);
      URL.revokeObjectURL(url);
      worker.onmessage = this.#rung;
      worker.onerror = () => {};
      return worker;
    } catch {
      return undefined;
    }
  }

  #dismiss(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
