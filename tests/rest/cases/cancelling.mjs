// An AbortSignal at every moment: an AbortError at once, and nothing is sent any more.
import { ME, OK, between, failure, isError, pause, rejection, same } from '../support.mjs';

const AT_ONCE = 150;

/** Aborts 200 ms after the request was made, when the server has it for sure. */
const cancelled = (name, answer, { gone }) => ({
  name,
  answers: [answer, OK],
  async run({ sdk, client, requests }) {
    const c = client();
    await sdk.init();
    const controller = new AbortController();
    const pending = rejection(c.me({ signal: controller.signal }));
    await pause(200);
    const aborted = performance.now();
    controller.abort('changed my mind');
    const { error } = await pending;
    between(performance.now() - aborted, 0, AT_ONCE, 'ms until the error');
    isError(error, sdk.AbortError, 'aborted');
    same([error.name, error.cause, error.retryable], ['AbortError', 'changed my mind', false], 'what the error says');
    // A repetition would come within half a second.
    await pause(700);
    same((await requests()).map((one) => one.gone), [gone], 'requests, and whether the client gave them up');
  },
});

export const cancelling = [
  {
    name: 'a signal that has aborted before: nothing is sent',
    answers: [OK],
    async run({ sdk, client, requests }) {
      const { error } = await rejection(client().me({ signal: AbortSignal.abort() }));
      isError(error, sdk.AbortError, 'aborted');
      same(await requests(), [], 'requests');
    },
  },
  cancelled('a signal while the answer is waited for: the request is given up', { never: true }, { gone: true }),
  cancelled('a signal in the middle of the body: the request is given up', { body: ME, stall: true }, { gone: true }),
  cancelled(
    'a signal while a repetition is waited for: it is never sent',
    { status: 503, headers: { 'Retry-After': '30' }, body: failure('busy') },
    { gone: false },
  ),
  {
    name: 'a signal that aborts after the answer changes nothing',
    answers: [OK],
    async run({ client }) {
      const controller = new AbortController();
      const answer = await client().me({ signal: controller.signal });
      controller.abort();
      await pause(20);
      same(answer, ME, 'the answer');
    },
  },
];
