// The first version's sample from its README. Only host names, credentials and the telephone number are substituted;
// the number and the credentials come from the page's address so that one build serves every run. `init` is never
// called in the sample: the test calls it through the one line that follows it.
import { useVoIP } from '@cemscale/voip-sdk';
import { settings } from './widget-settings';

export function PhoneWidget() {
const {
isLoggedIn, isRegistered, currentCall, error,
login, startPhone, call, answer, hangup, toggleHold, toggleMute,
} = useVoIP({
apiUrl: settings.apiUrl,
sipDomain: settings.sipDomain,
wsUri: settings.wsUri,
});

// Login and start softphone
async function init() {
await login({ username: settings.extension, password: settings.password, tenantId: settings.tenantId });
await startPhone(settings.extension, settings.password, 'Alice');
}
Object.assign(window, { init, isLoggedIn, lastError: error });

return (
<div>
<p>Status: {isRegistered ? 'Online' : 'Offline'}</p>
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
<button onClick={() => call(settings.number)}>Call</button>
)}
</div>
);
}
