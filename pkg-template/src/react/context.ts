import { createContext, useContext, useSyncExternalStore, type Context } from 'react';
import { pageSession } from './registry.js';
import type { Session } from './session.js';
import { nothing } from './shared.js';

let context: Context<Session | null> | undefined;

/** Made at its first use: React for server components has no contexts, and importing the package does nothing. */
export function sessionContext(): Context<Session | null> {
  return (context ??= createContext<Session | null>(null));
}

const never = () => nothing;
const nobody = () => null;

/** `own`, else the provider's session, else the one that `useVoIP` uses on this page, else none. */
export function useSession(own: Session | null = null): Session | null {
  const provided = useContext(sessionContext());
  const known = own ?? provided;
  const found = useSyncExternalStore(
    known ? never : pageSession.subscribe,
    known ? nobody : pageSession.getSnapshot,
    nobody,
  );
  return known ?? found;
}
