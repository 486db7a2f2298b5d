// The component of the first version's documentation, as it was.
import { useVoIP } from '@cemscale/voip-sdk';

export function PhoneWidget() {
  const {
    isLoggedIn, isRegistered, currentCall, error,
    login, startPhone, call, answer, hangup, toggleHold, toggleMute,
  } = useVoIP({
    apiUrl: 'https://voip-api.cemscale.com',
    sipDomain: 'sip.cemscale.com',
    wsUri: 'wss://sip.cemscale.com:5065/ws',
  });

  async function init() {
    await login({ username: '1001', password: 'your-extension-password', tenantId: 'your-tenant-id' });
    await startPhone('1001', 'your-extension-password', 'Alice');
  }

  return (
    <div>
      <p>Status: {isRegistered ? 'Online' : 'Offline'}</p>
      {isLoggedIn ? null : <button onClick={init}>Log in</button>}
      {error && <p role="alert">{error.message}</p>}
      {currentCall ? (
        <div>
          <p>{currentCall.direction}: {currentCall.remoteIdentity} ({currentCall.state})</p>
          {currentCall.state === 'ringing' && currentCall.direction === 'inbound' && (
            <button onClick={answer}>Answer</button>
          )}
          <button onClick={hangup}>Hangup</button>
          <button onClick={toggleHold}>{currentCall.held ? 'Resume' : 'Hold'}</button>
          <button onClick={toggleMute}>{currentCall.muted ? 'Unmute' : 'Mute'}</button>
        </div>
      ) : (
        <button onClick={() => call('+17865551234')}>Call</button>
      )}
    </div>
  );
}
