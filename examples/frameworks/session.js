import { VoIPClient } from '@cemscale/voip-sdk/client';

/** Logs in, opens the realtime connection and registers the phone. `form` has a field for each credential. */
export async function connect(form) {
  const { username, password, tenantId } = Object.fromEntries(new FormData(form));
  const client = new VoIPClient({ apiUrl: location.origin });
  const { user } = await client.login({ username, password, tenantId });
  client.connectWebSocket();
  const wsUri = `${location.origin.replace(/^http/, 'ws')}/sip`;
  const phone = client.createSoftphone({ wsUri, sipDomain: user.sipDomain, extension: username, password });
  await phone.start();
  return { client, phone };
}

/** Ends a call by its id. */
export function hangup(phone, id) {
  return phone.calls.find((call) => call.id === id)?.hangup();
}
