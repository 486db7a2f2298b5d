// The cases, and how one is run: the same in Node and in a page. A case is `{ name, answers, run }`: `answers` are the
// server's, in the order of the requests (or a function of the request), and the last one stays; `run` is the client's
// side. Both ends load this file, so nothing of Node's and nothing of a browser's may be in it.
import { answers } from './cases/answers.mjs';
import { cancelling } from './cases/cancelling.mjs';
import { repeating } from './cases/repeating.mjs';
import { tokens } from './cases/tokens.mjs';

export const CASES = [...answers, ...repeating, ...tokens, ...cancelling];

/** Runs the case with that number against the server at `api`; `run` tells runs of the same case apart. */
export async function runCase(index, { sdk, api, run }) {
  const room = `${index}.${run}`;
  const clients = [];
  try {
    await CASES[index].run({
      sdk,
      client(options) {
        const one = new sdk.VoIPClient({ apiUrl: `${api}/${room}`, ...options });
        clients.push(one);
        return one;
      },
      /** What the server was asked so far, below this case's URL or another: `{ at, method, path, headers, body, gone }`. */
      requests: async (of = room) => (await fetch(`${api}/log/${of}`)).json(),
    });
  } finally {
    for (const one of clients) one.dispose();
  }
}
