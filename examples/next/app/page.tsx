import { connection } from 'next/server';
import { extensions } from '../lib/pbx';
import { Phone } from './phone';

export default async function Page() {
  await connection(); // rendered for each request: the extensions are those of now, the addresses those of this machine
  const { VOIP_API_URL = '', VOIP_SIP_URI = '', VOIP_SIP_DOMAIN = '' } = process.env;
  const people = (await extensions()).map(({ extension, name }) => ({ extension, name }));
  return (
    <main>
      <Phone people={people} server={{ apiUrl: VOIP_API_URL, wsUri: VOIP_SIP_URI, sipDomain: VOIP_SIP_DOMAIN }} />
    </main>
  );
}
