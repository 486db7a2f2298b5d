import { test, until } from '../../e2e/lib/runner.mjs';
import { check, openPhone, same } from '../../e2e/lib/phones.mjs';

/**
 * In the page: registers listeners for every event of the phone and of its calls, and from inside each of them once
 * calls every method and reads every getter. Returns nothing; what was seen is in `window.seen`.
 */
function callEverythingInside() {
  const phone = window.__voip;
  const seen = { events: [], thrown: [], unsettled: 0, waiting: [], outcomes: {}, nested: 0 };
  window.seen = seen;
  let depth = 0;

  function read(object, names) {
    for (const name of names) {
      try {
        void object[name];
      } catch (error) {
        seen.thrown.push(`${name}: ${error}`);
      }
    }
  }
  function command(event, name, run) {
    seen.unsettled += 1;
    const label = `${event}.${name}`;
    seen.waiting.push(label);
    let promise;
    try {
      promise = run();
    } catch (error) {
      seen.thrown.push(`${name} inside ${event}: ${error}`);
      seen.unsettled -= 1;
      return;
    }
    Promise.resolve(promise).then(
      () => (seen.outcomes[`${event}.${name}`] = 'done'),
      (error) => (seen.outcomes[`${event}.${name}`] = error?.code ?? String(error)),
    ).finally(() => {
      seen.unsettled -= 1;
      seen.waiting = seen.waiting.filter((one) => one !== label);
    });
  }
  function everything(event, call) {
    depth += 1;
    // A listener must never run while another listener of the same delivery is on the stack.
    if (depth > 1) seen.nested += 1;
    seen.events.push(event);
    read(phone, ['state', 'reachable', 'calls', 'error', 'snapshot']);
    phone.getSnapshot();
    phone.subscribe(() => {})();
    phone.on('warning', () => {})();
    command(event, 'start', () => phone.start());
    command(event, 'register', () => phone.register());
    command(event, 'call', () => phone.call(''));
    if (call) {
      read(call, ['id', 'sipCallId', 'callUuid', 'direction', 'remoteIdentity', 'remote', 'state', 'held', 'remoteHeld', 'muted',
        'startedAt', 'answeredAt', 'endedAt', 'endReason', 'timings', 'snapshot']);
      call.getSnapshot();
      call.subscribe(() => {})();
      command(event, 'mute', () => call.mute());
      command(event, 'unmute', () => call.unmute());
      command(event, 'sendDtmf', () => call.sendDtmf('1'));
      command(event, 'getStats', () => call.getStats());
      command(event, 'hold', () => call.hold());
      command(event, 'resume', () => call.resume());
      command(event, 'answer', () => call.answer());
      // Those that end a call are given where that is what comes next anyway.
      if (call.state === 'ended') {
        command(event, 'hangup', () => call.hangup());
        command(event, 'reject', () => call.reject());
      }
    }
    depth -= 1;
  }

  const once = new Set();
  const first = (event, call) => {
    if (once.has(event)) return;
    once.add(event);
    everything(event, call);
  };
  function watch(call) {
    for (const name of ['stateChanged', 'changed', 'ended', 'error']) {
      call.on(name, (value) => first(name === 'stateChanged' ? `call ${value}` : `call ${name}`, call));
    }
  }
  phone.on('incoming', (call) => {
    watch(call);
    first('incoming', call);
  });
  phone.on('callEnded', (call) => first('callEnded', call));
  phone.on('stateChanged', (state) => first(`phone ${state}`, phone.calls[0]));
  phone.on('changed', () => first('changed', phone.calls[0]));
  phone.on('error', () => first('error', phone.calls[0]));
  phone.on('warning', () => first('warning', phone.calls[0]));
  window.watch = watch;
}

async function settled(page) {
  try {
    await until('every command given inside a listener is settled', () => page.evaluate(() => window.seen.unsettled === 0), { timeoutMs: 40_000 });
  } catch (error) {
    throw new Error(`${error.message}; ${await page.evaluate(() => window.seen.waiting.join())} wait`);
  }
  const seen = await page.evaluate(() => window.seen);
  check(seen.thrown.length === 0, `nothing is thrown at once: ${seen.thrown.join(' | ')}`);
  same(seen.nested, 0, 'listeners that ran inside a listener');
  const uncaught = page.consoleLines.filter((line) => /^uncaught|unreachable|recursive use|already borrowed/.test(line));
  check(uncaught.length === 0, `the page's console says ${uncaught.join(' | ')}`);
  return seen;
}

