import { init, Softphone } from '@cemscale/voip-sdk';
import wasm from '@cemscale/voip-sdk/voip_sdk_phone_bg.wasm?url';
import { handle, mark } from './shared.js';

export async function start({ wsUri, domain, user, password, autoAnswer, iceServers, settings = {}, hosted = false }) {
  // The module as a file instead of as text in a chunk: what a page can do that hosts it itself.
  if (hosted) init({ phone: wasm }).catch(() => undefined);
  const softphone = new Softphone({ wsUri, sipDomain: domain, extension: user, password, iceServers, ...settings });
  let call = null;
  let connection = null;
  const tap = globalThis.RTCPeerConnection;
  // The SDK does not hand out its peer connection; the page's own constructor is the place to see it.
  globalThis.RTCPeerConnection = class extends tap {
    constructor(...args) {
      super(...args);
      connection = this;
    }
  };
  function watch(one) {
    call = one;
    one.on('stateChanged', (state) => {
      if (state === 'ringing' || state === 'early') mark('ringing');
      if (state === 'active') mark('active');
      if (state === 'ended') mark('ended');
    });
  }
  softphone.on('incoming', (one) => {
    watch(one);
    if (autoAnswer) one.answer().catch(() => undefined);
  });
  await softphone.start();
  return {
    call: async (target) => watch(await softphone.call(target)),
    async dial(target) {
      const one = await softphone.call(target);
      const dialled = handle(() => one.hangup());
      one.on('stateChanged', (state) => {
        if (state === 'active') dialled.tell.up();
        if (state === 'ended') dialled.tell.ended(one.endReason?.cause);
      });
      return dialled;
    },
    answer: () => call.answer(),
    hold: () => call.hold(),
    resume: () => call.resume(),
    hangup: () => call.hangup(),
    connection: () => connection,
    view: () => ({
      registered: softphone.reachable,
      up: call !== null && call.answeredAt !== null && call.state !== 'ended',
      ended: call !== null && call.state === 'ended',
      state: call?.state ?? null,
      held: call?.held ?? false,
      remoteHeld: call?.remoteHeld ?? false,
      cause: call?.endReason?.cause ?? null,
    }),
  };
}
