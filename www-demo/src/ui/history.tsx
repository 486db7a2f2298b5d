import { formatNumber } from '../session/contacts';
import type { HistoryRow, SessionState } from '../session/state';
import { duration, when } from '../session/words';
import { useNow } from './hooks';
import { IncomingIcon, OutgoingIcon, PhoneIcon } from './icons';

interface Props {
  state: SessionState;
  onCall: (number: string) => void;
  onRetry: () => void;
}

/** The server's call records of this extension, newest first. */
export function History({ state, onCall, onRetry }: Props) {
  const now = useNow(false);
  const { history, historyState } = state;
  return (
    <section className="card panel" aria-labelledby="history-title">
      <div className="panel-head">
        <h2 id="history-title">History</h2>
      </div>
      <div className="panel-body">
        {historyState === 'failed' && (
          <p className="empty">
            The history could not be loaded.{' '}
            <button type="button" className="link" onClick={onRetry}>
              Try again
            </button>
          </p>
        )}
        {historyState === 'loading' && history.length === 0 && <p className="empty">Loading…</p>}
        {historyState === 'ready' && history.length === 0 && <p className="empty">No calls yet. They appear here when they end.</p>}
        <ul className="list" aria-label="Calls" data-testid="history">
          {history.map((row) => (
            <Row key={row.id} row={row} now={now} onCall={onCall} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Row({ row, now, onCall }: { row: HistoryRow; now: number; onCall: (number: string) => void }) {
  const kind = row.direction === 'inbound' ? 'Incoming' : 'Outgoing';
  const result = row.answered ? duration(row.seconds) : row.outcome;
  const label = `Call ${row.name} again. ${kind}, ${row.answered ? `lasted ${result}` : result}`;
  return (
    <li>
      <button type="button" className="row" onClick={() => onCall(row.number)} aria-label={label} data-answered={row.answered}>
        <span className={row.answered ? 'way' : 'way way-missed'} aria-hidden="true">
          {row.direction === 'inbound' ? <IncomingIcon /> : <OutgoingIcon />}
        </span>
        <span className="row-text">
          <span className="row-title">{row.name}</span>
          <span className="row-detail">
            {row.name === formatNumber(row.number) ? '' : `${formatNumber(row.number)} · `}
            {result}
          </span>
        </span>
        <span className="row-side">
          <time dateTime={new Date(row.at).toISOString()}>{when(row.at, now)}</time>
          <span className="row-action" aria-hidden="true">
            <PhoneIcon />
          </span>
        </span>
      </button>
    </li>
  );
}
