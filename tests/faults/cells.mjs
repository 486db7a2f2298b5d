// What the network, the server and the far end do to a call that is up. Each cell breaks something and says when it
// was whole again; the lab judges what became of the call.
import { answer, print, uriOf } from './lib/sip.mjs';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A cut of `ms`, with something pressed after a second of it. */
function cutFor(ms, pressed) {
  return async (run) => {
    run.proxy.cut();
    if (pressed) {
      await sleep(1_000);
      await pressed(run);
      await sleep(ms - 1_000);
    } else {
      await sleep(ms);
    }
    return run.proxy.heal();
  };
}

const isOurs = (direction, message, method) => direction === 'up' && message.isRequest && message.inDialog && message.method === method;

/** The ACK of what was refused in the far end's place: it has nobody who waits for it. */
const isLeftOver = (run, direction, message) => isOurs(direction, message, 'ACK') && !run.passedOn(message);

/** Our hold is answered in the far end's place, the first `times` times, with these. */
function refusedHold(status, reason, times = 1) {
  return async (run) => {
    let left = times;
    run.proxy.intercept((direction, message, link) => {
      if (isOurs(direction, message, 'INVITE') && left > 0) {
        left -= 1;
        link.toPhone.push(answer(message, status, reason));
        return 'drop';
      }
      return isLeftOver(run, direction, message) ? 'drop' : undefined;
    });
    await run.near.h('command', 'hold');
    await sleep(times > 1 ? 9_000 : 1_500);
    return run.proxy.clock();
  };
}

/** Two re-INVITEs that cross: the far end's comes while ours is out, and ours is refused for the same reason. */
async function glare(run) {
  let crossed = false;
  run.proxy.intercept((direction, message, link) => {
    if (isOurs(direction, message, 'INVITE') && !crossed) {
      crossed = true;
      run.glareStatus = 0;
      link.toPhone.push(theirInvite(message, run.farDescription, run.farContact));
      link.toPhone.push(answer(message, 491, 'Request Pending'));
      return 'drop';
    }
    if (direction === 'up' && message.cseq.number === 1 && message.get('Via').includes('glare.invalid')) {
      if (message.status >= 200) run.glareStatus = message.status;
      return 'drop';
    }
    return isLeftOver(run, direction, message) ? 'drop' : undefined;
  });
  await run.near.h('command', 'hold');
  await sleep(6_000);
  return run.proxy.clock();
}

/** A re-INVITE as the far end would send it, made from one of ours. */
function theirInvite(ours, sdp, contact) {
  return print({
    start: `INVITE ${uriOf(ours.get('Contact'))} SIP/2.0`,
    lines: [
      'Via: SIP/2.0/WS glare.invalid;branch=z9hG4bKglare',
      `From: ${ours.get('To')}`,
      `To: ${ours.get('From')}`,
      `Call-ID: ${ours.get('Call-ID')}`,
      'CSeq: 1 INVITE',
      `Contact: <${contact}>`,
      'Max-Forwards: 70',
      'Content-Type: application/sdp',
    ],
    body: sdp,
  });
}

/**
 * `after`: what has to be true of the call once the network is whole again (`up`, `held`, `ended`); `endBy`: who ends
 * it where that is fixed; `modes`: needs a server of its own, set up like this.
 */
export const cells = [
  { name: 'cut for 5 s', after: 'up', fault: cutFor(5_000) },
  { name: 'cut for 60 s', after: 'up', fault: cutFor(60_000) },
  {
    name: 'server killed and restarted',
    after: 'up',
    modes: ['WITH_GRUU'],
    async fault({ proxy, server }) {
      await server.kill();
      await sleep(3_000);
      await server.restart();
      return proxy.clock();
    },
  },
  {
    name: 'address change',
    after: 'up',
    relayed: true,
    async fault({ proxy, near, media }) {
      await near.page.context().setOffline(true);
      proxy.cut();
      media.kill();
      await sleep(2_000);
      await near.page.context().setOffline(false);
      return proxy.heal();
    },
  },
  {
    name: 'nothing passes for 5 s',
    after: 'up',
    stays: true,
    async fault({ proxy }) {
      proxy.stall();
      await sleep(5_000);
      return proxy.flow();
    },
  },
  {
    name: 'connection dead, not closed',
    after: 'up',
    limitMs: 60_000,
    async fault({ proxy }) {
      return proxy.deafen();
    },
  },
  { name: 'hold pressed during the cut', after: 'held', fault: cutFor(5_000, ({ near }) => near.h('command', 'hold')) },
  { name: 'hang-up pressed during the cut', after: 'ended', fault: cutFor(5_000, ({ near }) => near.h('command', 'hangup')) },
  { name: 'far end hangs up during the cut', after: 'ended', fault: cutFor(5_000, ({ far }) => far.h('command', 'hangup')) },
  { name: 'glare', after: 'held', stays: true, endBy: 'near', fault: glare },
  { name: 'hold answered 488', after: 'up', stays: true, fault: refusedHold(488, 'Not Acceptable Here') },
  { name: 'hold answered 491 twice', after: 'held', stays: true, fault: refusedHold(491, 'Request Pending', 2) },
  { name: 'hold answered 408', after: 'up', stays: true, fault: refusedHold(408, 'Request Timeout') },
  { name: 'hold answered 500', after: 'up', stays: true, fault: refusedHold(500, 'Server Internal Error') },
];
