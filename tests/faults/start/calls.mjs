// From `call()` to the INVITE on the wire, to ringing, to active and to the first sound that is no silence. Who is
// called is a phone of this SDK on a network without delay, the same for all, that answers at once.
import { until } from '../../e2e/lib/runner.mjs';
import { openPhone } from '../lab.mjs';
import { startProxy } from '../lib/proxy.mjs';
import { networks } from './settings.mjs';
import { turned } from './starts.mjs';

/** STUN servers that are configured: none, or one that says nothing. */
const stuns = { 'no STUN server': false, 'dead STUN server': true };

/**
 * JsSIP waits 40 s for a dead server unless told otherwise, SIP.js 5 s. Those calls are made beside the others, by
 * phones of their own: all but their last moments is waiting.
 */
const waits = (client, dead, setting) => client !== 'ours' && dead && setting === 'default';

export async function measureCalls(lab, { rounds, clients, quick, deadStun }, keep) {
  const proxies = [];
  const called = (number) => openPhone(lab, 'ours', { wsUri: lab.server.sipWs, account: lab.server.account(number), autoAnswer: true });
  async function sideOf(client, delayMs, dead) {
    const proxy = await startProxy(lab.server.sipWs);
    proxies.push(proxy);
    proxy.delay(delayMs);
    const phone = await openPhone(lab, client, { wsUri: proxy.url, account: lab.server.account('1001'), iceServers: dead ? [{ urls: deadStun }] : [] });
    return { proxy, phone };
  }

  const far = await called('1002');
  const others = ['1003', '1004', '1005', '1006'];
  const cells = [];
  const beside = [];
  for (const [network, delayMs] of Object.entries(networks)) {
    for (const [stun, dead] of Object.entries(stuns).filter(([, one]) => !one || !quick)) {
      for (const client of clients) {
        const side = await sideOf(client, delayMs, dead);
        for (const setting of ['default', 'best']) {
          const cell = { case: `call, ${network}, ${stun}`, setting, client, best: setting === 'best' };
          if (!waits(client, dead, setting)) cells.push({ ...cell, side, far });
          else beside.push({ ...cell, side: await sideOf(client, delayMs, dead), far: await called(others.pop()) });
        }
      }
    }
  }
  const measure = async ({ side, far: other, best, ...cell }, round) => {
    const row = await callOnce(side, other, { best });
    if (round > 0) keep({ case: cell.case, setting: cell.setting, client: cell.client, round, ...row });
  };
  const waiting = beside.map(async (cell) => {
    for (let round = 1; round <= rounds; round += 1) await measure(cell, round);
  });
  // One call of each before it counts: devices and code are warm then.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of new Set(cells.map((cell) => `${cell.case} ${cell.setting}`))) {
      const own = cells.filter((cell) => `${cell.case} ${cell.setting}` === name);
      for (const cell of turned(own, round)) await measure(cell, round);
    }
  }
  await Promise.all(waiting);
  for (const proxy of proxies) await proxy.close();
}

async function callOnce({ proxy, phone }, far, options) {
  await phone.h('call', far.account.user, options);
  const { marks } = await until('sound', async () => {
    const view = await phone.h('view');
    return view.marks.sound !== undefined && view.marks.active !== undefined ? view : null;
  }, { timeoutMs: 90_000, everyMs: 60 });
  const invites = proxy.seen.filter((one) => one.at >= marks.call && one.direction === 'up' && one.method === 'INVITE');
  const result = {
    inviteMs: invites[0].at - marks.call,
    invites: invites.length,
    ringingMs: marks.ringing - marks.call,
    activeMs: marks.active - marks.call,
    soundMs: marks.sound - marks.call,
  };
  await phone.h('command', 'hangup');
  await until('the end', async () => !(await phone.h('view')).up && !(await far.h('view')).up, { everyMs: 30 });
  return result;
}
