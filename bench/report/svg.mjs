// Plots as SVG, from numbers to text and nothing else. They stand on a light page and on a dark one: the ground is
// transparent, and the colours follow what the reader's browser prefers.

const WIDTH = 720;
const LEFT = 70;
const RIGHT = 32;
const TOP = 56;

/** One colour for a series, light and dark; marks and dashes differ too, for those who see no colours. */
const COLOURS = [
  ['#0b62c4', '#6cb0ff'],
  ['#b45309', '#f5a94e'],
  ['#15803d', '#5fd38a'],
  ['#9d174d', '#f48fb9'],
  ['#525866', '#aab2c0'],
  ['#5b21b6', '#b79cff'],
];
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '1 4', '12 4'];

const style = `<style>
text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600;font-size:15px}.g{stroke:#d0d7de;stroke-width:1}.n{font-size:12px}
${COLOURS.map(([light], n) => `.f${n}{fill:${light}}.s${n}{stroke:${light};fill:none;stroke-width:2}`).join('')}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.g{stroke:#3d444d}${COLOURS.map(([, dark], n) => `.f${n}{fill:${dark}}.s${n}{stroke:${dark}}`).join('')}}
</style>`;

const escaped = (text) => String(text).replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]);
const at = (value) => String(Math.round(value * 10) / 10);
const said = (value) => (Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3))));

function text(x, y, content, { anchor = 'start', kind = '' } = {}) {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}"${kind ? ` class="${kind}"` : ''}>${escaped(content)}</text>`;
}

function frame(height, title, parts) {
  return [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`, style, text(8, 20, title, { kind: 't' }), ...parts, '</svg>', ''].join('\n');
}

/** The names of the series in a line below the title. */
function legend(series) {
  let x = 8;
  return series.map((name, n) => {
    const one = `<rect x="${at(x)}" y="31" width="12" height="12" class="f${n % COLOURS.length}"/>${text(x + 17, 42, name)}`;
    x += 17 + 8 * name.length + 18;
    return one;
  });
}

/** Round numbers from 0 to at least `most`. */
function ticks(most, wanted = 5) {
  const rough = (most || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  const list = [];
  for (let n = 0; n * step < most + step; n += 1) list.push(Number((n * step).toPrecision(12)));
  return list;
}

/** Groups of lying bars. `groups: [{ name, values }]`, a value for each of `series`; null leaves its place empty. */
export function bars({ title, unit, series, groups }) {
  const left = 16 + Math.max(...groups.map(({ name }) => name.length)) * 7.2;
  const bar = series.length > 3 ? 14 : 18;
  const group = series.length * bar + 16;
  const most = Math.max(0, ...groups.flatMap(({ values }) => values.filter((value) => value !== null)));
  const scale = ticks(most);
  const x = (value) => left + (value / scale.at(-1)) * (WIDTH - left - RIGHT - 56);
  const bottom = TOP + groups.length * group;
  const parts = [...legend(series)];
  for (const tick of scale) {
    parts.push(`<line class="g" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${TOP}" y2="${at(bottom)}"/>`, text(x(tick), bottom + 17, said(tick), { anchor: 'middle', kind: 'n' }));
  }
  groups.forEach(({ name, values }, n) => {
    const y = TOP + 8 + n * group;
    parts.push(text(left - 8, y + (series.length * bar) / 2 + 4, name, { anchor: 'end' }));
    values.forEach((value, k) => {
      if (value === null || value === undefined) return;
      const width = Math.max(1, x(value) - left);
      parts.push(`<rect class="f${k % COLOURS.length}" x="${at(left)}" y="${at(y + k * bar)}" width="${at(width)}" height="${bar - 3}"/>`, text(left + width + 5, y + k * bar + bar - 6, said(value), { kind: 'n' }));
    });
  });
  parts.push(text(WIDTH - RIGHT, bottom + 34, unit, { anchor: 'end', kind: 'n' }));
  return frame(bottom + 44, title, parts);
}

/** Lines over a common axis from 0. `series: [{ name, points: [[x, y], …] }]`. */
export function lines({ title, unit, xUnit, series }) {
  const height = 320;
  const bottom = height - 46;
  const points = series.flatMap((one) => one.points);
  const ys = ticks(Math.max(...points.map(([, y]) => y)));
  const xs = ticks(Math.max(...points.map(([x]) => x)));
  const px = (value) => LEFT + (value / xs.at(-1)) * (WIDTH - LEFT - RIGHT);
  const py = (value) => bottom - (value / ys.at(-1)) * (bottom - TOP);
  const parts = [...legend(series.map((one) => one.name))];
  for (const tick of ys) parts.push(`<line class="g" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(py(tick))}" y2="${at(py(tick))}"/>`, text(LEFT - 8, py(tick) + 4, said(tick), { anchor: 'end', kind: 'n' }));
  for (const tick of xs) parts.push(text(px(tick), bottom + 18, said(tick), { anchor: 'middle', kind: 'n' }));
  series.forEach((one, n) => {
    const dash = DASHES[n % DASHES.length];
    const path = one.points.map(([x, y]) => `${at(px(x))},${at(py(y))}`).join(' ');
    parts.push(`<polyline class="s${n % COLOURS.length}"${dash ? ` stroke-dasharray="${dash}"` : ''} points="${path}"/>`);
    for (const [x, y] of one.points) parts.push(`<circle class="f${n % COLOURS.length}" cx="${at(px(x))}" cy="${at(py(y))}" r="3"/>`);
  });
  parts.push(text(WIDTH - RIGHT, 42, unit, { anchor: 'end', kind: 'n' }), text(WIDTH - RIGHT, height - 8, xUnit, { anchor: 'end', kind: 'n' }));
  return frame(height, title, parts);
}