test('every method can be called from inside every listener, on the side that is called', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([alice.close(), bea.close()]));
  await bea.page.evaluate(callEverythingInside);

  await alice.h('call', '1002');
  // The listener of `incoming` answers.
  await alice.inState('active', 'held');
  await until('hold and resume inside listeners are done', async () => {
    const outcomes = await bea.page.evaluate(() => Object.keys(window.seen.outcomes).length && window.seen.unsettled === 0);
    return outcomes;
  }, { timeoutMs: 40_000 });
  await alice.h('command', 'hangup');
  await bea.ended();
  const seen = await settled(bea.page);
  for (const event of ['incoming', 'call active', 'call changed', 'call ended', 'callEnded', 'changed']) {
    check(seen.events.includes(event), `${event} was heard: ${seen.events.join()}`);
  }
  same(seen.outcomes['incoming.answer'], 'done', 'answer() inside incoming');
  same(seen.outcomes['callEnded.hangup'], 'done', 'hangup() inside callEnded');
  same(seen.outcomes['callEnded.answer'], 'call_ended', 'answer() inside callEnded');

  // And the phone works as before.
  await alice.h('call', '1002');
  await bea.inState('ringing');
  same(await bea.h('command', 'answer'), null, 'answer()');
  await alice.inState('active');
  await alice.h('command', 'hangup');
  await alice.ended();
});

test('every method can be called from inside every listener, on the side that calls and loses its server', async ({ chromium, startServer, web, cleanup }) => {
  const server = await startServer({ web });
  cleanup(server.dispose);
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.page.evaluate(callEverythingInside);
  await alice.page.evaluate(async () => {
    const call = await window.__voip.call('9196');
    window.watch(call);
  });
  await until('the echo answers', () => alice.page.evaluate(() => window.seen.events.includes('call active')));
  await until('commands settle', () => alice.page.evaluate(() => window.seen.unsettled === 0), { timeoutMs: 40_000 });
  await server.kill();
  await until('the loss is told', () => alice.page.evaluate(() => window.seen.events.includes('error')));
  await server.restart();
  await until('the phone is registered again', async () => (await alice.h('phoneState')).state === 'registered', { timeoutMs: 30_000 });
  await until('the call that died with the server has ended', async () => (await alice.h('liveCalls')) === 0);
  const seen = await settled(alice.page);
  check(seen.events.includes('phone connecting'), `the phone's states were heard: ${seen.events.join()}`);
}, { timeoutMs: 120_000 });

test('a listener that throws stops no other listener and not the phone', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  await alice.page.evaluate(() => {
    window.heard = 0;
    for (const name of ['changed', 'stateChanged', 'callEnded']) {
      window.__voip.on(name, () => {
        throw new Error('a listener of the application');
      });
      window.__voip.on(name, () => {
        window.heard += 1;
      });
    }
  });
  await alice.h('call', '9196');
  await alice.inState('active');
  await alice.h('command', 'hangup');
  same((await alice.ended()).cause, 'terminated', 'the call ends as it should');
  check((await alice.page.evaluate(() => window.heard)) > 2, 'the other listeners were called');
  check(alice.page.consoleLines.some((line) => line.startsWith('uncaught: Error: a listener of the application')), 'the error is reported');
});

test('disposing inside a listener, and disposing twice, is no error', async ({ chromium, server, cleanup }) => {
  const alice = await openPhone(chromium, server, '1001');
  cleanup(alice.close);
  const codes = await alice.page.evaluate(async () => {
    const phone = window.__voip;
    const call = await phone.call('9196');
    const ended = new Promise((resolve) => {
      call.on('stateChanged', (state) => {
        if (state === 'active') {
          phone.dispose();
          phone.dispose();
        }
        if (state === 'ended') resolve(call.endReason.cause);
      });
    });
    const cause = await ended;
    const code = (command) => command().then(() => 'done', (error) => error.code);
    return [cause, await code(() => phone.start()), await code(() => phone.call('1')), await code(() => call.hangup()), await code(() => call.hold())];
  });
  same(codes.join(), 'transport_lost,disposed,disposed,done,call_ended', 'what comes of it');
});
