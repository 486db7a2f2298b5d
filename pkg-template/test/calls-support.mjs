// A phone and a client for the board of joined calls, both told what to say.
import { sdk } from './support.mjs';

const listenersOf = () => {
  const byName = new Map();
  const on = (name, listener) => {
    if (!byName.has(name)) byName.set(name, new Set());
    byName.get(name).add(listener);
    return () => byName.get(name).delete(listener);
  };
  const emit = (name, value) => [...(byName.get(name) ?? [])].forEach((listener) => listener(value));
  const count = () => [...byName.values()].reduce((sum, { size }) => sum + size, 0);
  return { on, emit, count };
};

/** A softphone whose calls are what the test says, told in the order in which the real one does. */
export function scriptedPhone(extension = '1001') {
  const { on, emit, count } = listenersOf();
  const faces = new Map();
  let next = 1;
  let snapshot = Object.freeze({ state: 'registered', calls: Object.freeze([]) });
  const renew = () => {
    snapshot = Object.freeze({ ...snapshot, calls: Object.freeze([...faces.values()].map((call) => call.snapshot)) });
  };
  const phone = {
    extension,
    on,
    listeners: count,
    get snapshot() {
      return snapshot;
    },
    get calls() {
      return [...faces.values()];
    },
    /** Makes a call; returns its id. */
    call(over = {}) {
      const { remoteUser = '1002', ...rest } = over;
      const id = rest.id ?? `call-${next++}`;
      const remote = Object.freeze({ displayName: null, user: remoteUser, uri: `sip:${remoteUser}@x`, assertedIdentity: null });
      const call = {
        id,
        snapshot: Object.freeze({
          id,
          sipCallId: `sip-${extension}-${id}`,
          callUuid: null,
          direction: 'outbound',
          remoteIdentity: remoteUser,
          remote,
          state: 'ringing',
          held: false,
          muted: false,
          recovered: false,
          startedAt: new Date(),
          answeredAt: null,
          endedAt: null,
          endReason: null,
          ...rest,
        }),
      };
      faces.set(id, call);
      renew();
      if (call.snapshot.direction === 'inbound') emit('incoming', call);
      emit('changed', snapshot);
      return id;
    },
    /** Changes a call. */
    set(id, change) {
      const call = faces.get(id);
      call.snapshot = Object.freeze({ ...call.snapshot, ...change });
      if (call.snapshot.state === 'ended') faces.delete(id);
      renew();
      if (call.snapshot.state === 'ended') emit('callEnded', call);
      emit('changed', snapshot);
    },
    end(id, cause = 'terminated') {
      const endReason = Object.freeze({ cause, statusCode: 0, reasonPhrase: '', reasons: [], by: 'remote' });
      phone.set(id, { state: 'ended', endedAt: new Date(), endReason });
    },
    /** A restart: ids begin anew. */
    restart() {
      for (const id of [...faces.keys()]) phone.end(id, 'transport_lost');
      next = 1;
    },
  };
  return phone;
}

/** A client whose events and active calls are what the test says. */
export function scriptedClient() {
  const { on, emit, count } = listenersOf();
  const questions = [];
  const client = {
    connectionState: 'closed',
    onWsEvent: on,
    on,
    /** Logs out, or in. */
    login: (loggedIn) => emit('loginChanged', { loggedIn }),
    listeners: count,
    /** Questions for the active calls that nobody has answered, oldest first. */
    questions,
    getActiveCalls: () => new Promise((resolve, reject) => questions.push({ resolve: (calls) => resolve({ calls }), reject })),
    say: (type, data, timestamp = new Date().toISOString()) => emit(type, { type, timestamp, data }),
    open() {
      client.connectionState = 'open';
      emit('open', { type: 'open' });
    },
    lose() {
      client.connectionState = 'reconnecting';
      emit('reconnecting', { type: 'reconnecting' });
    },
    start: (callUuid, over = {}) =>
      client.say('call_start', { callUuid, caller: '1001', destination: '1002', direction: 'internal', ...over }),
    end: (callUuid, over = {}) =>
      client.say('call_end', {
        callUuid,
        caller: '1001',
        destination: '1002',
        direction: 'internal',
        duration: 5,
        billsec: 3,
        hangupCause: 'NORMAL_CLEARING',
        ...over,
      }),
  };
  return client;
}

/** A board with its phone and its client. */
export function board(extension) {
  const client = scriptedClient();
  const phone = scriptedPhone(extension);
  return { client, phone, board: new sdk.CallBoard({ client, softphone: phone }) };
}

export const ids = (calls) => calls.map((call) => call.id);
export const settled = () => new Promise((resolve) => setImmediate(resolve));
