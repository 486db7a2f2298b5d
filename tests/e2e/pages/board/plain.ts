// The board without the SDK, the straightforward way: `JSON.parse`, a `Map`, and listeners by extension. It shows each
// message at once, as the sample of every such protocol does; `batched` waits for the next frame.
import { Fragment, useCallback, useSyncExternalStore } from 'react';
import type { PresenceEntry } from '@cemscale/voip-sdk';
import type { Source } from '../board';

export function plainSource(token: string, batched: boolean): Source {
  const entries = new Map<string, PresenceEntry>();
  const listeners = new Map<string, Set<() => void>>();
  const changed = new Set<string>();

  function notify(extension: string): void {
    for (const listener of listeners.get(extension) ?? []) listener();
  }

  function flush(): void {
    for (const extension of changed) notify(extension);
    changed.clear();
  }

  function change(entry: PresenceEntry): void {
    const { extension } = entry;
    entries.set(extension, { ...entry, name: entry.name ?? entries.get(extension)?.name });
    if (!batched) return notify(extension);
    if (changed.size === 0) requestAnimationFrame(flush);
    changed.add(extension);
  }

  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
  socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token }));
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    switch (message.type) {
      case 'presence_snapshot':
        entries.clear();
        for (const entry of message.data.extensions) entries.set(entry.extension, entry);
        for (const extension of listeners.keys()) notify(extension);
        break;
      case 'presence_change':
        change(message.data);
        break;
      case 'ping':
        socket.send('{"type":"pong"}');
        break;
    }
  };

  function subscribe(extension: string, listener: () => void): () => void {
    let set = listeners.get(extension);
    if (!set) listeners.set(extension, (set = new Set()));
    set.add(listener);
    return () => void set.delete(listener);
  }

  function useEntry(extension: string) {
    return useSyncExternalStore(
      useCallback((listener: () => void) => subscribe(extension, listener), [extension]),
      () => entries.get(extension),
    );
  }
  return { Provider: Fragment, useEntry };
}
