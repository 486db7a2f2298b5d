import type { VoIPClient } from '../client.js';

/**
 * Asks the server once when the realtime connection is open, so that nothing that changes after the answer is missed,
 * and again when it is open anew after a loss, and for another user. Where there is none to be had, it asks all the
 * same. Nothing is asked while nobody is logged in. Returns what ends it.
 *
 * ```text
 *              open; reconnecting or closed before it ever was
 *   waiting ──────────────────────────────────────────────────▶ asked ──┐
 *      ▲               logged out, somebody else                 │  ▲   │ open again: asks
 *      └─────────────────────────────────────────────────────────┘  └───┘
 * ```
 */
export function whenOpen(client: VoIPClient, ask: (signal: AbortSignal) => void): () => void {
  let asked = false;
  let wasOpen = false;
  let abort = new AbortController();

  const forget = (): void => {
    abort.abort();
    asked = false;
  };
  const look = (): void => {
    if (client.token === undefined) return forget();
    const isOpen = client.connectionState === 'open';
    // What was told before the connection was there may be old by now.
    if (isOpen && !wasOpen) asked = false;
    wasOpen = isOpen;
    if (asked || client.connectionState === 'connecting') return;
    asked = true;
    abort.abort();
    abort = new AbortController();
    ask(abort.signal);
  };

  const stops = [client.onWsEvent('connection', look), client.on('loginChanged', () => (forget(), look()))];
  look();
  return () => {
    for (const stop of stops) stop();
    abort.abort();
  };
}
