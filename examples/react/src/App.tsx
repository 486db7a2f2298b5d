import { useVoIP } from '@cemscale/voip-sdk';
import { Calls } from './Calls';
import { Colleagues } from './Colleagues';
import { Dialer } from './Dialer';
import { Login } from './Login';
import { server } from './server';

export function App() {
  const { isLoggedIn, isRegistered, error, logout } = useVoIP(server);
  return (
    <main>
      <header>
        <h1>Telephone</h1>
        <p role="status" className={isRegistered ? 'online' : 'offline'}>{isRegistered ? 'Online' : 'Offline'}</p>
        {isLoggedIn && <button onClick={logout}>Log out</button>}
      </header>
      {error && <p role="alert">{error.hint}</p>}
      {isLoggedIn ? (
        <>
          <Dialer />
          <Calls />
          <Colleagues />
        </>
      ) : (
        <Login />
      )}
    </main>
  );
}
