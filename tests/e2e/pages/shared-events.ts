// A client of the packed SDK with its realtime events, as one of several tabs.
import { VoIPClient } from '@cemscale/voip-sdk/client';

let client: VoIPClient;
const states: { state: string; at: number; code?: string }[] = [];
const events: any[] = [];
const warnings: string[] = [];
/** How often listeners of a row were called. */
const rows: Record<string, number> = {};
const objects = new Map<string, unknown>();

const shared = {
  start(options: Record<string, unknown>) {
    client = new VoIPClient({ apiUrl: location.origin, ...options });
    client.on('warning', ({ code }) => warnings.push(code));
    client.onWsEvent('connection', ({ data }) => states.push({ ...data, at: performance.timeOrigin + performance.now() }));
    client.onWsEvent('*', (event) => events.push(event));
    client.connectWebSocket();
  },
  async login(user: { username: string; password: string; tenantId: string }) {
    await client.login(user);
  },
  watch(extension: string) {
    client.presence.subscribe(extension, () => (rows[extension] = (rows[extension] ?? 0) + 1));
    objects.set(extension, client.presence.get(extension));
  },
  /** Whether a row is still the object that it was when it was watched. */
  isSame: (extension: string) => client.presence.get(extension) === objects.get(extension),
  connect: () => client.connectWebSocket(),
  disconnect: () => client.disconnectWebSocket(),
  setToken: (token: string | null) => client.setToken(token),
  dispose: () => client.dispose(),
  view: () => ({
    state: client.connectionState,
    states,
    events,
    warnings,
    rows,
    presence: Object.fromEntries(Object.values(client.presence.getSnapshot()).map(({ extension, status }) => [extension, status])),
  }),
};

Object.assign(window, { shared });
document.body.dataset.ready = 'true';
