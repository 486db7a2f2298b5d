import { LOADING, queueStatsOf, type QueueStatsState } from './queue-stats.js';
import type { Session } from './session.js';
import { nothing } from './shared.js';
import { useSlice, type Slice } from './slice.js';

/**
 * Figures of a call queue: `{ stats, isLoading, error }`. They are fetched once and then follow the realtime event
 * `queue_update`; after a lost connection they are fetched again. Components that show the same queue share them.
 * @param id The id of the queue.
 * @returns The figures.
 */
export function useQueueStats(id: string): QueueStatsState {
  return useSlice((session) => sliceOf(session, id), id);
}

function sliceOf(session: Session | null, id: string): Slice<QueueStatsState> {
  const { subscribe, getSnapshot } = session ? queueStatsOf(session, id) : { subscribe: () => nothing, getSnapshot: loading };
  return { subscribe, getSnapshot, getServerSnapshot: loading };
}

function loading(): QueueStatsState {
  return LOADING;
}
