// Answers that are not what was asked for.
import { CREDENTIALS, ME, OK, ORIGINATE, failure, grant, isError, rejection, same } from '../support.mjs';

const PAGE = '<!doctype html><title>Welcome</title><p>This is the router of your hotel.';

/** Answers with 200 that are no answers; each is final. */
const useless = (name, answer) => ({
  name,
  answers: [answer, OK],
  async run({ sdk, client, requests }) {
    const { error } = await rejection(client().me());
    isError(error, sdk.InvalidResponseError, 'invalid_response');
    same([error.status, error.retryable, error.operation], [200, false, 'me'], 'what the error says');
    same((await requests()).length, 1, 'requests');
  },
});

export const answers = [
  useless('HTML with status 200 is an InvalidResponseError', { headers: { 'Content-Type': 'text/html' }, body: PAGE }),
  useless('HTML that calls itself JSON is an InvalidResponseError', { body: PAGE }),
  useless('broken JSON is an InvalidResponseError', { body: '{"user":{"id":"u1"' }),
  useless('an empty body with status 200 is an InvalidResponseError', { body: '' }),
  {
    name: 'JSON under another content type is the answer all the same',
    answers: [{ headers: { 'Content-Type': 'text/plain' }, body: ME }],
    run: async ({ client }) => same(await client().me(), ME, 'the answer'),
  },
  {
    name: 'status 204 is a success without content',
    answers: [{ status: 204 }],
    run: async ({ client }) => same(await client().hangup('x'), { success: true }, 'the answer'),
  },
  {
    name: 'an error page in HTML keeps its status and class',
    answers: [{ status: 502, headers: { 'Content-Type': 'text/html', 'X-Request-Id': 'r-7' }, body: PAGE }],
    async run({ sdk, client }) {
      const { error } = await rejection(client({ maxRetries: 0 }).me());
      isError(error, sdk.ServerError, 'server_error');
      same([error.status, error.retryable, error.requestId], [502, true, 'r-7'], 'what the error says');
    },
  },
  {
    name: 'a redirect is followed with the same method and body',
    answers: ({ path, body, method }) => (path === '/api/calls/originate' ? { status: 307, headers: { Location: './elsewhere' } } : { body: { callUuid: `${method} ${path} ${body.toNumber}` } }),
    async run({ client }) {
      const { callUuid } = await client().originate(ORIGINATE);
      same(callUuid, `POST /api/calls/elsewhere ${ORIGINATE.toNumber}`, 'what came to the other place');
    },
  },
  {
    name: 'a redirect to another origin does not take the token along',
    answers({ path, headers }) {
      if (path.endsWith('/login')) return grant();
      if (path === '/api/auth/me') return { status: 302, headers: { Location: `http://${headers.host.replace('127.0.0.1', 'localhost')}/0.elsewhere/api/there` } };
      return { body: ME };
    },
    async run({ client, requests }) {
      const c = client();
      await c.login(CREDENTIALS);
      // The other origin belongs to another case, which answers with HTML.
      await rejection(c.me({ maxRetries: 0 }));
      same((await requests()).map((one) => 'authorization' in one.headers), [false, true], 'requests with a token');
      const there = await requests('0.elsewhere');
      same(there.map((one) => 'authorization' in one.headers), [false], 'requests with a token at the other origin');
    },
  },
  {
    name: 'redirects without end are a NetworkError',
    answers: [{ status: 302, headers: { Location: './me' } }],
    async run({ sdk, client }) {
      const { error } = await rejection(client({ maxRetries: 0 }).me());
      isError(error, sdk.NetworkError, 'network_error');
    },
  },
  {
    name: 'headers of 12 kB are no trouble',
    answers: [{ headers: { 'X-Filler': 'x'.repeat(12_000) }, body: ME }],
    run: async ({ client }) => same(await client().me(), ME, 'the answer'),
  },
  {
    name: 'headers beyond what the host takes are a NetworkError',
    answers: [{ headers: { 'X-Filler': 'x'.repeat(300_000) }, body: ME }],
    async run({ sdk, client }) {
      const { error } = await rejection(client({ maxRetries: 0 }).me());
      isError(error, sdk.NetworkError, 'network_error');
    },
  },
  {
    name: 'a failure that says nothing of itself has the code of its status',
    answers: [{ status: 404, body: [] }],
    async run({ sdk, client }) {
      const { error } = await rejection(client().hangup('x'));
      isError(error, sdk.NotFoundError, 'not_found');
      same([error.serverCode, error.details], [undefined, undefined], 'what the error says');
    },
  },
  {
    name: 'what the server says of a failure is passed on',
    answers: [{ status: 409, headers: { 'X-Request-Id': 'r-9' }, body: failure('slot_taken') }],
    async run({ sdk, client }) {
      const { error } = await rejection(client().hangup('x'));
      isError(error, sdk.ConflictError, 'conflict');
      same([error.serverCode, error.message, error.requestId], ['slot_taken', 'Said so.', 'r-9'], 'what the error says');
    },
  },
];
