import { useVoIP } from '@cemscale/voip-sdk';
import { useState, type FormEvent } from 'react';
import { server } from './server';

export function Login() {
  const { login, startPhone } = useVoIP(server);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [username, password, tenantId] = ['extension', 'password', 'tenant'].map((name) => String(form.get(name)));
    setBusy(true);
    try {
      await login({ username: username!, password: password!, tenantId: tenantId! });
      await startPhone(username!, password!);
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
