/** React hooks. Importing them does nothing and loads nothing, on the server too. */
export { useVoIP, type UseVoIPOptions, type UseVoIPResult } from './use-voip.js';
