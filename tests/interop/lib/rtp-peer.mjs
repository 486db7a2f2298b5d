// The media of a peer with plain RTP: gives back what it gets, counts it, and writes down the digits (RFC 4733).
import { createSocket } from 'node:dgram';

const keys = '0123456789*#ABCD';

/**
 * Binds a port. With `speaks` it also sends a packet every 20 ms by itself, as early media does, once it knows where
 * to: `speakTo(port)`.
 */
export async function startRtpPeer() {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  let packets = 0;
  let digits = '';
  let lastEvent = null;
  socket.on('message', (packet, from) => {
    if (packet.length < 12 || packet[0] >> 6 !== 2) return;
    const type = packet[1] & 0x7f;
    // RTCP comes by the same port when it is multiplexed.
    if (type >= 64 && type <= 95) return;
    if (type >= 96) {
      const timestamp = packet.readUInt32BE(4);
      if (timestamp !== lastEvent) digits += keys[packet[12]] ?? '?';
      lastEvent = timestamp;
      return;
    }
    packets += 1;
    socket.send(packet, from.port, from.address);
  });
  let speaking;
  return {
    port: socket.address().port,
    get packets() {
      return packets;
    },
    get digits() {
      return digits;
    },
    /** Sends a tone in PCMU to `port` from now on. */
    speakTo(port) {
      let sequence = 1;
      speaking = setInterval(() => {
        socket.send(tonePacket(sequence), port, '127.0.0.1');
        sequence += 1;
      }, 20);
    },
    close() {
      clearInterval(speaking);
      return new Promise((resolve) => socket.close(resolve));
    },
  };
}

/** 20 ms of a tone of 400 Hz, G.711 μ-law. */
function tonePacket(sequence) {
  const packet = Buffer.alloc(12 + 160);
  packet[0] = 0x80;
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE((sequence * 160) >>> 0, 4);
  packet.writeUInt32BE(0x1234_5678, 8);
  for (let i = 0; i < 160; i += 1) packet[12 + i] = muLaw(8_000 * Math.sin((2 * Math.PI * 400 * i) / 8_000));
  return packet;
}

/** A sample of 16 bits as ITU-T G.711 has it. */
function muLaw(sample) {
  const magnitude = Math.min(32_635, Math.abs(sample)) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}
