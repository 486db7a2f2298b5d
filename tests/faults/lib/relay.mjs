// A way for media that can be cut: the far end's candidates are replaced by a UDP port of ours that passes packets on.
import { createSocket } from 'node:dgram';

/** Passes UDP packets between whoever writes to it and `host:port`. */
function openRelay(host, port) {
  return new Promise((resolve, reject) => {
    const near = createSocket('udp4');
    const far = createSocket('udp4');
    let client = null;
    near.on('message', (packet, from) => {
      client = from;
      far.send(packet, port, host, () => undefined);
    });
    far.on('message', (packet) => client && near.send(packet, client.port, client.address, () => undefined));
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.once('error', reject);
    near.bind(0, '127.0.0.1', () => {
      far.bind(0, host === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0', () =>
        resolve({
          port: near.address().port,
          close() {
            near.close();
            far.close();
          },
        }),
      );
    });
  });
}

/** All relays of one phone. `kill()` is a change of network: every path that was there is gone, new ones can be made. */
export class MediaPath {
  #open = [];
  #byTarget = new Map();

  /** A description of the far end's, with its candidates replaced by one that leads through a relay. */
  async toNear(sdp) {
    const lines = sdp.split('\r\n');
    const candidates = lines.filter((line) => /^a=candidate:\S+ 1 udp /i.test(line));
    const wanted = candidates.find((line) => line.includes(' 127.0.0.1 ')) ?? candidates.find((line) => /( \d+\.\d+\.\d+\.\d+ )/.test(line));
    if (!wanted) return sdp;
    const parts = wanted.split(' ');
    // A description that comes again (a provisional response, a hold) keeps its path.
    const ufrag = /a=ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? '';
    const target = `${parts[4]}:${parts[5]}:${ufrag}`;
    let relay = this.#byTarget.get(target);
    if (!relay) {
      relay = await openRelay(parts[4], Number(parts[5]));
      this.#byTarget.set(target, relay);
      this.#open.push(relay);
    }
    const through = `${parts[0]} 1 udp ${parts[3]} 127.0.0.1 ${relay.port} typ host`;
    const kept = [];
    let told = false;
    for (const line of lines) {
      if (!line.startsWith('a=candidate:')) kept.push(line);
      else if (!told) {
        told = true;
        kept.push(through);
      }
    }
    return kept.join('\r\n');
  }

  /** A description of the near end's, without candidates: the far end learns where it is from its checks. */
  toFar(sdp) {
    return sdp.split('\r\n').filter((line) => !line.startsWith('a=candidate:')).join('\r\n');
  }

  kill() {
    for (const relay of this.#open.splice(0)) relay.close();
    this.#byTarget.clear();
  }
}
