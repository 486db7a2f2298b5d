// What is sent again, after how long, and what never is.
import { CREDENTIALS, ME, OK, ORIGINATE, between, failure, grant, isError, rejection, same } from '../support.mjs';

/** Timers may be early by this much, and a busy machine late by that much (ms). */
const EARLY = 30;
const LATE = 1500;
/** What the SDK adds at most to a wait that the server asks for, so that not all come back at once (ms). */
const SPREAD = 250;

const CALL = { callUuid: 'c1' };
const busy = (status, wait) => ({ status, headers: wait === undefined ? {} : { 'Retry-After': wait }, body: failure('busy') });

/** A request to a server that fails once in that way, and what came of it. */
const once = (name, answer, { safe, repeated }) => ({
  name,
  answers: [answer, { body: safe ? ME : CALL }],
  async run({ sdk, client, requests }) {
    const c = client();
    const answered = safe ? c.me() : c.originate(ORIGINATE);
    if (repeated) same(await answered, safe ? ME : CALL, 'the answer');
    else isError((await rejection(answered)).error, sdk.NetworkError, 'network_error');
    same((await requests()).length, repeated ? 2 : 1, 'requests');
  },
});

export const repeating = [
  once('a reading request whose answer breaks off is sent again', { body: ME, cut: true }, { safe: true, repeated: true }),
  once('an originate whose answer breaks off is not', { body: CALL, cut: true }, { safe: false, repeated: false }),
  once('a reading request whose connection is reset is sent again', { reset: true }, { safe: true, repeated: true }),
  once('an originate whose connection is reset is not', { reset: true }, { safe: false, repeated: false }),
  once('after a 503 a reading request is sent again', busy(503), { safe: true, repeated: true }),
  {
    name: 'an answer slower than timeoutMs is a TimeoutError',
    answers: [{ never: true }],
    async run({ sdk, client, requests }) {
      const { error, ms } = await rejection(client({ timeoutMs: 300, maxRetries: 0 }).me());
      isError(error, sdk.TimeoutError, 'timeout');
      between(ms, 300 - EARLY, 300 + LATE, 'ms until the error');
      same((await requests()).length, 1, 'requests');
    },
  },
  {
    name: 'a body that never ends counts towards timeoutMs, and the request is given up',
    answers: [{ body: ME, stall: true }],
    async run({ sdk, client, requests }) {
      const { error } = await rejection(client({ timeoutMs: 300, maxRetries: 0 }).me());
      isError(error, sdk.TimeoutError, 'timeout');
      await new Promise((resolve) => setTimeout(resolve, 100));
      same((await requests()).map((one) => one.gone), [true], 'connections that the client has closed');
    },
  },
  {
    name: 'a reading request that took too long is sent again with a limit of its own',
    answers: [{ never: true }, OK],
    async run({ client, requests }) {
      same(await client({ timeoutMs: 400 }).me(), ME, 'the answer');
      same((await requests()).length, 2, 'requests');
    },
  },
  {
    name: 'an originate that took too long is not repeated',
    answers: [{ never: true }, { body: CALL }],
    async run({ sdk, client, requests }) {
      const { error } = await rejection(client({ timeoutMs: 300 }).originate(ORIGINATE));
      isError(error, sdk.TimeoutError, 'timeout');
      same((await requests()).length, 1, 'requests');
    },
  },
  {
    name: 'Retry-After in seconds is waited for',
    answers: [busy(429, '1'), OK],
    async run({ client, requests }) {
      same(await client().me(), ME, 'the answer');
      const [first, second] = await requests();
      between(second.at - first.at, 1000 - EARLY, 1000 + SPREAD + LATE, 'ms between the requests');
    },
  },
  {
    name: 'Retry-After as a date is waited for',
    answers: (_, log) => (log.length === 1 ? busy(429, new Date(Date.now() + 2000).toUTCString()) : OK),
    async run({ client, requests }) {
      same(await client().me(), ME, 'the answer');
      const [first, second] = await requests();
      const date = Math.floor((first.at + 2000) / 1000) * 1000;
      // The second may have changed between the request's arrival and the date's making.
      between(second.at, date - EARLY, date + 1000 + SPREAD + LATE, 'moment of the second request');
      between(second.at - first.at, 1000 - EARLY, 2000 + SPREAD + LATE, 'ms between the requests');
    },
  },
  {
    name: 'a Retry-After of two minutes is told at once',
    answers: [busy(429, '120'), OK],
    async run({ sdk, client, requests }) {
      const { error, ms } = await rejection(client().me());
      isError(error, sdk.RateLimitError, 'rate_limited');
      same([error.retryAfterMs, error.status, error.retryable], [120_000, 429, true], 'what the error says');
      between(ms, 0, LATE, 'ms until the error');
      same((await requests()).length, 1, 'requests');
    },
  },
  {
    name: 'a server that stays unavailable is asked three times in all',
    answers: [busy(503, '0')],
    async run({ sdk, client, requests }) {
      isError((await rejection(client().me())).error, sdk.ServerError, 'server_error');
      same((await requests()).length, 3, 'requests');
    },
  },
  {
    name: 'an originate whose answer breaks off is repeated with the same key where the server honours keys',
    answers({ path }, log) {
      if (path.endsWith('/login')) return grant({ features: ['idempotency-key'] });
      return { body: CALL, cut: log.length === 2 };
    },
    async run({ client, requests }) {
      const c = client();
      await c.login(CREDENTIALS);
      same(await c.originate(ORIGINATE), CALL, 'the answer');
      const [, first, second, ...more] = await requests();
      same([second.body, more.length], [ORIGINATE, 0], 'the second request, and how many follow');
      between(first.headers['idempotency-key']?.length, 16, 255, 'length of the key');
      same(second.headers['idempotency-key'], first.headers['idempotency-key'], 'the key of the second request');
    },
  },
  {
    name: 'two originates have two keys',
    answers: ({ path }) => (path.endsWith('/login') ? grant({ features: ['idempotency-key'] }) : { body: CALL }),
    async run({ client, requests }) {
      const c = client();
      await c.login(CREDENTIALS);
      await Promise.all([c.originate(ORIGINATE), c.originate(ORIGINATE)]);
      const keys = new Set((await requests()).slice(1).map((one) => one.headers['idempotency-key']));
      same(keys.size, 2, 'different keys');
    },
  },
];
