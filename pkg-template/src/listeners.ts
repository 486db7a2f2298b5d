/** Calls a listener; what it throws is reported as uncaught and stops nobody else. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Named events with typed arguments. */
export class Listeners<Events extends { [name: string]: unknown[] }> {
  readonly #byName = new Map<keyof Events, Set<(...args: never) => void>>();

  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    let listeners = this.#byName.get(name);
    if (!listeners) this.#byName.set(name, (listeners = new Set()));
    listeners.add(listener);
    return () => this.off(name, listener);
  }

  /** Without a listener, all of that name. */
  off<Name extends keyof Events>(name: Name, listener?: (...args: Events[Name]) => void): void {
    const listeners = this.#byName.get(name);
    if (listener) listeners?.delete(listener);
    if (!listener || listeners?.size === 0) this.#byName.delete(name);
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    const listeners = this.#byName.get(name);
    if (!listeners) return;
    // A copy: a listener may add and remove others. One that was removed is not called any more.
    for (const listener of [...listeners]) if (listeners.has(listener)) guarded(() => listener(...(args as never)));
  }
}
