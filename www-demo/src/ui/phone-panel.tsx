import { useEffect, useRef, useState } from 'react';
import type { Session } from '../session/session';
import type { SessionState } from '../session/state';
import { CallCard } from './call-card';
import { DevicePicker } from './device-picker';
import { Dialer } from './dialer';
import { CloseIcon, PlusIcon } from './icons';

/** The dial pad, or the call that is looked at; a line above says what last happened. */
export function PhonePanel({ session, state }: { session: Session; state: SessionState }) {
  const calls = state.calls.filter((call) => !(call.direction === 'inbound' && call.state === 'ringing'));
  const newest = calls.at(-1)?.id ?? null;
  const [selected, setSelected] = useState<string | null>(null);
  const seen = useRef(new Set<string>());

  // A call that has just appeared comes to the front; one that has gone gives way to the newest that is left.
  useEffect(() => {
    if (newest && !seen.current.has(newest)) {
      seen.current.add(newest);
      setSelected(newest);
    }
  }, [newest]);
  const gone = selected !== null && !calls.some((call) => call.id === selected);
  const current = calls.find((call) => call.id === (gone ? newest : selected)) ?? null;

  return (
    <section className="card phone" aria-label="Phone">
      <NoticeLine session={session} state={state} />
      {calls.length > 0 && (
        <div className="chips" role="group" aria-label="Calls in progress">
          {calls.map((call) => (
            <button key={call.id} type="button" className="chip" aria-pressed={call === current} onClick={() => setSelected(call.id)}>
              {call.name}
              {call.held && <span className="muted"> · hold</span>}
            </button>
          ))}
          <button type="button" className="chip" aria-pressed={current === null} aria-label="New call" onClick={() => setSelected(null)}>
            <PlusIcon />
          </button>
        </div>
      )}
      {current ? (
        <CallCard key={current.id} session={session} call={current} />
      ) : (
        <Dialer ready={state.line === 'ready'} onCall={(number) => void session.call(number)} />
      )}
      <DevicePicker session={session} />
    </section>
  );
}

/** Room for one sentence, kept even when there is nothing to say, so that nothing moves. */
function NoticeLine({ session, state }: { session: Session; state: SessionState }) {
  const { notice } = state;

  // News goes by itself; a problem stays until it is dismissed or the next call is made.
  useEffect(() => {
    if (notice?.tone !== 'info') return;
    const timer = setTimeout(session.dismissNotice, 6000);
    return () => clearTimeout(timer);
  }, [notice, session]);

  return (
    <div className={`notice ${notice ? `notice-${notice.tone}` : 'notice-none'}`}>
      {notice && (
        <>
          <span data-testid="notice" data-tone={notice.tone}>
            {notice.text}
          </span>
          <button type="button" className="icon-button" onClick={session.dismissNotice} aria-label="Dismiss">
            <CloseIcon />
          </button>
        </>
      )}
    </div>
  );
}
