import { VoIPClient, type Call, type Devices, type DeviceUse, type Softphone } from '@cemscale/voip-sdk';
import { dialable, formatNumber, outsideContacts, services } from './contacts';
import { endpoints } from './endpoints';
import { colleaguesOf } from './presence';
import { historyRow } from './history';
import { keepDevice, keptDevices } from './kept-devices';
import type { CallView, Identity, Notice, SessionState } from './state';
import { callStateText, endingText, errorText, type Ending } from './words';

/** What the log-in form asks for. */
export interface LoginFields {
  extension: string;
  password: string;
  tenant: string;
}

const historyLength = 30;

/**
 * One logged-in user: the REST client with its realtime events, and the phone.
 * The page reads `getState()`, which is replaced when something changes, and calls the commands.
 */
export class Session {
  readonly #client: VoIPClient;
  readonly #phone: Softphone;
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: (() => void)[] = [];
  /** Who the far end of a call was, kept so that its ending can be told by name. */
  readonly #known = new Map<string, CallView>();
  #state: SessionState;
  #wasReady = false;
  #notices = 0;
  #historyTimer: ReturnType<typeof setTimeout> | undefined;

  /** Logs in and brings the phone up. Rejects when the log-in is refused; a phone that cannot register shows later. */
  static async open(fields: LoginFields): Promise<Session> {
    const client = new VoIPClient({ apiUrl: endpoints.apiUrl });
    const { user } = await client.login({
      username: fields.extension,
      password: fields.password,
      tenantId: fields.tenant,
    });
    const identity: Identity = {
      extension: user.extension ?? fields.extension,
      name: user.name,
      tenantName: user.tenantName,
      sipDomain: user.sipDomain,
    };
    const phone = client.createSoftphone({
      wsUri: endpoints.sipUri,
      sipDomain: identity.sipDomain,
      extension: identity.extension,
      password: fields.password,
      displayName: identity.name,
      devices: keptDevices(),
    });
    return new Session(client, phone, identity);
  }

  private constructor(client: VoIPClient, phone: Softphone, identity: Identity) {
    this.#client = client;
    this.#phone = phone;
    this.#state = {
      identity,
      line: 'connecting',
      calls: [],
      colleagues: [],
      outside: outsideContacts,
      history: [],
      historyState: 'loading',
      notice: null,
      announcement: '',
    };
    this.#listen();
    phone.start().catch((error: unknown) => this.#problem(errorText(error)));
    client.connectWebSocket();
    void this.#loadHistory();
  }

  /** Logs out: calls end, the registration is removed. */
  close(): void {
    for (const stop of this.#stopListening) stop();
    clearTimeout(this.#historyTimer);
    this.#client.disconnectWebSocket();
    void this.#phone.stop().finally(() => this.#client.logout().catch(() => undefined));
  }

  getState = (): SessionState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A name for a number: colleague, outside contact, service, or the number itself. */
  nameOf = (number: string): string => {
    const colleague = this.#state.colleagues.find((one) => one.extension === number);
    if (colleague) return colleague.name;
    const contact = [...outsideContacts, ...services].find((one) => one.number === number);
    return contact?.name ?? formatNumber(number);
  };

  // Commands. None of them throws: what goes wrong becomes a notice.

  async call(input: string): Promise<void> {
    const number = dialable(input);
    if (number === '') return;
    this.dismissNotice();
    await this.#attempt(async () => {
      await this.#phone.call(number);
    });
  }

  answer = (id: string) => this.#onCall(id, (call) => call.answer());
  reject = (id: string) => this.#onCall(id, (call) => call.reject());
  hangup = (id: string) => this.#onCall(id, (call) => call.hangup());
  sendDtmf = (id: string, digit: string) => this.#onCall(id, (call) => call.sendDtmf(digit));
  toggleHold = (id: string) => this.#onCall(id, (call) => (call.held ? call.resume() : call.hold()));
  toggleMute = (id: string) => this.#onCall(id, (call) => (call.muted ? call.unmute() : call.mute()));

  /** The microphone and the loudspeakers: a store of its own. */
  get devices(): Devices {
    return this.#phone.devices;
  }

