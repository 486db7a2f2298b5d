// Realtime events of calls, by the SDK or by what one would write without it: each side tells a listener and counts.
import { VoIPClient } from '@cemscale/voip-sdk/client';

const counts = { events: 0, active: 0 };
let close = () => undefined;

const sides = {
  ours(url, token) {
    const client = new VoIPClient({ apiUrl: url, token, multiTab: false });
    const active = new Map();
    client.onWsEvent('call_start', ({ data }) => told(active.set(data.callUuid, data)));
    client.onWsEvent('call_answer', ({ data }) => told(active, data));
    client.onWsEvent('call_end', ({ data }) => told(active, active.delete(data.callUuid)));
    client.connectWebSocket();
    return () => client.dispose();
  },
  plain(url, token) {
    const active = new Map();
    const listeners = {
      call_start: ({ data }) => told(active.set(data.callUuid, data)),
      call_answer: ({ data }) => told(active, data),
      call_end: ({ data }) => told(active, active.delete(data.callUuid)),
    };
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'auth', token })));
    socket.addEventListener('message', ({ data }) => {
      const event = JSON.parse(data);
      listeners[event.type]?.(event);
    });
    return () => socket.close();
  },
};

function told(active) {
  counts.events += 1;
  counts.active = active.size;
}

window.events = {
  start(side, url, token) {
    close = sides[side](url, token);
  },
  counts: () => ({ ...counts }),
  stop: () => close(),
};
