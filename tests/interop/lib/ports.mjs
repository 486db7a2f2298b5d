// Ports that nobody uses now.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const given = new Set();

function bindUdp(port) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(null));
    socket.bind(port, '127.0.0.1', () => {
      const bound = socket.address().port;
      socket.close(() => resolve(bound));
    });
  });
}

function bindTcp(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}

/** A port of five digits, free for UDP and TCP on 127.0.0.1, and given to nobody else in this run. */
export async function freePort() {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = await bindUdp(0);
    if (port < 10_000 || given.has(port) || (await bindTcp(port)) === null) continue;
    given.add(port);
    return port;
  }
  throw new Error('no free port was found on 127.0.0.1');
}

/** The first of `count` UDP ports in a row that are free, below those that the system hands out by itself. */
export async function freeRange(count) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 2 * Math.floor(5_000 + Math.random() * (11_000 - count / 2));
    const all = Array.from({ length: count }, (_, index) => first + index);
    const bound = await Promise.all(all.map(bindUdp));
    if (bound.every((port) => port !== null)) return first;
  }
  throw new Error(`no ${count} free UDP ports in a row were found on 127.0.0.1`);
}
