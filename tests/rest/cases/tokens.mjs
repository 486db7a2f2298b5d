// Many requests at once whose token is no longer good.
import { CREDENTIALS, ME, failure, grant, isError, pause, rejection, same, token } from '../support.mjs';

const MANY = 50;
const EXPIRED = { status: 401, body: failure('token_expired') };

/** A server that grants `first`, then `second` by a refresh, and takes requests with the second alone. */
const replaced = (first, second, refused = false) => async ({ path, headers }) => {
  if (path.endsWith('/login')) return grant({ token: first() });
  if (path.endsWith('/refresh')) {
    await pause(100);
    return refused ? { status: 401, body: failure('token_invalid') } : grant({ token: second, refreshToken: 'r2' });
  }
  return headers.authorization === `Bearer ${second}` ? { body: ME } : EXPIRED;
};

const counted = (requests) => requests.filter((one) => one.path.endsWith('/refresh')).length;

/** The client can tell from the token that it has ended, or has to be told by the server. */
const KINDS = [
  { what: 'a token that says it has ended', first: () => token(0), sent: false },
  { what: 'a token that the server takes no more', first: () => 'opaque-1', sent: true },
];

const shared = KINDS.map(({ what, first, sent }) => ({
  name: `${MANY} requests with ${what} share one refresh and are all answered`,
  answers: replaced(first, 'opaque-2'),
  async run({ client, requests }) {
    const c = client();
    await c.login(CREDENTIALS);
    const all = await Promise.all(Array.from({ length: MANY }, () => c.me()));
    same(all.filter((answer) => answer.user.id === ME.user.id).length, MANY, 'answers');
    const asked = await requests();
    same(counted(asked), 1, 'refreshes');
    same(asked.find((one) => one.path.endsWith('/refresh')).body, { refreshToken: 'r1' }, 'what the refresh carried');
    same(c.token, 'opaque-2', 'the token');
    const old = asked.filter((one) => (one.headers.authorization ?? 'Bearer opaque-2') !== 'Bearer opaque-2');
    same(old.length > 0, sent, 'whether the old token was sent');
  },
}));

const refused = KINDS.map(({ what, first }) => ({
  name: `when the refresh is refused, ${MANY} requests with ${what} are AuthenticationErrors after one refresh`,
  answers: replaced(first, 'opaque-2', true),
  async run({ sdk, client, requests }) {
    const c = client();
    await c.login(CREDENTIALS);
    const all = await Promise.all(Array.from({ length: MANY }, () => rejection(c.me())));
    for (const { error } of all) isError(error, sdk.AuthenticationError, 'token_expired');
    same(counted(await requests()), 1, 'refreshes');
    await rejection(c.me());
    same(counted(await requests()), 1, 'refreshes after another request');
  },
}));

export const tokens = [
  ...shared,
  ...refused,
  {
    name: 'a request that is cancelled while it waits for the refresh leaves the others alone',
    answers: replaced(KINDS[0].first, 'opaque-2'),
    async run({ sdk, client, requests }) {
      const c = client();
      await c.login(CREDENTIALS);
      const controller = new AbortController();
      const cancelled = rejection(c.me({ signal: controller.signal }));
      const other = c.me();
      await pause(20);
      controller.abort();
      isError((await cancelled).error, sdk.AbortError, 'aborted');
      same(await other, ME, 'the answer to the other');
      same((await requests()).map((one) => one.path.split('/').pop()), ['login', 'refresh', 'me'], 'requests');
    },
  },
];
