/**
 * Which call of the server is a call of the phone: the whole rule, without state.
 *
 * ```text
 *   the phone's call has a callUuid (header X-Call-UUID) ──▶ the server's call with that id, and no other
 *                    │ none
 *                    ▼
 *   exactly one call of the server (of those that are up, else of those that are over) names its Call-ID,
 *     within WINDOW_MS of the beginning of the phone's call,
 *     and neither extension, direction nor number contradict ──▶ that one
 *                    │ none, or several
 *                    ▼
 *                 no join: two entries
 * ```
 *
 * Numbers and times can only refuse a join, never make one. The result depends on what is known, not on the order in
 * which it came.
 */

/** How far the beginnings of the two may be apart, in milliseconds. */
export const WINDOW_MS = 60_000;

/** A SIP leg of a call, as the server tells it. */
export interface Leg {
  readonly sipCallId: string;
  /** The extension whose phone it is. */
  readonly extension: string | null;
  /** As that phone sees it. */
  readonly direction: string | null;
  /** When it began, in milliseconds by the server's clock. */
  readonly at: number;
}

/** A SIP dialog of the phone's call, as the phone knows it. Times are by the clock of this machine. */
export interface Dialog {
  /** It began between these. */
  readonly from: number;
  readonly to: number;
  /** Who has called in it; `null` where it has taken another one's place. */
  readonly direction: string | null;
}

/** What the rule looks at on the phone's side. */
export interface PhoneFacts {
  readonly callUuid: string | null;
  readonly direction: string;
  /** Number of the far end. */
  readonly remoteUser: string;
  /** The phone's own extension. */
  readonly extension: string | null;
  /** Its dialogs by their Call-IDs: a call that was recovered has another one. */
  readonly dialogs: ReadonlyMap<string, Dialog>;
}

/** What the rule looks at on the server's side. */
export interface ServerFacts {
  readonly direction: string | null;
  readonly caller: string | null;
  readonly destination: string | null;
  readonly legs: readonly Leg[];
  /** When it was known to be over, by the clock of this machine. */
  readonly overSince: number | null;
}

/** Whether the header may mean this call: not one that was over before the phone's began. */
export function fitsByHeader(phone: PhoneFacts, server: ServerFacts): boolean {
  const began = Math.min(...[...phone.dialogs.values()].map(({ from }) => from));
  return server.overSince === null || began <= server.overSince + WINDOW_MS;
}

/**
 * Whether this call of the server may be the phone's by its Call-ID. `skew` makes the server's times this machine's.
 * What is said of a leg with its extension counts more than what is not; of what counts, nothing may contradict.
 */
export function fitsByCallId(phone: PhoneFacts, server: ServerFacts, skew: number): boolean {
  const named = server.legs.filter((leg) => phone.dialogs.has(leg.sipCallId));
  const exact = named.filter((leg) => leg.extension !== null);
  const told = exact.length > 0 ? exact : named;
  return told.length > 0 && told.every((leg) => fits(phone, server, leg, skew));
}

function fits(phone: PhoneFacts, server: ServerFacts, leg: Leg, skew: number): boolean {
  const dialog = phone.dialogs.get(leg.sipCallId);
  const at = leg.at + skew;
  if (!dialog || !(at >= dialog.from - WINDOW_MS && at <= dialog.to + WINDOW_MS)) return false;
  if (leg.direction !== null && dialog.direction !== null && leg.direction !== dialog.direction) return false;
  if (leg.extension !== null) return phone.extension === null || leg.extension === phone.extension;
  // A leg that says nothing of itself is one that made the call.
  const { direction, destination, caller } = server;
  if ((direction === 'inbound' || direction === 'outbound') && direction !== phone.direction) return false;
  return !contradict(phone.remoteUser, phone.direction === 'outbound' ? destination : caller);
}

/** Two numbers of which neither is a longer way to write the other. Names and hidden numbers say nothing. */
function contradict(one: string, other: string | null): boolean {
  const [a, b] = [digits(one), digits(other ?? '')];
  return a !== '' && b !== '' && !a.endsWith(b) && !b.endsWith(a);
}

function digits(number: string): string {
  return /^[+*#\d().\s-]+$/.test(number) ? number.replace(/[^*#\d]/g, '') : '';
}
