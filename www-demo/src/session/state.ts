import type { OutsideContact } from './contacts';

/** Who is logged in. */
export interface Identity {
  extension: string;
  name: string;
  tenantName: string;
  sipDomain: string;
}

/** The page's view of one call: replaced, never changed. */
export interface CallView {
  id: string;
  direction: 'inbound' | 'outbound';
  name: string;
  number: string;
  state: 'connecting' | 'ringing' | 'early' | 'active' | 'held' | 'reconnecting' | 'ended';
  held: boolean;
  remoteHeld: boolean;
  muted: boolean;
  /** Milliseconds since the epoch; null until it was answered. */
  answeredAt: number | null;
}

/** A colleague and what the telephone system knows of them now. */
export interface Colleague {
  extension: string;
  name: string;
  status: 'available' | 'ringing' | 'busy' | 'away' | 'dnd' | 'offline';
}

/** One line of the call history. */
export interface HistoryRow {
  id: string;
  direction: 'inbound' | 'outbound';
  number: string;
  name: string;
  answered: boolean;
  outcome: string;
  /** Milliseconds since the epoch. */
  at: number;
  seconds: number;
}

/** Something the user should read. */
export interface Notice {
  id: number;
  tone: 'info' | 'problem';
  text: string;
}

/** Everything that the page shows. */
export interface SessionState {
  identity: Identity;
  line: 'connecting' | 'ready' | 'reconnecting' | 'refused';
  calls: readonly CallView[];
  colleagues: readonly Colleague[];
  outside: readonly OutsideContact[];
  history: readonly HistoryRow[];
  historyState: 'loading' | 'ready' | 'failed';
  notice: Notice | null;
  /** Said by screen readers. */
  announcement: string;
}
