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

/** Calls a listener; what it throws reaches `window.onerror`, not the phone. */
export function guarded(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Named events with typed arguments. */
export class Listeners<Events extends { [name: string]: unknown[] }> {
  #byName: { [Name in keyof Events]?: Set<(...args: Events[Name]) => void> } = {};

  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    (this.#byName[name] ??= new Set()).add(listener);
    return () => this.off(name, listener);
  }

  off<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): void {
    this.#byName[name]?.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    // A copy: a listener may add and remove others.
    for (const listener of [...(this.#byName[name] ?? [])]) guarded(() => listener(...args));
  }
}
