import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Session } from '../session/session';
import type { SessionState } from '../session/state';

/** The session's state, and a new render when it is replaced. */
export function useSessionState(session: Session): SessionState {
  return useSyncExternalStore(session.subscribe, session.getState);
}

/** The time, a new one every second while `running`. */
export function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

const wideLayout = '(min-width: 60rem)';

/** Whether there is room for all three columns. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(wideLayout);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(wideLayout).matches,
  );
}
