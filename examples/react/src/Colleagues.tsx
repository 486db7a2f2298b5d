import { usePresence, useVoIP } from '@cemscale/voip-sdk';
import { server } from './server';

export function Colleagues() {
  const { call, isRegistered } = useVoIP(server);
  const people = Object.values(usePresence()).sort((one, other) => one.extension.localeCompare(other.extension));
  return (
    <section aria-labelledby="colleagues">
      <h2 id="colleagues">Colleagues</h2>
      <ul>
        {people.map(({ extension, name, status }) => (
          <li key={extension}>
            <span>{extension} {name}</span> <span className={`presence ${status}`}>{status}</span>
            <button aria-label={`Call ${name ?? extension}`} disabled={!isRegistered} onClick={() => void call(extension)}>Call</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
