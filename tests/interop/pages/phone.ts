// The packed SDK's softphone without anything else: what the tests do here is what an application would do.
import { Softphone, type Call } from '@cemscale/voip-sdk/client';
import { audioStats } from '../../e2e/pages/audio-stats';

interface SeenCall {
  call: Call;
  states: { state: string; at: number }[];
  end: unknown;
}

/** What went over the WebSockets, whole messages with the time. */
const wire: { way: 'in' | 'out'; text: string; at: number }[] = [];
const seen: SeenCall[] = [];
const told: { what: string; value: unknown; at: number }[] = [];
let phone: Softphone;
/** What is done with a far end's wish to transfer us. */
let onTransferRequest: 'accept' | 'reject' | null = null;

/** The host's WebSocket, written down. */
class WatchedWebSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('message', ({ data }) => note('in', data));
  }

  override send(data: any): void {
    note('out', data);
    super.send(data);
  }
}

function note(way: 'in' | 'out', data: unknown): void {
  const text = typeof data === 'string' ? data : new TextDecoder().decode(data as ArrayBuffer);
  if (text.trim() !== '') wire.push({ way, text, at: performance.now() });
}

function errorOf(error: any) {
  const { code, message, details, cause } = error ?? {};
  return { code, message: String(message ?? error), details, ...(cause ? { cause: String(cause) } : {}) };
}

/** Remembers it for the tests, and says it where a failed test shows it. */
function tell(what: string, value: unknown): void {
  told.push({ what, value, at: performance.now() });
  if (what !== 'state') console.log(`${what}: ${JSON.stringify(value)}`);
}

function watch(call: Call): SeenCall {
  const known = seen.find((one) => one.call === call);
  if (known) return known;
  const entry: SeenCall = { call, states: [{ state: call.state, at: performance.now() }], end: null };
  call.on('stateChanged', () => entry.states.push({ state: call.state, at: performance.now() }));
  call.on('error', (error) => tell('callError', errorOf(error)));
  seen.push(entry);
  return entry;
}

/** The call with this id, or the newest. */
function find(id: string | null): SeenCall {
  const entry = id === null ? seen.at(-1) : seen.find((one) => one.call.id === id);
  if (!entry) throw new Error(id === null ? 'no call was made or received' : `there is no call ${id}`);
  return entry;
}

const harness = {
  /** Makes the phone and starts it; `{ state }` or `{ error }`. */
  async start(options: any) {
    phone = new Softphone({ ...options, WebSocket: WatchedWebSocket });
    phone.on('incoming', (call: Call) => watch(call));
    phone.on('callEnded', (call: Call) => {
      watch(call).end = call.endReason;
    });
    phone.on('stateChanged', (state) => tell('state', state));
    phone.on('error', (error) => tell('error', errorOf(error)));
    phone.on('transferRequest', (request) => {
      tell('transferRequest', { target: request.target, referredBy: request.referredBy });
      if (onTransferRequest === 'reject') request.reject();
      if (onTransferRequest === 'accept') request.accept().then(watch, (error) => tell('error', errorOf(error)));
    });
    phone.on('warning', (warning) => tell('warning', warning));
    try {
      await phone.start();
      return { state: phone.state };
    } catch (error) {
      return { state: phone.state, error: errorOf(error) };
    }
  },

  async stop() {
    await phone.stop();
    return phone.state;
  },

  async call(target: string, options?: any) {
    try {
      return { id: watch(await phone.call(target, options)).call.id };
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  /** Runs a command of a call (`null`: the newest); null or `{ error }`. */
  async commandOf(id: string | null, name: string, ...args: any[]) {
    try {
      await (find(id).call as any)[name](...args);
      return null;
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  /** The same where the argument is another of the phone's calls. */
  async commandWith(id: string, name: string, other: string) {
    try {
      await (find(id).call as any)[name](find(other).call);
      return null;
    } catch (error) {
      return { error: errorOf(error) };
    }
  },

  onTransferRequest(what: 'accept' | 'reject') {
    onTransferRequest = what;
  },

  view(id: string | null = null) {
    if (id === null && seen.length === 0) return null;
    const { call, states } = find(id);
    return { ...call.snapshot, remoteUser: call.remote.user, end: call.endReason && { ...call.endReason }, states };
  },

  async stats(id: string | null = null) {
    return audioStats((await find(id).call.getStats()) as any);
  },

  /** Ids of the calls that have not ended, oldest first. */
  liveCalls: () => phone.calls.map((call) => watch(call).call.id),
  phoneState: () => ({ state: phone.state, reachable: phone.reachable }),
  /** What the phone told: states, errors, warnings. */
  told: (what?: string) => told.filter((one) => !what || one.what === what),
  wire: () => wire,
  now: () => performance.now(),
};

(window as any).harness = harness;
document.body.dataset['ready'] = 'true';
