import type { SessionState } from '../session/state';
import { PhoneIcon } from './icons';
import { ThemeToggle } from './theme-toggle';

const lineText: Record<SessionState['line'], string> = {
  connecting: 'Connecting…',
  ready: 'Ready for calls',
  reconnecting: 'Reconnecting…',
  refused: 'Not registered',
};

/** Who is logged in, where, and whether calls can reach them. */
export function Header({ state, onLogOut }: { state: SessionState; onLogOut: () => void }) {
  const { identity, line } = state;
  return (
    <header className="header">
      <span className="brand-mark brand-mark-small">
        <PhoneIcon />
      </span>
      <div className="who">
        <strong>{identity.name}</strong>
        <span className="muted">
          {identity.extension} · {identity.tenantName}
        </span>
      </div>
      <span className={`line line-${line}`} role="status" data-testid="line-state" data-state={line}>
        <span className="line-dot" aria-hidden="true" />
        <span className="line-text">
          {line === 'reconnecting' && <span className="wide-only">Server away. </span>}
          {lineText[line]}
        </span>
      </span>
      <ThemeToggle />
      <button type="button" className="button quiet" onClick={onLogOut}>
        Log out
      </button>
    </header>
  );
}
