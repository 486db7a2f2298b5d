import type { Softphone, VoIPClient } from '../client.js';
import { Session, type SessionSettings } from './session.js';
import { Audience } from './shared.js';

const sessions = new Map<string, Session>();
const given = new WeakMap<object, WeakMap<object, Session>>();
const NONE = {};

/** What tells one set of options from another: an options object is a new one with each render. */
export function keyOf(options: object): string {
  const counts = ([name, value]: [string, unknown]): boolean =>
    name === 'wsUri' || (value !== undefined && (typeof value !== 'object' || value === null) && typeof value !== 'function');
  return JSON.stringify(Object.entries(options).filter(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The session of these settings; components with the same ones share it. */
export function sessionOf(settings: SessionSettings): Session {
  // A server renders for many, and what it renders is nobody's.
  if (typeof document === 'undefined') return new Session({ settings });
  const key = keyOf(settings);
  let session = sessions.get(key);
  if (!session) sessions.set(key, (session = new Session({ settings })));
  return session;
}

/** The session around what the application has made itself. */
export function sessionAround(client: VoIPClient | undefined, softphone: Softphone | undefined): Session {
  let bySoftphone = given.get(client ?? NONE);
  if (!bySoftphone) given.set(client ?? NONE, (bySoftphone = new WeakMap()));
  let session = bySoftphone.get(softphone ?? NONE);
  if (!session) bySoftphone.set(softphone ?? NONE, (session = new Session({ client, softphone })));
  return session;
}

let page: Session | null = null;
const settled = new Map<Session, number>();
const onPage = new Audience();

/** The session that hooks outside of a provider mean: the one that `useVoIP` uses on this page. */
export const pageSession = {
  subscribe: (listener: () => void): (() => void) => onPage.add(listener),
  getSnapshot: (): Session | null => page,
};

/**
 * A component uses this session by its options; returns what to do when it no longer does. Of several, the one that
 * came first is what others mean, and the last one when none is left.
 */
export function settleOn(session: Session): () => void {
  settled.set(session, (settled.get(session) ?? 0) + 1);
  choose();
  return () => {
    const left = settled.get(session)! - 1;
    if (left > 0) settled.set(session, left);
    else settled.delete(session);
    choose();
  };
}

function choose(): void {
  const [first = page] = settled.keys();
  if (first === page) return;
  page = first;
  onPage.tell();
}
