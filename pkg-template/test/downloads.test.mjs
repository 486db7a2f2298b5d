// Text, bytes and streams: exports and audio.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { client, failure, rejection, reply, scripted, sdk } from './support.mjs';

const alive = setInterval(() => {}, 1000);
after(() => clearInterval(alive));

/** A body in pieces; one that is an error breaks it, one that is a number waits so many milliseconds. */
function body(...pieces) {
  return new ReadableStream({
    async pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) return controller.close();
      if (piece instanceof Error) return controller.error(piece);
      if (typeof piece === 'number') await new Promise((resolve) => setTimeout(resolve, piece));
      controller.enqueue(new TextEncoder().encode(String(piece)));
    },
  }, { highWaterMark: 0 });
}
const csv = (...pieces) => new Response(body(...pieces), { headers: { 'Content-Type': 'text/csv' } });
const html = () => reply(200, '<!doctype html>', { 'Content-Type': 'text/html; charset=utf-8' });

async function collect(stream) {
  let text = '';
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) text += piece;
  return text;
}

test('an export comes as text, with progress, even when a character is cut in two', async () => {
  const bytes = new TextEncoder().encode('id,name\n1,Zoë\n');
  const cut = new Response(new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, 13));
      controller.enqueue(bytes.slice(13));
      controller.close();
    },
  }), { headers: { 'Content-Type': 'text/csv', 'Content-Length': String(bytes.length) } });
  const { fetch, requests } = scripted(cut);
  const progress = [];
  const text = await client(fetch).exportCalls({ direction: 'inbound' }, { onProgress: (p) => progress.push(p) });
  assert.equal(text, 'id,name\n1,Zoë\n');
  assert.deepEqual(progress, [{ loaded: 13, total: bytes.length }, { loaded: bytes.length, total: bytes.length }]);
  assert.equal(requests[0].headers.Accept, '*/*');
});

test('audio comes as a Blob of its type, and a progress listener that throws stops nothing', async () => {
  const { fetch } = scripted(new Response(new Uint8Array([82, 73, 70, 70]), { headers: { 'Content-Type': 'audio/wav' } }));
  const blob = await client(fetch).downloadVoicemailAudio('v', { onProgress: () => { throw new Error('mine'); } });
  assert.ok(blob instanceof Blob);
  assert.equal(blob.type, 'audio/wav');
  assert.equal(await blob.text(), 'RIFF');
});

test('the audio URL is made absolute behind apiUrl, and has to be one', async () => {
  const { fetch } = scripted([200, { url: '/api/voicemails/v/audio?expires=1&signature=s', expiresAt: 'x' }]);
  const c = new sdk.VoIPClient({ apiUrl: 'http://api.test/base/', fetch });
  assert.equal(await c.getVoicemailAudioUrl('v'), 'http://api.test/base/api/voicemails/v/audio?expires=1&signature=s');
  const elsewhere = scripted([200, { url: 'https://cdn.test/v.wav' }]);
  assert.equal(await client(elsewhere.fetch).getVoicemailAudioUrl('v'), 'https://cdn.test/v.wav');
  for (const url of ['javascript:alert(1)', 'v.wav', 7, undefined]) {
    const { fetch: bad } = scripted([200, { url }]);
    assert.ok((await rejection(client(bad).getVoicemailAudioUrl('v'))) instanceof sdk.InvalidResponseError, String(url));
  }
});

test('an error of a download is the class of its status, and a page is an InvalidResponseError', async () => {
  for (const download of [(c) => c.exportCalls(), (c) => c.exportCallsStream(), (c) => c.downloadVoicemailAudio('v')]) {
    const missing = await rejection(download(client(scripted([404, failure('not_found')]).fetch)));
    assert.ok(missing instanceof sdk.NotFoundError);
    assert.equal(missing.requestId, 'r-1');
    assert.ok((await rejection(download(client(scripted(html).fetch)))) instanceof sdk.InvalidResponseError);
  }
});

test('an export that breaks off in the middle is asked for again', async () => {
  const { fetch, requests } = scripted(() => csv('id\n', new Error('cut')), () => csv('id\n', '1\n'));
  assert.equal(await client(fetch).exportCalls(), 'id\n1\n');
  assert.equal(requests.length, 2);
});

test('the limit of a download is on silence, not on its length', async () => {
  const slow = scripted(() => csv('a', 40, 40, 40, 40, 'b'));
  assert.equal(await client(slow.fetch, { timeoutMs: 150 }).exportCalls(), 'a40404040b');
  const stuck = scripted(() => csv('a', 60_000));
  const error = await rejection(client(stuck.fetch, { timeoutMs: 50, maxRetries: 0 }).exportCalls());
  assert.ok(error instanceof sdk.TimeoutError);
});

test('a stream hands on piece by piece, with progress', async () => {
  const { fetch } = scripted(() => csv('a', 'b', 'c'));
  const progress = [];
  const stream = await client(fetch).exportCallsStream({}, { onProgress: ({ loaded }) => progress.push(loaded) });
  assert.ok(stream instanceof ReadableStream);
  assert.equal(await collect(stream), 'abc');
  assert.deepEqual(progress, [1, 2, 3]);
});

test('a stream that breaks, falls silent or is aborted fails with the error that says so', async () => {
  const stream = (pieces, options) => client(scripted(() => csv(...pieces)).fetch).exportCallsStream({}, options);
  assert.ok((await rejection(collect(await stream(['a', new Error('cut')])))) instanceof sdk.NetworkError);
  assert.ok((await rejection(collect(await stream(['a', 60_000], { timeoutMs: 50 })))) instanceof sdk.TimeoutError);
  const controller = new AbortController();
  const aborted = collect(await stream(['a', 60_000], { signal: controller.signal }));
  controller.abort(new Error('enough'));
  const error = await rejection(aborted);
  assert.ok(error instanceof sdk.AbortError);
  assert.equal(error.cause.message, 'enough');
});

test('a stream that is cancelled ends the download', async () => {
  let cancelled = false;
  const endless = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(10)), cancel: () => void (cancelled = true) });
  const { fetch } = scripted(new Response(endless, { headers: { 'Content-Type': 'text/csv' } }));
  const stream = await client(fetch).exportCallsStream();
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  assert.ok(cancelled);
});

test('a stream that nobody reads is aborted all the same, and its connection let go', async () => {
  let cancelled = false;
  const endless = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(10)), cancel: () => void (cancelled = true) });
  const { fetch } = scripted(new Response(endless, { headers: { 'Content-Type': 'text/csv' } }));
  const controller = new AbortController();
  const stream = await client(fetch).exportCallsStream({}, { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 10));
  controller.abort();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(cancelled);
  assert.ok((await rejection(stream.getReader().read())) instanceof sdk.AbortError);
});

test('a progress listener that throws does not break a stream', async () => {
  const { fetch } = scripted(() => csv('a', 'b'));
  const stream = await client(fetch).exportCallsStream({}, { onProgress: () => { throw new Error('mine'); } });
  assert.equal(await collect(stream), 'ab');
});

test('a fetch without streams serves a stream too', async () => {
  const whole = csv('a', 'b');
  const plain = { status: 200, headers: whole.headers, body: undefined, text: () => whole.text(), blob: () => whole.blob() };
  const stream = await client(async () => plain).exportCallsStream();
  assert.equal(await collect(stream), 'ab');
});
