// `bench/RESULTS.md` and its plots, from the JSON files that the measurements leave. What those hold is written down in
// `../lib/results.mjs`: every file has `machine`, `browser`, `versions`, `taken` and `rows`, a row being one value of each
// figure as it was seen. Nothing else goes in here: no clock, no machine, so the same files give the same text.
//
// A measurement has a section, a file in `sections/` named as its JSON file:
//
//   export default {
//     title: 'Start', command: 'cargo xtask bench start', minutes: 5,
//     what: 'how it is measured, in sentences',
//     shows(data) { return { text: 'tables in Markdown', plots: { 'start-loopback': svg } }; },
//     doesNotShow: 'what must not be read out of it, in sentences',
//   };
//
// `sideBySide` of `table.mjs` makes the table of most, `bars` and `lines` of `svg.mjs` the plots.
import { existsSync, readFileSync } from 'node:fs';
import { names } from '../lib/results.mjs';

/** In the order of the report. */
export const SECTIONS = ['sizes', 'parse', 'start', 'roundtrips', 'calls', 'cost', 'presence', 'tabs', 'rest', 'memory', 'faults'];

const bench = new URL('../', import.meta.url);

/** What the measurements left, by name; null for what has not been measured. */
export function kept() {
  const read = (name) => {
    const file = new URL(`${name}.json`, bench);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  };
  return Object.fromEntries(SECTIONS.map((name) => [name, read(name)]));
}

/** The files of the report by their path below `bench/`, from what `kept` gives. */
export async function report(data) {
  const files = {};
  const parts = [];
  for (const name of SECTIONS) {
    const { default: section } = await import(`./sections/${name}.mjs`);
    const found = data[name];
    const shown = found ? section.shows(found, data) : { text: `\`bench/${name}.json\` is not there: nothing has been measured.` };
    const plots = Object.entries(shown.plots ?? {});
    for (const [plot, svg] of plots) files[`plots/${plot}.svg`] = svg;
    parts.push(
      [
        `## ${section.title}`,
        section.what,
        found && condition(found),
        shown.text,
        ...plots.map(([plot, svg]) => `![${/aria-label="([^"]*)"/.exec(svg)[1]}](plots/${plot}.svg)`),
        `**What it does not show.** ${section.doesNotShow}`,
        `**Again:** \`${section.command}\`, about ${section.minutes === 1 ? 'a minute' : `${section.minutes} minutes`}; [\`${name}.json\`](${name}.json) has every single value.`,
      ]
        .filter(Boolean)
        .join('\n\n'),
    );
  }
  files['RESULTS.md'] = `${[...opening(), ...parts].join('\n\n')}\n`;
  return files;
}

function opening() {
  return [
    '# Measurements',
    'Written by `cargo xtask bench report` from the JSON files beside it; a test compares. Each table is of one run on one machine, the sides in turns; medians, where nothing else is said. A ratio is this SDK to the best of the others. The command below each section makes it again and leaves its raw figures; the report is then made anew.',
    'Loads are of the machine before a measurement began, in processes that wanted to run. Where more wanted to run than it has processors, times are longer than they need be, for all sides alike: read the ratio.',
  ];
}

/** Machine, versions and time, in a line. */
function condition({ machine, browser, versions, sdk, taken, rounds }) {
  const called = (name) => names[name] ?? { sdk: names.ours, react: 'React', ringcentral: 'RingCentral', twilio: 'Twilio', telnyx: 'Telnyx' }[name] ?? name;
  const of = Object.entries(versions ?? {}).map(([name, version]) => `${called(name)} ${version}`);
  const parts = [
    machine,
    browser && (/^\d/.test(browser) ? `Chromium ${browser}` : browser),
    of.join(', '),
    sdk && `build \`${sdk}\``,
    rounds && `${rounds} rounds`,
    taken && `taken ${taken.at.slice(0, 16).replace('T', ' ')} UTC, load ${taken.load.toFixed(1)}${busy(machine, taken.load) ? ', busy: preliminary' : ''}${taken.quick ? ', quick form' : ''}`,
  ];
  return `*${parts.filter(Boolean).join('; ')}.*`;
}

/** Whether others had work for more than half of the machine before the measurement began. */
function busy(machine, load) {
  return load > Number.parseInt(machine, 10) / 2;
}
