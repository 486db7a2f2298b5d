import { useEffect, useRef, useState, type FormEvent } from 'react';
import { BackspaceIcon, PhoneIcon } from './icons';
import { KeyPad } from './key-pad';

/** A number, twelve keys and a call button. Enter calls, Escape clears. */
export function Dialer({ ready, onCall }: { ready: boolean; onCall: (number: string) => void }) {
  const [number, setNumber] = useState('');
  const input = useRef<HTMLInputElement>(null);

  // After a call the focus would be lost with the button that ended it: the number field is the natural next place.
  useEffect(() => {
    if (document.activeElement === document.body) input.current?.focus();
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (number.trim() === '') return;
    onCall(number);
    setNumber('');
  }

  return (
    <form className="dialer" onSubmit={submit} aria-label="Dial a number">
      <div className="number">
        <input
          ref={input}
          className="number-input"
          value={number}
          onChange={(event) => setNumber(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setNumber('')}
          inputMode="tel"
          autoComplete="off"
          placeholder="Number or extension"
          aria-label="Number or extension"
        />
        <button
          type="button"
          className="icon-button"
          aria-label="Delete last digit"
          style={{ visibility: number === '' ? 'hidden' : 'visible' }}
          onClick={() => setNumber((old) => old.slice(0, -1))}
        >
          <BackspaceIcon />
        </button>
      </div>
      <KeyPad label="Dial pad" onDigit={(digit) => setNumber((old) => old + digit)} />
      <button type="submit" className="button go call-button" disabled={!ready || number.trim() === ''}>
        <PhoneIcon />
        Call
      </button>
    </form>
  );
}
