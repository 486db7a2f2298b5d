// Runs tests one after another, tells each in a line and counts. Nothing is ever skipped: what cannot run has failed.
const tests = [];

/** Registers a test; its name is a sentence. */
export function test(name, body, { timeoutMs = 60_000 } = {}) {
  tests.push({ name, body, timeoutMs });
}

/**
 * Runs a whole suite: the command line's filter, and with each failure what the pages and the server said
 * since the last. Closes `chromium` and `server` of the context, and returns the counts.
 */
export async function runSuite(context, { serverLines }) {
  const { server, chromium } = context;
  const filter = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? '';
  let logAt = 0;
  const counts = await runTests(context, {
    filter,
    async onFailure() {
      const log = server.log.slice(logAt);
      logAt = server.log.length;
      const pages = chromium.browser.contexts().flatMap((one) => one.pages());
      const said = pages.flatMap((page) => (page.consoleLines ?? []).slice(-12).map((line) => `page: ${line}`));
      return [...said, ...log.split('\n').slice(-serverLines).map((line) => `server: ${line}`)].join('\n');
    },
  });
  await chromium.close();
  await server.dispose();
  return counts;
}

/** Runs what was registered, given `context`; `filter` keeps the tests whose name contains it. Sets the exit code. */
async function runTests(context, { filter = '', onFailure = () => '' } = {}) {
  let passed = 0;
  let failed = 0;
  for (const { name, body, timeoutMs } of tests.filter((one) => one.name.includes(filter))) {
    const started = performance.now();
    const cleanups = [];
    let late;
    try {
      const deadline = new Promise((_, reject) => {
        late = setTimeout(() => reject(new Error(`not finished after ${timeoutMs} ms`)), timeoutMs);
      });
      await Promise.race([body({ ...context, cleanup: (work) => cleanups.push(work) }), deadline]);
      passed += 1;
      console.log(`ok      ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n${indent(error.stack ?? String(error))}`);
      const more = await Promise.resolve(onFailure()).catch((problem) => String(problem));
      if (more) console.log(indent(more));
    }
    clearTimeout(late);
    for (const work of cleanups.reverse()) await cleanUp(work);
  }
  if (passed + failed === 0) {
    failed = 1;
    console.log(`FAILED  no test has a name with "${filter}" in it`);
  }
  return { passed, failed };
}

/** A page that is being loaded anew sometimes never tells that it was closed: nobody waits for that without end. */
async function cleanUp(work) {
  let late;
  const enough = new Promise((resolve) => {
    late = setTimeout(() => resolve(console.log('        (what was to be closed has not said so after 20 s)')), 20_000);
  });
  await Promise.race([Promise.resolve().then(work).catch(() => undefined), enough]);
  clearTimeout(late);
}

/** The last line that a stage prints, and its exit code. */
export function finish({ passed, failed }, stage) {
  console.log(`${stage}: ${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

/** Asks `probe` again and again until its answer is truthy; the deadline's error carries the last answer. */
export async function until(what, probe, { timeoutMs = 15_000, everyMs = 50 } = {}) {
  const end = performance.now() + timeoutMs;
  let last;
  for (;;) {
    last = await probe();
    if (last) return last;
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function indent(text) {
  // Playwright colours its messages.
  return text.replace(/\u001b\[[0-9;]*m/g, '').split('\n').map((line) => `        ${line}`).join('\n');
}