  chooseDevice = (use: DeviceUse, deviceId: string | null) =>
    this.#attempt(async () => {
      const { devices } = this.#phone;
      if (use === 'input') await devices.setInput(deviceId);
      else if (use === 'output') await devices.setOutput(deviceId);
      else await devices.setRingtoneOutput(deviceId);
      keepDevice(use, deviceId);
    });

  askForMicrophone = () => this.#attempt(async () => void (await this.#phone.devices.ask()));

  dismissNotice = (): void => {
    if (this.#state.notice) this.#set({ notice: null });
  };

  reloadHistory = (): void => {
    void this.#loadHistory();
  };

  #listen(): void {
    const phone = this.#phone;
    this.#stopListening.push(
      phone.on('stateChanged', () => this.#readLine()),
      phone.subscribe(() => this.#readCalls()),
      phone.on('callEnded', (call) => this.#ended(call)),
      phone.on('error', (error) => this.#problem(errorText(error))),
      phone.on('warning', (warning) => warning.code === 'microphone_lost' && this.#problem(errorText(warning))),
      phone.on('deviceChange', ({ lost }) => {
        if (lost[0]) this.#notify(`${lost[0].label || 'A device'} was disconnected.`, 'info');
      }),
      this.#client.on('tokenExpiring', () => this.#problem('Your log-in ends within a minute. Log out and in again.')),
      this.#client.presence.subscribe(() => this.#readPresence()),
      this.#client.onWsEvent('call_end', () => this.#historySoon()),
    );
  }

  #readLine(): void {
    const state = this.#phone.state;
    if (state === 'registered') {
      // Whatever ended while the server was away is in its records now.
      if (this.#wasReady) void this.#loadHistory();
      this.#wasReady = true;
      this.#set({ line: 'ready' });
    } else if (state === 'failed') {
      this.#set({ line: 'refused' });
    } else {
      this.#set({ line: this.#wasReady ? 'reconnecting' : 'connecting' });
    }
  }

  #readCalls(): void {
    const calls = this.#phone.calls.filter((call) => call.state !== 'ended').map((call) => this.#view(call));
    const before = this.#state.calls;
    for (const call of calls) {
      const old = before.find((one) => one.id === call.id);
      if (old?.state !== call.state) this.#announce(`${callStateText(call.state, call.direction, call.remoteHeld)}: ${call.name}`);
      this.#known.set(call.id, call);
    }
    this.#set({ calls });
  }

  #view(call: Call): CallView {
    const number = call.remote.user;
    const named = this.nameOf(number);
    return {
      id: call.id,
      direction: call.direction,
      number,
      name: named === number && call.remote.displayName ? call.remote.displayName : named,
      state: call.state,
      held: call.held,
      remoteHeld: call.remoteHeld,
      muted: call.muted,
      answeredAt: call.answeredAt === null ? null : Number(call.answeredAt),
    };
  }

  #ended(call: Call): void {
    const view = this.#known.get(call.id) ?? this.#view(call);
    this.#known.delete(call.id);
    const { text, problem } = endingText(view.name, call.endReason as Ending | null, view.answeredAt !== null);
    this.#notify(text, problem ? 'problem' : 'info');
    this.#readCalls();
    this.#historySoon();
  }

  #readPresence(): void {
    const colleagues = colleaguesOf(this.#client.presence.getSnapshot(), this.#state.identity.extension);
    this.#set({ colleagues });
    // A name may have become known after the history was loaded.
    this.#set({ history: this.#state.history.map((row) => ({ ...row, name: this.nameOf(row.number) })) });
  }

  /** The record is written when the call ends; two calls ending together make one request. */
  #historySoon(): void {
    clearTimeout(this.#historyTimer);
    this.#historyTimer = setTimeout(() => void this.#loadHistory(), 150);
  }

  async #loadHistory(): Promise<void> {
    try {
      const { calls } = await this.#client.listCalls({ limit: historyLength });
      const own = this.#state.identity.extension;
      const history = calls.map((record) => historyRow(record, own, this.nameOf));
      this.#set({ history, historyState: 'ready' });
    } catch {
      this.#set({ historyState: this.#state.history.length > 0 ? 'ready' : 'failed' });
    }
  }

  async #onCall(id: string, command: (call: Call) => Promise<unknown>): Promise<void> {
    const call = this.#phone.calls.find((one) => one.id === id);
    if (call) await this.#attempt(() => command(call));
  }

  async #attempt(command: () => Promise<unknown>): Promise<void> {
    try {
      await command();
    } catch (error) {
      this.#problem(errorText(error));
    }
  }

  #problem(text: string): void {
    this.#notify(text, 'problem');
  }

  #notify(text: string, tone: Notice['tone']): void {
    this.#notices += 1;
    this.#set({ notice: { id: this.#notices, tone, text }, announcement: text });
  }

  #announce(announcement: string): void {
    this.#set({ announcement });
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
