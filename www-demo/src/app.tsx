import { useState } from 'react';
import type { Session } from './session/session';
import { LoginForm } from './ui/login-form';
import { Workspace } from './ui/workspace';

/** Before and after the log-in: there is nothing else. */
export function App() {
  const [session, setSession] = useState<Session | null>(null);

  function leave() {
    session?.close();
    setSession(null);
  }

  return session ? <Workspace session={session} onLogOut={leave} /> : <LoginForm onLoggedIn={setSession} />;
}
