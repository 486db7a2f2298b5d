import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { formatNumber } from '../session/contacts';
import type { Session } from '../session/session';
import type { CallView } from '../session/state';
import { callStateText, duration } from '../session/words';
import { Avatar } from './avatar';
import { useNow } from './hooks';
import { HangupIcon, KeypadIcon, MicIcon, MicOffIcon, PauseIcon, PlayIcon } from './icons';
import { KeyPad } from './key-pad';

/** One call: who, how long, and what can be done with it. */
export function CallCard({ session, call }: { session: Session; call: CallView }) {
  const [pad, setPad] = useState(false);
  const [sent, setSent] = useState('');
  const hangup = useRef<HTMLButtonElement>(null);
  const now = useNow(call.answeredAt !== null);
  const up = call.state === 'active' || call.state === 'held' || call.state === 'reconnecting';

  // The button that made or answered the call is gone; ending it is what must be in reach.
  useEffect(() => {
    if (document.activeElement === document.body) hangup.current?.focus();
  }, []);

  function digit(value: string) {
    setSent((old) => (old + value).slice(-16));
    void session.sendDtmf(call.id, value);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (up && pad && /^[0-9*#]$/.test(event.key)) digit(event.key);
    else if (event.key === 'Escape' && pad) setPad(false);
  }

  const number = formatNumber(call.number);
  return (
    <div className="call" onKeyDown={onKeyDown} data-testid="call" data-state={call.state} data-muted={call.muted} role="group" aria-label={`Call with ${call.name}`}>
      <div className={pad ? 'call-head call-head-small' : 'call-head'}>
        <Avatar name={call.name} large={!pad} />
        <h2>{call.name}</h2>
        <p className="muted">{call.name === number ? ' ' : number}</p>
        <p className="call-state">
          <span data-testid="call-state">{callStateText(call.state, call.direction, call.remoteHeld)}</span>
          <span className="timer" data-testid="timer" role="timer" aria-live="off">
            {call.answeredAt === null ? '' : duration((now - call.answeredAt) / 1000)}
          </span>
        </p>
      </div>
      {pad && (
        <div className="call-pad">
          <p className="sent" aria-label="Digits sent">
            {sent || ' '}
          </p>
          <KeyPad label="Tones" onDigit={digit} />
        </div>
      )}
      <div className="controls">
        <Control label={call.muted ? 'Unmute' : 'Mute'} pressed={call.muted} disabled={!up} onClick={() => void session.toggleMute(call.id)}>
          {call.muted ? <MicOffIcon /> : <MicIcon />}
        </Control>
        <Control label={call.held ? 'Resume' : 'Hold'} pressed={call.held} disabled={!up} onClick={() => void session.toggleHold(call.id)}>
          {call.held ? <PlayIcon /> : <PauseIcon />}
        </Control>
        <Control label="Keypad" pressed={pad} disabled={!up} onClick={() => setPad(!pad)}>
          <KeypadIcon />
        </Control>
      </div>
      <button ref={hangup} type="button" className="button danger call-button" onClick={() => void session.hangup(call.id)}>
        <HangupIcon />
        {call.answeredAt === null ? 'Cancel' : 'Hang up'}
      </button>
    </div>
  );
}

interface ControlProps {
  label: string;
  pressed: boolean;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Control({ label, pressed, disabled, onClick, children }: ControlProps) {
  return (
    <button type="button" className="control" aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      <span className="control-disc">{children}</span>
      {label}
    </button>
  );
}
