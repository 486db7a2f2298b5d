import { useContext, useMemo, useSyncExternalStore } from 'react';
import { sessionContext } from './context.js';
import { pageSession } from './registry.js';
import type { Session } from './session.js';
import type { Store } from './shared.js';

/** A store that also says what a server renders. */
export interface Slice<T> extends Store<T> {
  getServerSnapshot(): T;
}

/**
 * Shows what `make` cuts out of the session that is meant: the provider's, else the one that `useVoIP` uses on this
 * page. It is cut anew when one of `parts` is another. A board has thousands of these: one subscription each.
 */
export function useSlice<T>(make: (session: Session | null) => Slice<T>, ...parts: readonly unknown[]): T {
  const provided = useContext(sessionContext());
  const { subscribe, getSnapshot, getServerSnapshot } = useMemo(
    () => (provided ? make(provided) : onPage(make)),
    [provided, ...parts],
  );
  return useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);
}

/** The slice of whatever session is the page's. */
function onPage<T>(make: (session: Session | null) => Slice<T>): Slice<T> {
  let session = pageSession.getSnapshot();
  let slice = make(session);
  const current = (): Slice<T> => {
    const now = pageSession.getSnapshot();
    if (now !== session) {
      session = now;
      slice = make(now);
    }
    return slice;
  };
  return {
    subscribe: (listener) => {
      let stop = current().subscribe(listener);
      const stopPage = pageSession.subscribe(() => {
        stop();
        stop = current().subscribe(listener);
        listener();
      });
      return () => {
        stopPage();
        stop();
      };
    },
    getSnapshot: () => current().getSnapshot(),
    getServerSnapshot: () => slice.getServerSnapshot(),
  };
}
