/**
 * Delivers events one after another: what a listener causes waits until the event that it listens to has reached
 * everybody. A listener that throws stops nobody else; its error is reported as an uncaught one.
 */
export class Dispatcher {
  #queue: (() => void)[] = [];
  #busy = false;

  /** Runs `delivery` now, or after what is being delivered. */
  post(delivery: () => void): void {
    this.#queue.push(delivery);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) next();
    this.#busy = false;
  }
}
