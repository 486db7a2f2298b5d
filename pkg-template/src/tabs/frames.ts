/**
 * Of this protocol. Tabs of one origin may have loaded different versions of the package: those that do not understand
 * each other have an election each, by its name, instead of robbing each other in turns.
 */
export const VERSION = 1;

/**
 * What tabs say to each other. Every frame carries the number of the reign that its sender knows of, so that what a
 * former leader says can be told from what the present one says.
 */
export interface Frame<M> {
  v: typeof VERSION;
  /**
   * - `hello`: a tab has come, `ping`: a follower wants a sign of life; the leader answers both with `claim`;
   * - `claim`: its sender leads; `behind`: the claim's number is too low, `epoch` is the highest one known;
   * - `left`: the leader gives the lead up;
   * - `message`: of those who use this.
   */
  kind: 'hello' | 'ping' | 'claim' | 'behind' | 'left' | 'message';
  from: string;
  /** Id of the tab that it is for; without, it is for all. */
  to?: string;
  epoch: number;
  /** Whether the sender led when it sent this. */
  leads: boolean;
  /** When it was sent, in milliseconds since 1970. */
  at: number;
  body?: M;
}

const KINDS: readonly unknown[] = ['hello', 'ping', 'claim', 'behind', 'left', 'message'];
/** No clock says more; numbers from here on could not be counted up from. */
const LAST_EPOCH = 2 ** 50;

/** What came through the channel, if it is a frame: another script of the origin may use the same name. */
export function frameOf<M>(data: unknown): Frame<M> | undefined {
  const { v, kind, from, to, epoch, leads, at } = (data ?? {}) as Record<string, unknown>;
  const known = v === VERSION && KINDS.includes(kind) && typeof leads === 'boolean' && Number.isFinite(at);
  const numbered = Number.isSafeInteger(epoch) && (epoch as number) >= 0 && (epoch as number) < LAST_EPOCH;
  const named = isId(from) && (to === undefined || isId(to));
  return known && numbered && named ? (data as Frame<M>) : undefined;
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= 64;
}

/** Id of a tab: random, kept in memory alone, so that a duplicated tab has another. */
export function newId(): string {
  const { crypto } = globalThis;
  // Only pages from https: have randomUUID.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** A name that says nothing: the given one may hold an extension or a domain, and every script of the origin sees it. */
export async function hiddenName(name: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${VERSION} ${name}`));
  const hex = [...new Uint8Array(digest, 0, 16)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return `voip-sdk-${hex}`;
}
