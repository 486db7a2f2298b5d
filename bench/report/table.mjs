// Tables in Markdown from rows of figures.
import { median, names } from '../lib/results.mjs';

/** A number with so many digits that three count, thousands apart; an en dash for what was not measured. */
export function number(value, digits) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const places = digits ?? (value === 0 || Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  const [whole, part] = Math.abs(value).toFixed(places).split('.');
  const sign = value < 0 && Number(value.toFixed(places)) !== 0 ? '-' : '';
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${part === undefined ? '' : `.${part}`}`;
}

/** A table; the first row is the head. */
export function table([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** How the first of `values` stands to the best of the others, as text. */
export function ratio([ours, ...peers], better = 'less') {
  const known = peers.filter((value) => typeof value === 'number' && Number.isFinite(value));
  if (known.length === 0 || typeof ours !== 'number') return '–';
  const best = better === 'more' ? Math.max(...known) : Math.min(...known);
  return best === 0 ? (ours === 0 ? 'same' : '–') : number(ours / best, 2);
}

/** The middle of a figure over the rows that `which` fits. */
export const middle = (rows, key, which = {}) =>
  median(rows.filter((row) => Object.entries(which).every(([name, value]) => row[name] === value)).map((row) => row[key]));

/**
 * Ours beside its peers: a line for each case and figure, medians over the rounds, and the ratio to the best peer.
 * `caseOf(row)` names a row's case ('' where there is one alone); figures: `{ key, name, digits, better, scale }`.
 * `better: 'more'` where the larger number is the better one; `scale` multiplies what is shown.
 */
export function sideBySide(rows, { caseOf = (row) => row.case ?? '', figures, clients = Object.keys(names) }) {
  const head = ['', ...clients.map((client) => names[client] ?? client), 'this SDK to the best peer'];
  const lines = [];
  for (const one of [...new Set(rows.map(caseOf))]) {
    const own = rows.filter((row) => caseOf(row) === one);
    for (const { key, name, digits, better, scale = 1 } of figures) {
      const values = clients.map((client) => scaled(middle(own, key, { client }), scale));
      if (values.every((value) => value === null)) continue;
      lines.push([[one, name].filter(Boolean).join(': '), ...values.map((value) => number(value, digits)), ratio(values, better)]);
    }
  }
  return table([head, ...lines]);
}

function scaled(value, scale) {
  return value === null ? null : value * scale;
}

/** Median and how far it was spread, as text. */
export function spread(list, digits) {
  const known = list.filter((value) => typeof value === 'number' && Number.isFinite(value));
  if (known.length === 0) return '–';
  return `${number(median(known), digits)} (${number(Math.min(...known), digits)} to ${number(Math.max(...known), digits)})`;
}
