// From `call()` to the INVITE on the wire, to ringing and to sound, with so many milliseconds added each way; the SDK,
// JsSIP and SIP.js in turns. `node roundtrips.mjs [--delay 100] [--rounds 7] [--out roundtrips.json]`.
import { writeFileSync } from 'node:fs';
import { median } from '../../bench/lib/results.mjs';
import { until } from '../e2e/lib/runner.mjs';
import { sleep } from './cells.mjs';
import { openLab, openPhone } from './lab.mjs';
import { startProxy } from './lib/proxy.mjs';
import { machine, names, option, startUp } from './rounds.mjs';
import { startSipServer } from './server.mjs';

const delayMs = Number(option('delay', '100'));
const rounds = Number(option('rounds', '7'));
const clients = Object.keys(names);

startUp();
const lab = await openLab({ startSipServer });
const far = await openPhone(lab, 'ours', { wsUri: lab.server.sipWs, account: lab.server.account(), autoAnswer: true });
const phones = {};
for (const client of clients) {
  const proxy = await startProxy(lab.server.sipWs);
  proxy.delay(delayMs);
  const phone = await openPhone(lab, client, { wsUri: proxy.url, account: lab.server.account() });
  phones[client] = { proxy, phone };
}

async function callOnce(client) {
  const { proxy, phone } = phones[client];
  await phone.h('call', far.account.user);
  const { marks } = await until('sound', async () => {
    const view = await phone.h('view');
    return view.marks.audio !== undefined && view.marks.active !== undefined ? view : null;
  }, { timeoutMs: 20_000 });
  const since = (name) => proxy.seen.filter((one) => one.at >= marks.call && one.method === 'INVITE' && name(one));
  const invites = since((one) => one.direction === 'up');
  const result = {
    client,
    invite: invites[0].at - marks.call,
    invites: invites.length,
    ringing: (since((one) => one.direction === 'down' && one.status === 180)[0]?.at ?? Number.NaN) - marks.call,
    active: marks.active - marks.call,
    audio: marks.audio - marks.call,
  };
  await phone.h('command', 'hangup');
  await until('the end', async () => !(await phone.h('view')).up && !(await far.h('view')).up);
  await sleep(300);
  return result;
}

const runs = [];
// One call of each before it counts: devices and code are warm then.
for (let round = -1; round < rounds; round += 1) {
  for (const client of clients) {
    const result = await callOnce(client);
    if (round >= 0) runs.push(result);
  }
}
console.log(`${delayMs} ms added each way, medians of ${rounds} calls in turns, milliseconds from call()`);
console.log('| | INVITE on the wire | INVITEs | ringing | answered | first packet of sound |\n|---|---|---|---|---|---|');
for (const client of clients) {
  const of = (field) => Math.round(median(runs.filter((run) => run.client === client).map((run) => run[field])));
  console.log(`| ${names[client]} | ${of('invite')} | ${of('invites')} | ${of('ringing')} | ${of('active')} | ${of('audio')} |`);
}
const out = option('out', '');
if (out) writeFileSync(out, `${JSON.stringify({ machine, browser: lab.chromium.browser.version(), delayMs, runs }, null, 1)}\n`);
for (const { proxy } of Object.values(phones)) await proxy.close();
await lab.close();
process.exit(0);
