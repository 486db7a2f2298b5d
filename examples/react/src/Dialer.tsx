import { useVoIP } from '@cemscale/voip-sdk';
import { useState, type FormEvent } from 'react';
import { server } from './server';

export function Dialer() {
  const { isRegistered, call } = useVoIP(server);
  const [target, setTarget] = useState('');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void call(target);
    setTarget('');
  };

  return (
    <form className="row" onSubmit={submit}>
      <label>
        Number or extension
        <input type="tel" value={target} onChange={(event) => setTarget(event.target.value)} required />
      </label>
      <button className="go" disabled={!isRegistered}>Call</button>
    </form>
  );
}
