import JsSIP from 'jssip';
import { handle, mark, play, silence } from './shared.js';

export async function start({ wsUri, domain, user, password, autoAnswer, iceServers = [], settings = {} }) {
  const socket = new JsSIP.WebSocketInterface(wsUri);
  const ua = new JsSIP.UA({ sockets: [socket], uri: `sip:${user}@${domain}`, password, register: true, ...settings });
  const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers } };
  // An application may say that the candidates are enough (event 'icecandidate'); JsSIP itself waits for the last.
  const fast = { ...media, eventHandlers: { icecandidate: ({ ready }) => ready() } };
  let session = null;
  function watch(one) {
    session = one;
    let connection = null;
    one.on('progress', () => mark('ringing'));
    one.on('accepted', () => {
      mark('active');
      connection = one.connection;
      play(connection);
    });
    one.on('confirmed', () => play(one.connection));
    const ended = () => {
      mark('ended');
      silence(connection);
    };
    one.on('ended', ended);
    one.on('failed', ended);
  }
  ua.on('newRTCSession', ({ session: one, originator }) => {
    watch(one);
    if (originator === 'remote' && autoAnswer) one.answer(media);
  });
  const registered = new Promise((resolve, reject) => {
    ua.once('registered', resolve);
    ua.once('registrationFailed', (event) => reject(new Error(event.cause)));
  });
  ua.start();
  await registered;
  return {
    call: async (target, { best = false } = {}) => void ua.call(`sip:${target}@${domain}`, best ? fast : media),
    async dial(target) {
      const one = ua.call(`sip:${target}@${domain}`, media);
      const dialled = handle(() => one.terminate());
      one.on('accepted', () => play(one.connection));
      one.on('confirmed', dialled.tell.up);
      one.on('ended', () => dialled.tell.ended());
      one.on('failed', (event) => dialled.tell.ended(event.cause));
      return dialled;
    },
    answer: () => session.answer(media),
    hold: () => session.hold(),
    resume: () => session.unhold(),
    hangup: () => session.terminate(),
    connection: () => session?.connection ?? null,
    view: () => ({
      registered: ua.isRegistered(),
      up: session?.isEstablished() ?? false,
      ended: session?.isEnded() ?? false,
      state: session?.status ?? null,
      held: session?.isOnHold().local ?? false,
      remoteHeld: session?.isOnHold().remote ?? false,
      cause: null,
    }),
  };
}
