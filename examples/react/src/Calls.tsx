import { useVoIP, type CallSnapshot } from '@cemscale/voip-sdk';
import { server } from './server';

export function Calls() {
  const { calls } = useVoIP(server);
  return (
    <section aria-label="Calls" aria-live="polite">
      {calls.length === 0 ? <p className="quiet">No calls</p> : <ul>{calls.map((call) => <Row key={call.id} call={call} />)}</ul>}
    </section>
  );
}

function Row({ call }: { call: CallSnapshot }) {
  const { answer, reject, hangup, toggleHold, toggleMute } = useVoIP(server);
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
