// A browser's phone on one side, a scenario of sipp's with its media on the other.
import { openPhone } from './phone.mjs';
import { startRtpPeer } from './rtp-peer.mjs';
import { startSipp } from './sipp.mjs';

/** Starts both; `to` is for scenarios that call. `context.with` names the browser, Chromium unless told. */
export async function phoneAndPeer(context, scenario, { to } = {}) {
  const browser = context.with === 'firefox' ? await context.firefox.get() : context.chromium;
  const alice = await openPhone({ ...context, browser }, '1001');
  context.cleanup(alice.close);
  const rtp = await startRtpPeer();
  context.cleanup(rtp.close);
  const sipp = await startSipp(context.kamailio, scenario, { to, keys: { rtp_port: rtp.port } });
  context.cleanup(sipp.dispose);
  return [alice, sipp, rtp];
}
