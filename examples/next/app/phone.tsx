'use client';

import { usePresence, useVoIP, type CallSnapshot, type UseVoIPOptions } from '@cemscale/voip-sdk';
import { useState, type FormEvent } from 'react';

export interface Person {
  extension: string;
  name: string;
}

/** On the server this renders the empty state, which the browser takes over; nothing is loaded before the login. */
export function Phone({ server, people }: { server: UseVoIPOptions; people: Person[] }) {
  const { isLoggedIn, isRegistered, calls, error, call, logout } = useVoIP(server);
  return (
    <>
      <header>
        <h1>Telephone</h1>
        <p role="status" className={isRegistered ? 'online' : 'offline'}>{isRegistered ? 'Online' : 'Offline'}</p>
        {isLoggedIn && <button onClick={logout}>Log out</button>}
      </header>
      {error && <p role="alert">{error.hint}</p>}
      {isLoggedIn ? <Dialer onCall={(target) => void call(target)} ready={isRegistered} /> : <Login />}
      {calls.length > 0 && (
        <section aria-label="Calls" aria-live="polite">
          <ul>{calls.map((one) => <Row key={one.id} call={one} />)}</ul>
        </section>
      )}
      <section aria-labelledby="people">
        <h2 id="people">Extensions</h2>
        <ul>
          {people.map(({ extension, name }) => (
            <li key={extension}>
              <span>{extension} {name}</span> {isLoggedIn && <Presence extension={extension} />}
              <button aria-label={`Call ${name}`} disabled={!isRegistered} onClick={() => void call(extension)}>Call</button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Login() {
  // Without options: the phone of the component above.
  const { login, startPhone } = useVoIP();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [username, password, tenantId] = ['extension', 'password', 'tenant'].map((name) => String(form.get(name)));
    setBusy(true);
    try {
      await login({ username, password, tenantId });
      await startPhone(username, password);
    } catch {
      // `error` of useVoIP has it, and the page shows it.
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} aria-busy={busy}>
      <label>Extension <input name="extension" autoComplete="username" inputMode="numeric" required /></label>
      <label>Password <input name="password" type="password" autoComplete="current-password" required /></label>
      <label>Tenant <input name="tenant" autoComplete="organization" required /></label>
      <button className="go" disabled={busy}>Log in</button>
    </form>
  );
}

function Dialer({ onCall, ready }: { onCall: (target: string) => void; ready: boolean }) {
  const [target, setTarget] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCall(target);
    setTarget('');
  };
  return (
    <form className="row" onSubmit={submit}>
      <label>
        Number or extension
        <input type="tel" value={target} onChange={(event) => setTarget(event.target.value)} required />
      </label>
      <button className="go" disabled={!ready}>Call</button>
    </form>
  );
}

function Presence({ extension }: { extension: string }) {
  const status = usePresence(extension)?.status ?? 'offline';
  return <span className={`presence ${status}`}>{status}</span>;
}

function Row({ call }: { call: CallSnapshot }) {
  const { answer, reject, hangup, toggleHold, toggleMute } = useVoIP();
  const rings = call.state === 'ringing' && call.direction === 'inbound';
  const talks = call.state === 'active' || call.state === 'held';
  return (
    <li>
      <strong>{call.remoteIdentity}</strong> <span className="quiet">{call.state}</span>
      <span className="buttons">
        {rings && <button className="go" onClick={() => answer(call.id)}>Answer</button>}
        {rings && <button className="stop" onClick={() => reject(call.id)}>Decline</button>}
        {talks && <button aria-pressed={call.held} onClick={() => toggleHold(call.id)}>Hold</button>}
        {talks && <button aria-pressed={call.muted} onClick={() => toggleMute(call.id)}>Mute</button>}
        {!rings && <button className="stop" onClick={() => hangup(call.id)}>Hang up</button>}
      </span>
    </li>
  );
}
