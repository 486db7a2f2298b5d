// Times from call() on, collected over the run and printed at its end.
export class Figures {
  #invite = [];
  #active = [];

  /** Takes an outgoing call's view as the harness gives it. */
  record({ timings }) {
    if (timings.toInviteMs !== null) this.#invite.push(timings.toInviteMs);
    if (timings.toActiveMs !== null) this.#active.push(timings.toActiveMs);
  }

  /** Medians in milliseconds; null for what was not measured. */
  medians() {
    const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? null;
    return { invite: median(this.#invite), active: median(this.#active) };
  }

  print() {
    const { invite, active } = this.medians();
    if (active === null) return;
    console.log(`call() to INVITE: ${Math.round(invite)} ms; call() to active: ${Math.round(active)} ms (medians of ${this.#active.length} calls)`);
  }
}
