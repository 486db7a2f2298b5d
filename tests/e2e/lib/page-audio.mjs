// Sound in a page that offers the tests nothing: its peer connections, by what they received.
import { until } from './runner.mjs';

/** Has to be called before the page is loaded. `hears()` waits for packets with sound in them. */
export async function audioOf(page) {
  await page.addInitScript(() => {
    window.connections = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...args) {
        super(...args);
        window.connections.push(this);
      }
    };
  });
  const received = () =>
    page.evaluate(async () => {
      const sum = { packets: 0, energy: 0 };
      for (const connection of window.connections) {
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type !== 'inbound-rtp') continue;
          sum.packets += entry.packetsReceived;
          sum.energy += entry.totalAudioEnergy ?? 0;
        }
      }
      return sum;
    });
  return {
    async hears() {
      const before = await received();
      await until('sound', async () => {
        const now = await received();
        return now.packets - before.packets >= 40 && now.energy - before.energy >= 0.005;
      });
    },
  };
}
