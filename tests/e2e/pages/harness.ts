// The packed SDK, reachable from the tests: what they do here is what an application would do.
import { CallBoard, notifyIncoming, VoIPClient, type Call, type JoinedCall, type Softphone } from '@cemscale/voip-sdk/client';
import { audioStats } from './audio-stats';

interface User {
  username: string;
  password: string;
  tenantId: string;
  domain: string;
  name: string;
}

interface SeenCall {
  call: Call;
  /** Every state with the time at which it was seen. */
  states: { state: string; at: number }[];
  end: unknown;
}

const seen: SeenCall[] = [];
const events: { type: string; data: any }[] = [];
const phoneStates: string[] = [];
const sampleSaw: any[][] = [];
const packets: number[] = [];
const errors: { code: string; message: string }[] = [];
let client: VoIPClient;
let phone: Softphone;
let board: CallBoard;

function watch(call: Call): SeenCall {
  const known = seen.find((one) => one.call === call);
  if (known) return known;
  const entry: SeenCall = { call, states: [{ state: call.state, at: performance.now() }], end: null };
  call.on('stateChanged', () => entry.states.push({ state: call.state, at: performance.now() }));
  seen.push(entry);
  return entry;
}

function errorOf(error: any) {
  return { code: error?.code, name: error?.name, status: error?.status, message: String(error?.message ?? error) };
}

/** The newest call that was made or came in; else one that was there when the phone began. */
function newest(): SeenCall | undefined {
  const [first] = phone?.calls ?? [];
  return seen.at(-1) ?? (first && watch(first));
}

function latest(): Call {
  const entry = newest();
  if (!entry) throw new Error('no call was made or received');
  return entry.call;
}

/** A joined call, as far as tests look at it. */
function brief({ id, callUuid, sipCallId, direction, state, caller, destination, joinedBy, hangupCause, duration, phone, server }: JoinedCall) {
  const sides = { phone: phone && { id: phone.id, state: phone.state }, server: server && { ...server } };
  return { id, callUuid, sipCallId, direction, state, caller, destination, joinedBy, hangupCause, duration, ...sides };
}

