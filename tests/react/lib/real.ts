// Phones of the development server, and what goes over their connections.
import { expect, inject } from 'vitest';
import { VoIPClient, type Softphone } from '@cemscale/voip-sdk';
import { pause } from './page';

declare module 'vitest' {
  interface ProvidedContext {
    version: string;
    html: string;
    admin: { email: string; password: string };
    users: Record<string, { apiUrl: string; wsUri: string; username: string; password: string; tenantId: string; domain: string }>;
  }
}

/** The SIP connections that were opened, how often a phone has registered, and the calls' peer connections. */
export const sip: WebSocket[] = [];
export const counts = { registrations: 0 };
export const peers: RTCPeerConnection[] = [];

window.WebSocket = class extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    if (String(protocols) === 'sip') sip.push(this);
  }
  override send(data: Parameters<WebSocket['send']>[0]) {
    // The first REGISTER of a Call-ID is a registration; the second answers the challenge.
    if (typeof data === 'string' && /^REGISTER /.test(data) && !/^Authorization:/im.test(data) && !/^Expires: 0\r/im.test(data)) counts.registrations += 1;
    super.send(data);
  }
};
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    peers.push(this);
  }
};

/** What the newest call has heard: packets, and the energy in them. */
async function heard() {
  const sum = { packets: 0, energy: 0 };
  for (const stat of (await peers.at(-1)!.getStats()).values()) {
    if (stat.type !== 'inbound-rtp' || stat.kind !== 'audio') continue;
    sum.packets += stat.packetsReceived ?? 0;
    sum.energy += stat.totalAudioEnergy ?? 0;
  }
  return sum;
}

/** Waits until the newest call has received more sound. */
export async function hears(more = 40) {
  const before = await heard();
  let now = before;
  for (let tries = 0; tries < 150 && (now.packets < before.packets + more || now.energy <= before.energy); tries += 1) {
    await pause(100);
    now = await heard();
  }
  expect(now.packets).toBeGreaterThanOrEqual(before.packets + more);
  expect(now.energy).toBeGreaterThan(before.energy);
}

export const settingsOf = (number: string) => {
  const { apiUrl, wsUri, domain, username, password, tenantId } = inject('users')[number]!;
  return { apiUrl, wsUri, sipDomain: domain, extension: username, password, tenantId };
};

/** A phone without React, to talk to. */
export async function phoneOf(number: string): Promise<Softphone> {
  const { apiUrl, wsUri, sipDomain, extension, password, tenantId } = settingsOf(number);
  const client = new VoIPClient({ apiUrl });
  await client.login({ username: extension, password, tenantId });
  const phone = client.createSoftphone({ wsUri, sipDomain, extension, password });
  await phone.start();
  return phone;
}
