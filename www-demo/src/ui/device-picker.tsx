import { useEffect, useId, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import type { Session } from '../session/session';
import { HeadsetIcon } from './icons';

/** A button that shows which microphone and loudspeakers there are, and lets the user choose. */
export function DevicePicker({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  function onKeyDown(event: KeyboardEvent) {
    // Digits and Escape are the dial pad's and the call's elsewhere on this card.
    if (open) event.stopPropagation();
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    button.current?.focus();
  }

  return (
    <div className="devices" ref={box} onKeyDown={onKeyDown}>
      {open && <Choices id={panel} session={session} />}
      <button ref={button} type="button" className="devices-button" aria-expanded={open} aria-controls={open ? panel : undefined} onClick={() => setOpen(!open)}>
        <HeadsetIcon />
        Sound devices
      </button>
    </div>
  );
}

function Choices({ id, session }: { id: string; session: Session }) {
  const devices = useSyncExternalStore(session.devices.subscribe, session.devices.getSnapshot);
  const { inputs, outputs, permission } = devices;
  return (
    <div className="devices-panel" id={id} role="group" aria-label="Sound devices" data-testid="devices">
      {permission !== 'granted' && (
        <p className="devices-ask">
          {permission === 'denied' ? 'The microphone is blocked. Allow it beside the address bar.' : 'The names of devices show once the microphone is allowed.'}
          {permission !== 'denied' && (
            <button type="button" className="button" onClick={() => void session.askForMicrophone()}>
              Allow
            </button>
          )}
        </p>
      )}
      <Choice label="Microphone" devices={inputs} value={devices.input} onChange={(one) => session.chooseDevice('input', one)} />
      <Choice label="Speaker" devices={outputs} value={devices.output} onChange={(one) => session.chooseDevice('output', one)} />
      <Choice label="Ringtone" devices={outputs} value={devices.ringtoneOutput} onChange={(one) => session.chooseDevice('ringtoneOutput', one)} />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  devices: readonly { deviceId: string; label: string }[];
  value: string | null;
  onChange: (deviceId: string | null) => Promise<void>;
}

function Choice({ label, devices, value, onChange }: ChoiceProps) {
  return (
    <label className="field">
      {label}
      <select value={value ?? ''} onChange={(event) => void onChange(event.target.value || null)}>
        <option value="">System default</option>
        {devices.map((device, index) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label || `${label} ${index + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}
