// Each library in the same page; the runner says which and how often.
import * as jssip from './jssip.js';
import { messages } from './messages.js';
import * as ours from './ours.js';
import * as sipjs from './sipjs.js';

const libraries = { ours, jssip, sipjs };

/** Whole passes through the messages for about `ms`; how many messages in a second. */
function rate(work, texts, ms) {
  const from = performance.now();
  let passes = 0;
  let kept = 0;
  let took = 0;
  do {
    for (const text of texts) kept += work(text).length ?? 1;
    passes += 1;
    took = performance.now() - from;
  } while (took < ms);
  if (kept === 0) throw new Error('nothing was read');
  return (passes * texts.length * 1000) / took;
}

window.parse = {
  names: messages.map(([name]) => name),
  octets: messages.map(([, text]) => new TextEncoder().encode(text).length),
  /** What each library reads from message `index`, and what it prints. */
  seen: (library, index) => ({
    fields: libraries[library].fields(messages[index][1]),
    again: libraries[library].fields(libraries[library].turn(messages[index][1])),
  }),
  /** `what` is `turn`, `read` or `fields`; `index` of one message, or null for all in turn. */
  rate: (library, what, index, ms) =>
    rate(libraries[library][what], index === null ? messages.map(([, text]) => text) : [messages[index][1]], ms),
};
await ours.ready;
document.body.dataset.ready = 'true';
