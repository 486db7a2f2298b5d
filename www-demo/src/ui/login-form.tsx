import { useRef, useState, type FormEvent } from 'react';
import { Session } from '../session/session';
import { loginErrorText } from '../session/words';
import { PhoneIcon } from './icons';
import { ThemeToggle } from './theme-toggle';

/** Extension, password and company; what is wrong with them is said under the form. */
export function LoginForm({ onLoggedIn }: { onLoggedIn: (session: Session) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const read = (name: string) => String(fields.get(name) ?? '').trim();
    setBusy(true);
    setProblem('');
    try {
      onLoggedIn(
        await Session.open({
          extension: read('extension'),
          password: String(fields.get('password') ?? ''),
          tenant: read('tenant'),
        }),
      );
    } catch (error) {
      setProblem(loginErrorText(error));
      setBusy(false);
      password.current?.select();
    }
  }

  return (
    <main className="login">
      <div className="login-theme">
        <ThemeToggle />
      </div>
      <form className="card login-card" onSubmit={submit} aria-labelledby="login-title">
        <span className="brand-mark">
          <PhoneIcon />
        </span>
        <h1 id="login-title">Log in to your phone</h1>
        <p className="muted">Calls, colleagues and history in this browser.</p>
        <label className="field">
          <span>Company</span>
          <input name="tenant" required autoComplete="organization" autoCapitalize="none" spellCheck={false} defaultValue="acme" />
        </label>
        <label className="field">
          <span>Extension</span>
          <input name="extension" required autoFocus autoComplete="username" inputMode="numeric" placeholder="1001" />
        </label>
        <label className="field">
          <span>Password</span>
          <input ref={password} name="password" type="password" required autoComplete="current-password" />
        </label>
        <p className="form-problem" role="alert" data-testid="login-problem">
          {problem}
        </p>
        <button type="submit" className="button primary" disabled={busy}>
          {busy ? 'Logging in…' : 'Log in'}
        </button>
      </form>
    </main>
  );
}
