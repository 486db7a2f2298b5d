// Calls on one page and what they leave. The test of the ordinary run uses this too, with fewer calls.

/** Shares of the calls after which is looked. */
const SAMPLES = [0, 0.1, 0.25, 0.5, 1];

/**
 * Makes `calls` calls to `target`, each ended when it has been up for `upMs`, then `atOnce` at the same time, and tells what the page keeps:
 * rows `{ when, calls, ms, ...kept }`, `ms` being a call's time. `restMs` is how long the page then stands still: SIP
 * wants ended transactions to be remembered for 32 s.
 */
export async function endure({ h, kept }, target, { calls, atOnce, upMs = 0, restMs = 0 }, tell) {
  let made = 0;
  for (const share of SAMPLES) {
    const upTo = Math.round(calls * share);
    const began = performance.now();
    // A command to a page should not take minutes.
    for (let left = upTo - made; left > 0; left -= 50) await h('inTurn', target, Math.min(50, left), upMs);
    const ms = upTo > made ? (performance.now() - began) / (upTo - made) : 0;
    made = upTo;
    tell({ when: 'after', calls: made, ms, ...(await kept()) });
  }
  await rest(restMs);
  if (restMs > 0) tell({ when: 'at rest after', calls: made, ms: 0, ...(await kept()) });
  const began = performance.now();
  await h('atOnce', target, atOnce);
  const ms = (performance.now() - began) / atOnce;
  tell({ when: 'during', calls: atOnce, ms, ...(await kept()) });
  await h('endAll');
  await rest(restMs);
  tell({ when: 'at rest after all', calls: made + atOnce, ms: 0, ...(await kept()) });
}

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
