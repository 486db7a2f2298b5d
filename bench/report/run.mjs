// Writes `bench/RESULTS.md` and `bench/plots/`; plots that the report no longer has are removed.
// `cargo xtask bench report` calls this; it needs Node alone.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { kept, report } from './report.mjs';

const bench = new URL('../', import.meta.url);
const files = await report(kept());
const plots = new URL('plots/', bench);
mkdirSync(plots, { recursive: true });
for (const name of readdirSync(plots)) if (!(`plots/${name}` in files)) rmSync(new URL(name, plots));
for (const [path, text] of Object.entries(files)) writeFileSync(new URL(path, bench), text);
console.log(`bench/RESULTS.md and ${Object.keys(files).length - 1} plots`);
