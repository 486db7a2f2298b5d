import { VoIPClient, type Extension } from '@cemscale/voip-sdk/client';

let client: Promise<VoIPClient> | undefined;

/** Logged in once for all requests; the token is refreshed by itself. A login that fails is tried again. */
function administrator(): Promise<VoIPClient> {
  client ??= (async () => {
    const { VOIP_API_URL = '', VOIP_ADMIN_EMAIL = '', VOIP_ADMIN_PASSWORD = '' } = process.env;
    const made = new VoIPClient({ apiUrl: VOIP_API_URL });
    await made.adminLogin({ email: VOIP_ADMIN_EMAIL, password: VOIP_ADMIN_PASSWORD });
    return made;
  })().catch((error: unknown) => {
    client = undefined;
    throw error;
  });
  return client;
}

/** Every extension, whatever the number of pages. */
export async function extensions(): Promise<Extension[]> {
  const all: Extension[] = [];
  for await (const extension of (await administrator()).iterateExtensions()) all.push(extension);
  return all;
}