const harness = {
  /** Logs in by REST; `{ user }` or `{ error }`. */
  async login(user: Pick<User, 'username' | 'password' | 'tenantId'>) {
    client = new VoIPClient({ apiUrl: location.origin });
    client.onWsEvent('*', (event: any) => events.push(event));
    try {
      const { username, password, tenantId } = user;
      return { user: (await client.login({ username, password, tenantId })).user };
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  /** Makes the phone and starts it; `{ state }` or `{ error }`. */
  async startPhone(user: User, options: Record<string, unknown> = {}) {
    phone = client.createSoftphone({
      wsUri: `${location.origin.replace(/^http/, 'ws')}/sip`,
      sipDomain: user.domain,
      extension: user.username,
      password: user.password,
      displayName: user.name,
      ...options,
    });
    (window as any).__voip = phone;
    phone.on('incoming', (call: Call) => watch(call));
    phone.on('callEnded', (call: Call) => {
      watch(call).end = call.endReason;
    });
    phone.on('stateChanged', () => phoneStates.push(phone.state));
    phone.on('error', (error: unknown) => errors.push(errorOf(error)));
    try {
      await phone.start();
      return { state: phone.state };
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  /** Announces calls by notifications of the operating system; what a click says ends in `clicked`. */
  notify() {
    const clicked: string[] = [];
    Object.assign(window, { clicked });
    const notices = notifyIncoming(phone, { onClick: (call) => clicked.push(call.id) });
    Object.assign(window, { notices });
    return notices.permission;
  },

  async stopPhone() {
    await phone.stop();
    return phone.state;
  },

  /** Calls; `{ id }` or `{ error }`. */
  async call(target: string, options?: any) {
    try {
      return { id: watch(await phone.call(target, options)).call.id };
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  /** Takes up the calls from before a reload; their ids. */
  async recover() {
    try {
      return (await phone.recover()).map((call) => watch(call).call.id);
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  /** Runs a command of the newest call; null or `{ error }`. */
  async command(name: 'answer' | 'reject' | 'hangup' | 'hold' | 'resume' | 'mute' | 'unmute' | 'sendDtmf', ...args: any[]) {
    try {
      await (latest() as any)[name](...args);
      return null;
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  /** What the newest call says of itself. */
  view() {
    const entry = newest();
    if (!entry) return null;
    const { call } = entry;
    return {
      id: call.id,
      state: call.state,
      direction: call.direction,
      remoteIdentity: call.remoteIdentity,
      remoteUser: call.remote.user,
      held: call.held,
      remoteHeld: call.remoteHeld,
      muted: call.muted,
      callUuid: call.callUuid,
      timings: { ...call.timings },
      end: call.endReason && { ...call.endReason },
      states: entry.states,
    };
  },

  /** Packets, energy and round trips of the newest call, now. */
  async stats() {
    return audioStats(await latest().getStats());
  },

  async listCalls(params?: any) {
    return client.listCalls(params);
  },

  async originate(params: any) {
    try {
      return await client.originate(params);
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  async adminLogin(params: { email: string; password: string }) {
    client = new VoIPClient({ apiUrl: location.origin });
    client.onWsEvent('*', (event: any) => events.push(event));
    return (await client.adminLogin(params)).user;
  },

  connectRealtime() {
    client.connectWebSocket();
  },

  disconnectRealtime() {
    client.disconnectWebSocket();
  },

  /** Joins the phone's calls, if there is one, with those of the server. */
  makeBoard() {
    board = new CallBoard({ client, softphone: phone });
  },

  joined: (id: string) => {
    const call = board.get(id);
    return call ? brief(call) : null;
  },
  joinedCalls: () => board.getSnapshot().map(brief),

  /** Transfers the far end of the oldest call to that of the newest; null or `{ error }`. */
  async transferToNewest() {
    const [first, second] = phone.calls;
    try {
      await first!.transferTo(second!);
      return null;
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  parkByRest: (uuid: string) => client.parkCall(uuid),

  /** The first version's realtime sample, as it stands in its README. */
  async realtimeSample(admin: { email: string; password: string }) {
    const showIncomingCallPopup = (popup: any) => sampleSaw.push(['showIncomingCallPopup', popup]);
    const updateExtensionStatus = (...args: any[]) => sampleSaw.push(['updateExtensionStatus', ...args]);
    const logCallToCRM = (call: any) => sampleSaw.push(['logCallToCRM', call]);

    const client = new VoIPClient({ apiUrl: location.origin });
    await client.adminLogin({ email: admin.email, password: admin.password });

    // Connect WebSocket for real-time events
    client.connectWebSocket();

    // Incoming call popup
    client.onWsEvent('call_start', (event) => {
      if (event.data.direction === 'inbound') {
        showIncomingCallPopup({
          caller: event.data.caller,
          destination: event.data.destination,
          callUuid: event.data.callUuid,
        });
      }
    });

    // Live presence updates
    client.onWsEvent('presence_change', (event) => {
      updateExtensionStatus(event.data.extension, event.data.status);
    });

    // Call ended — log to CRM
    client.onWsEvent('call_end', (event) => {
      logCallToCRM({
        callUuid: event.data.callUuid,
        duration: event.data.duration,
        hangupCause: event.data.hangupCause,
      });
    });
    await new Promise((resolve) => client.onWsEvent('open', resolve));
  },

  token: () => client.token,
  sampleSaw: (name: string) => sampleSaw.filter(([which]) => which === name).map(([, ...args]) => args),

  getActiveCalls: () => client.getActiveCalls(),
  hangupByRest: (uuid: string) => client.hangup(uuid),
  presence: (extension: string) => client.presence.get(extension)?.status ?? null,
  presenceAll: () => client.presence.getSnapshot(),
  phoneState: () => ({ state: phone.state, reachable: phone.reachable, seen: [...phoneStates] }),
  events: (type?: string) => events.filter((event) => !type || event.type === type),
  errors: () => errors,
  liveCalls: () => phone.calls.length,
  role: () => phone.snapshot.role,
  /** When the newest call went on after it was taken from its tab, in milliseconds since 1970. */
  activeAgain(since: number) {
    const after = (newest()?.states ?? []).map(({ state, at }) => ({ state, at: performance.timeOrigin + at })).filter(({ at }) => at > since);
    const lost = after.findIndex(({ state }) => state === 'reconnecting');
    return lost < 0 ? undefined : after.slice(lost).find(({ state }) => state === 'active')?.at;
  },
  /** Notes each packet of the newest call from now on, about every 10 ms. */
  watchSound() {
    const call = latest();
    packets.length = 0;
    let last = -1;
    const look = async (): Promise<void> => {
      if (call.state === 'ended') return;
      const { packetsReceived } = audioStats(await call.getStats());
      if (packetsReceived !== last) packets.push(Date.now());
      last = packetsReceived;
      setTimeout(() => void look().catch(() => undefined), 10);
    };
    void look().catch(() => undefined);
  },
  /** The pause in the packets that began before or after that moment: how long it was and when it ended. */
  pause(since: number) {
    for (let i = 1; i < packets.length; i += 1) {
      const [from, to] = [packets[i - 1] ?? 0, packets[i] ?? 0];
      if (to > since && to - from > 150) return { ms: to - from, endedAt: to };
    }
    return undefined;
  },
  /** What the server says is registered for the extension. */
  registrations: async () => (await phone.fetchRegistrations()).length,
  /** How often calls came in, by what the phone told. */
  rang: () => seen.filter(({ call }) => call.direction === 'inbound').length,
  setDoNotDisturb: (on: boolean) => {
    phone.doNotDisturb = on;
  },
  doNotDisturb: () => phone.doNotDisturb,
  disposePhone: () => phone.dispose(),
};

export type Harness = typeof harness;
(window as any).harness = harness;
document.body.dataset['ready'] = 'true';
