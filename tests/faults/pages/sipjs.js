import { SessionState } from 'sip.js';
import { SessionManager } from 'sip.js/lib/platform/web/index.js';
import { handle, mark, play, silence } from './shared.js';

export async function start({ wsUri, domain, user, password, autoAnswer, iceServers = [], settings = {} }) {
  let session = null;
  let registered = false;
  let held = false;
  let told = null;
  const manager = new SessionManager(wsUri, {
    aor: `sip:${user}@${domain}`,
    media: { constraints: { audio: true, video: false } },
    userAgentOptions: {
      authorizationUsername: user,
      authorizationPassword: password,
      logLevel: 'error',
      // Its own default is a public STUN server.
      sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers } },
    },
    delegate: {
      onRegistered: () => {
        registered = true;
        told?.();
      },
      onUnregistered: () => (registered = false),
      onServerDisconnect: () => (registered = false),
      onCallReceived: (one) => {
        watch(one);
        if (autoAnswer) manager.answer(one).catch(() => undefined);
      },
    },
    ...settings,
  });
  function watch(one) {
    session = one;
    one.stateChange.addListener((state) => {
      if (state === SessionState.Established) mark('active');
      if (state === SessionState.Terminated) mark('ended');
    });
    playWhileUp(one);
  }
  const done = new Promise((resolve) => (told = resolve));
  await manager.connect();
  await manager.register();
  await done;
  return {
    async call(target, { best = false } = {}) {
      const one = await manager.call(`sip:${target}@${domain}`, undefined, {
        requestDelegate: { onProgress: () => mark('ringing') },
        // It waits five seconds for candidates unless told otherwise.
        ...(best && { sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false }, iceGatheringTimeout: 5 } }),
      });
      watch(one);
    },
    async dial(target) {
      const one = await manager.call(`sip:${target}@${domain}`);
      const dialled = handle(() => manager.hangup(one));
      playWhileUp(one);
      one.stateChange.addListener((state) => {
        if (state === SessionState.Established) dialled.tell.up();
        if (state === SessionState.Terminated) dialled.tell.ended();
      });
      return dialled;
    },
    answer: () => manager.answer(session),
    hold: async () => {
      await manager.hold(session);
      held = true;
    },
    resume: async () => {
      await manager.unhold(session);
      held = false;
    },
    hangup: () => manager.hangup(session),
    connection: () => session?.sessionDescriptionHandler?.peerConnection ?? null,
    view: () => ({
      registered: registered && manager.isConnected(),
      up: session?.state === SessionState.Established,
      ended: session?.state === SessionState.Terminated,
      state: session?.state ?? null,
      held,
      remoteHeld: false,
      cause: null,
    }),
  };
}

function playWhileUp(one) {
  let connection = null;
  one.stateChange.addListener((state) => {
    if (state === SessionState.Established) {
      // The session forgets it before it says that it has ended.
      connection = one.sessionDescriptionHandler.peerConnection;
      play(connection);
    }
    if (state === SessionState.Terminated) silence(connection);
  });
}
