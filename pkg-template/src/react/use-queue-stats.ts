import { useMemo, useSyncExternalStore } from 'react';
import { useSession } from './context.js';
import { LOADING, queueStatsOf, type QueueStatsState } from './queue-stats.js';
import { nothing, type Store } from './shared.js';

const NOT_THERE: Store<QueueStatsState> = { subscribe: () => nothing, getSnapshot: loading };

/**
 * Figures of a call queue: `{ stats, isLoading, error }`. They are fetched once and then follow the realtime event
 * `queue_update`; after a lost connection they are fetched again. Components that show the same queue share them.
 */
export function useQueueStats(id: string): QueueStatsState {
  const session = useSession();
  const store = useMemo(() => (session ? queueStatsOf(session, id) : NOT_THERE), [session, id]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, loading);
}

function loading(): QueueStatsState {
  return LOADING;
}
