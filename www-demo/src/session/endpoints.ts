/** The development server serves the page, the API and both sockets on one port. */
export const endpoints = {
  apiUrl: location.origin,
  sipUri: `${location.origin.replace(/^http/, 'ws')}/sip`,
};
