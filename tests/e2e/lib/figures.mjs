// Times from call() on, collected over the run and printed at its end.
export class Figures {
  #invite = [];
  #active = [];

  /** Takes a call's view as the harness gives it. */
  record(view) {
    const { timings, states } = view;
    if (typeof timings?.inviteSentMs === 'number') this.#invite.push(timings.inviteSentMs);
    const active = states.find((one) => one.state === 'active');
    if (view.direction === 'outbound' && active) this.#active.push(active.at - states[0].at);
    this.#last = timings;
  }

  #last = null;

  print() {
    const median = (list) => (list.length === 0 ? 'not measured' : `${Math.round(list.toSorted((a, b) => a - b)[list.length >> 1])} ms (median of ${list.length})`);
    console.log(`call() to INVITE: ${median(this.#invite)}; call() to active: ${median(this.#active)}`);
    if (this.#invite.length === 0 && this.#last) console.log(`timings of the last call: ${JSON.stringify(this.#last)}`);
  }
}
