// The rows as a table for the terminal: medians, and how far they were spread.
import { median } from '../../../bench/lib/results.mjs';

const figures = ['readyMs', 'registeredMs', 'inviteMs', 'ringingMs', 'activeMs', 'soundMs'];

export function printed(rows, clients, names, rounds) {
  const lines = [`medians of ${rounds} rounds in milliseconds (least to most)`, `| | | ${clients.map((one) => names[one]).join(' | ')} |`, '|---|---|---|---|---|'];
  const whole = (value) => (value === null || !Number.isFinite(value) ? '–' : Math.round(value));
  for (const name of [...new Set(rows.map((row) => `${row.case}, ${row.setting}`))]) {
    for (const figure of figures) {
      const cells = clients.map((client) => {
        const values = rows.filter((row) => row.client === client && `${row.case}, ${row.setting}` === name).map((row) => row[figure]).filter(Number.isFinite);
        return values.length === 0 ? '–' : `${whole(median(values))} (${whole(Math.min(...values))} to ${whole(Math.max(...values))})`;
      });
      if (cells.some((cell) => cell !== '–')) lines.push(`| ${name} | ${figure.slice(0, -2)} | ${cells.join(' | ')} |`);
    }
  }
  return lines.join('\n');
}
