// The same faults for the SDK, JsSIP and SIP.js, in one run, in turns. Results add up in a file, so that a run can be
// cut short and gone on with: `node measure.mjs --rounds 3 --out faults.json [--clients ours,jssip] [--cells text]`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cells } from './cells.mjs';
import { openLab, runCell } from './lab.mjs';
import { machine, names, option, pool, sdkDigest, startUp, version } from './rounds.mjs';
import { startSipServer } from './server.mjs';

const rounds = Number(option('rounds', '3'));
const out = option('out', 'faults.json');
const clients = option('clients', 'ours,jssip,sipjs').split(',');
const wanted = cells.filter((cell) => cell.name.includes(option('cells', '')));

startUp();
const sdk = sdkDigest();
const before = existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : null;
// Another build of the SDK begins anew.
const kept = before?.sdk === sdk ? before : { runs: [] };
const versions = { ours: version('@cemscale/voip-sdk'), jssip: version('jssip'), sipjs: version('sip.js') };
const results = { machine, sdk, versions, runs: kept.runs };

const done = new Set(results.runs.map((run) => `${run.client} ${run.cell} ${run.round}`));
const jobs = [];
for (let round = 0; round < rounds; round += 1) {
  for (const cell of wanted) {
    for (const client of clients) {
      if (!done.has(`${client} ${cell.name} ${round}`)) jobs.push({ cell, client, round });
    }
  }
}
console.log(`${jobs.length} runs to do, ${results.runs.length} there already`);
const lab = await openLab({ startSipServer });
results.browser = `Chromium ${lab.chromium.browser.version()}`;
await pool(jobs, Number(option('width', '3')), async ({ cell, client, round }) => {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const result = await runCell(lab, cell, client, round);
      results.runs.push(result);
      writeFileSync(out, `${JSON.stringify(results, null, 1)}\n`);
      const what = cell.after === 'ended' ? '' : result.survived ? 'survived, ' : 'LOST, ';
      console.log(`${client.padEnd(6)} ${cell.name}: ${what}registered ${result.registeredMs ?? '-'} ms, zombies ${result.zombies} ${result.note}`);
      return;
    } catch (error) {
      // A call that never came up says nothing about the fault.
      console.log(`${client.padEnd(6)} ${cell.name}: not measured, ${error.message.split('\n')[0]}`);
    }
  }
});
await lab.close();
console.log(table(results.runs));

/** One row for each cell, one column for each client. */
function table(runs) {
  const lines = [`| fault | ${clients.map((one) => names[one]).join(' | ')} |`, `|---|${clients.map(() => '---').join('|')}|`];
  for (const cell of wanted) {
    const row = clients.map((client) => cellOf(cell, runs.filter((run) => run.client === client && run.cell === cell.name)));
    lines.push(`| ${cell.name} | ${row.join(' | ')} |`);
  }
  return lines.join('\n');
}

function cellOf(cell, runs) {
  if (runs.length === 0) return '';
  const parts = [];
  if (cell.after !== 'ended') parts.push(`${runs.filter((run) => run.survived).length} of ${runs.length}`);
  const again = runs.map((run) => run.registeredMs).sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  if (!cell.stays) {
    const median = again[again.length >> 1];
    parts.push(median === null ? 'never' : `${(median / 1000).toFixed(1)} s`);
  }
  const zombies = runs.reduce((sum, run) => sum + run.zombies, 0);
  if (zombies > 0) parts.push(`${zombies} left hanging`);
  else if (cell.after === 'ended') parts.push('ended');
  return parts.join(', ');
}
