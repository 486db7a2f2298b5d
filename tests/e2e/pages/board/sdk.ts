// The board by the SDK: a client that has a token already, and the hook that everybody uses.
import { createElement } from 'react';
import { usePresence, VoIPClient, VoIPProvider } from '@cemscale/voip-sdk';
import type { Source } from '../board';

export function sdkSource(token: string): Source {
  const client = new VoIPClient({ apiUrl: location.origin, token });
  return {
    Provider: ({ children }) => createElement(VoIPProvider, { client, children }),
    // Given as they are, for a row is no place for more than its own entry.
    useEntry: usePresence,
  };
}
