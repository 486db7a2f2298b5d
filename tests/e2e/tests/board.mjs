// A board of 10,000 extensions with 1,000 changes a second: `cargo xtask bench presence` in short.
import { join } from 'node:path';
import { openBoard, startBoardServer } from '../board/measure.mjs';
import { check } from '../lib/phones.mjs';
import { test } from '../lib/runner.mjs';

/** The aim is 1.2 on a quiet machine; a busy one must not fail. */
const MOST = 2;

test('of 10,000 rows only those render that changed, at a price near that of a plain WebSocket, and no change is lost', async ({ chromium, web, cleanup }) => {
  const server = await startBoardServer(join(web, 'harness'));
  cleanup(server.close);
  const [sdk, plain] = await Promise.all(['sdk', 'plain'].map((side) => openBoard(chromium, server, side)));
  cleanup(() => Promise.all([sdk.close(), plain.close()]));
  const ratios = [];
  for (let round = 0; round < 3; round += 1) {
    const ours = await sdk.run(2);
    const theirs = await plain.run(2);
    check(ours.changes > 500, `${ours.changes} changes came in two seconds`);
    check(ours.missed === 0, `${ours.missed} changes were missed`);
    check(ours.rendersPerChange <= 1, `${ours.rendersPerChange} renders a change`);
    ratios.push(ours.taskMsPerChange / theirs.taskMsPerChange);
  }
  const wrong = await sdk.wrong();
  check(wrong.length === 0, wrong.slice(0, 5).join('\n'));
  const [, ratio] = ratios.sort((a, b) => a - b);
  console.log(`main-thread time of a presence board beside a plain WebSocket: ${ratio.toFixed(2)}`);
  check(ratio < MOST, `${ratio} times the main-thread time of a plain WebSocket`);
}, { timeoutMs: 240_000 });
