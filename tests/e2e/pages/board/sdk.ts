// The board by the SDK.
import { Fragment, useCallback, useSyncExternalStore } from 'react';
import { VoIPClient } from '@cemscale/voip-sdk';
import type { Source } from '../board';

export function sdkSource(token: string): Source {
  const client = new VoIPClient({ apiUrl: location.origin, token });
  client.connectWebSocket();
  const { presence } = client;

  function useEntry(extension: string) {
    return useSyncExternalStore(
      useCallback((listener: () => void) => presence.subscribe(extension, listener), [extension]),
      () => presence.get(extension),
    );
  }
  return { Provider: Fragment, useEntry };
}
