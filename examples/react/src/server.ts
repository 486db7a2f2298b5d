import type { UseVoIPOptions } from '@cemscale/voip-sdk';

/** Every component that uses these is about the same login and the same phone. */
export const server: UseVoIPOptions = {
  apiUrl: import.meta.env.VITE_API_URL,
  wsUri: import.meta.env.VITE_SIP_URI,
  sipDomain: import.meta.env.VITE_SIP_DOMAIN,
};
