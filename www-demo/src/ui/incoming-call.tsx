import { useEffect, useRef, type KeyboardEvent } from 'react';
import { formatNumber } from '../session/contacts';
import type { CallView } from '../session/state';
import { Avatar } from './avatar';
import { HangupIcon, PhoneIcon } from './icons';

interface Props {
  call: CallView;
  onAnswer: () => void;
  onDecline: () => void;
}

/**
 * The pop-up of a ringing call. Takes the focus so that Enter answers and Escape declines, unless the user is
 * typing: then the next keystroke must not answer a call by accident. The focus goes back where it came from.
 */
export function IncomingCall({ call, onAnswer, onDecline }: Props) {
  const answer = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    const typing = before instanceof HTMLInputElement && before.value !== '';
    if (!typing) answer.current?.focus();
    return () => {
      const lost = document.activeElement === document.body || document.activeElement === null;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onDecline();
  }

  const number = formatNumber(call.number);
  return (
    <div className="incoming" role="alertdialog" aria-labelledby="incoming-name" aria-describedby="incoming-what" onKeyDown={onKeyDown} data-testid="incoming">
      <Avatar name={call.name} />
      <div className="incoming-text">
        <strong id="incoming-name">{call.name}</strong>
        <span id="incoming-what" className="muted">
          Incoming call{call.name === number ? '' : ` · ${number}`}
        </span>
      </div>
      <div className="incoming-actions">
        <button type="button" className="button danger" onClick={onDecline}>
          <HangupIcon />
          Decline
        </button>
        <button ref={answer} type="button" className="button go" onClick={onAnswer}>
          <PhoneIcon />
          Answer
        </button>
      </div>
    </div>
  );
}
