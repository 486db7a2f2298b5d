// A realtime server that the tests hold in their hands: it counts connections and says what it is told to.
import { once } from 'node:events';
import { WebSocketServer } from 'ws';

/**
 * `accept(token)` says whether a token is good; presence is kept by account, which is the token's `sub`.
 * `most` is the largest number of connections that were there at once, of all accounts.
 */
export async function startRealtime({ accept = () => true } = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connections = new Set();
  const presence = new Map();
  let total = 0;
  let most = 0;
  const of = (account) => {
    if (!presence.has(account)) presence.set(account, new Map());
    return presence.get(account);
  };
  server.on('connection', (socket) => {
    const connection = { account: undefined, say: (message) => socket.send(JSON.stringify(message)) };
    total += 1;
    connections.add(connection);
    most = Math.max(most, connections.size);
    socket.on('close', () => connections.delete(connection));
    socket.on('message', (text) => {
      const { type, token } = JSON.parse(String(text));
      if (type === 'ping') connection.say({ type: 'pong' });
      if (type !== 'auth') return;
      if (!accept(token)) {
        connection.say({ type: 'auth_error', data: { code: 'token_expired' } });
        return;
      }
      const first = connection.account === undefined;
      connection.account = accountOf(token);
      connection.say({ type: 'auth_ok' });
      const extensions = [...of(connection.account)].map(([extension, status]) => ({ extension, status, name: `Name ${extension}` }));
      if (first) connection.say({ type: 'presence_snapshot', timestamp: new Date().toISOString(), data: { extensions } });
    });
  });
  const say = (message, account) => {
    for (const one of connections) if (account === undefined || one.account === account) one.say(message);
  };
  return {
    url: `ws://127.0.0.1:${server.address().port}/ws`,
    get open() {
      return connections.size;
    },
    get total() {
      return total;
    },
    get most() {
      return most;
    },
    accounts: () => [...connections].map(({ account }) => account).sort(),
    say,
    /** Sets it, and tells who is connected unless it is to happen while nobody listens. */
    presence(account, extension, status, { silently = false } = {}) {
      of(account).set(extension, status);
      if (!silently) say({ type: 'presence_change', timestamp: new Date().toISOString(), data: { extension, status } }, account);
    },
    /** Loses every connection. */
    drop: () => {
      for (const socket of server.clients) socket.terminate();
    },
    close: () => {
      for (const socket of server.clients) socket.terminate();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A JWT that nobody signed. `n` tells two of the same user apart. */
export function tokenFor(sub, { n = 1, tid = 'acme' } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub, tid, n, exp: Math.floor(Date.now() / 1000) + 900 })}.${part('signature')}`;
}

/** What is no JWT is an account by itself. */
const accountOf = (token) => (token.includes('.') ? JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub : token);
