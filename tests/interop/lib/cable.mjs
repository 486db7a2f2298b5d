// What lies between a browser and a server: a TCP proxy that can be cut and mended.
import { connect, createServer } from 'node:net';

/** Listens on a port of its own for connections to `port` on this machine. */
export async function startCable(port) {
  const pairs = new Set();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    const pair = { near, far };
    pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.pipe(far).pipe(near);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    whole = false;
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    wsUri: `ws://127.0.0.1:${server.address().port}`,
    /** Resets every connection and refuses new ones. */
    cut,
    mend() {
      whole = true;
    },
    close() {
      cut();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
