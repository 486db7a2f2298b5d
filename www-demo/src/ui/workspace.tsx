import { useState } from 'react';
import type { Session } from '../session/session';
import { Contacts } from './contacts';
import { Header } from './header';
import { History } from './history';
import { useSessionState, useWide } from './hooks';
import { ClockIcon, KeypadIcon, PeopleIcon } from './icons';
import { IncomingCall } from './incoming-call';
import { PhonePanel } from './phone-panel';

type Tab = 'contacts' | 'phone' | 'history';

const tabs = [
  { id: 'contacts', label: 'Contacts', Icon: PeopleIcon },
  { id: 'phone', label: 'Phone', Icon: KeypadIcon },
  { id: 'history', label: 'History', Icon: ClockIcon },
] as const;

/** The page after the log-in: three columns where there is room, one at a time where there is not. */
export function Workspace({ session, onLogOut }: { session: Session; onLogOut: () => void }) {
  const state = useSessionState(session);
  const wide = useWide();
  const [tab, setTab] = useState<Tab>('phone');
  const ringing = state.calls.find((call) => call.direction === 'inbound' && call.state === 'ringing');
  const shown = (one: Tab) => wide || tab === one;

  function call(number: string) {
    setTab('phone');
    void session.call(number);
  }

  return (
    <div className="workspace">
      <Header state={state} onLogOut={onLogOut} />
      <main className="columns">
        <div className="column" hidden={!shown('contacts')}>
          <Contacts state={state} onCall={call} />
        </div>
        <div className="column column-phone" hidden={!shown('phone')}>
          <PhonePanel session={session} state={state} />
        </div>
        <div className="column" hidden={!shown('history')}>
          <History state={state} onCall={call} onRetry={session.reloadHistory} />
        </div>
      </main>
      {!wide && (
        <nav className="tabs" aria-label="Views">
          {tabs.map(({ id, label, Icon }) => (
            <button key={id} type="button" aria-current={tab === id ? 'page' : undefined} onClick={() => setTab(id)}>
              <Icon />
              <span>{label}</span>
              {id === 'phone' && state.calls.length > 0 && <span className="tab-dot" aria-label="call in progress" />}
            </button>
          ))}
        </nav>
      )}
      {ringing && (
        <IncomingCall
          key={ringing.id}
          call={ringing}
          onAnswer={() => {
            setTab('phone');
            void session.answer(ringing.id);
          }}
          onDecline={() => void session.reject(ringing.id)}
        />
      )}
      <p className="visually-hidden" role="status" aria-live="polite" data-testid="announcement">
        {state.announcement}
      </p>
    </div>
  );
}
