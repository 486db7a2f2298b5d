const DARK = `
  --_surface: var(--voip-surface, #14171c); --_raised: var(--voip-raised, #1e232b); --_text: var(--voip-text, #f1f3f5);
  --_quiet: var(--voip-quiet, #a4aebb); --_line: var(--voip-line, #323a45); --_accent: var(--voip-accent, #7ab0ff);
  --_go: var(--voip-go, #27824f); --_stop: var(--voip-stop, #c93a45); --_ok: #4fc98a; --_warn: #e3a84a; --_bad: #ff8a90;
  --_shadow: 0 1px 2px #0006, 0 8px 24px #0005; color-scheme: dark;`;

/** Of `<voip-phone>`. Pages change it by custom properties (`--voip-…`) and `::part()`. */
export const CSS = `
:host {
  --_surface: var(--voip-surface, #fff); --_raised: var(--voip-raised, #f4f6f8); --_text: var(--voip-text, #15191e);
  --_quiet: var(--voip-quiet, #586473); --_line: var(--voip-line, #dce1e7); --_accent: var(--voip-accent, #1f5fd0);
  --_go: var(--voip-go, #1f7a48); --_stop: var(--voip-stop, #c0323c); --_ok: #1f8a50; --_warn: #a86400; --_bad: #b3202c;
  --_shadow: 0 1px 2px #10182814, 0 8px 24px #10182814; --_radius: var(--voip-radius, 16px);
  color-scheme: light; display: block; max-inline-size: 44rem; container-type: inline-size; color: var(--_text);
  font: 400 1rem/1.4 var(--voip-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
}
:host([theme=dark]) {${DARK}}
@media (prefers-color-scheme: dark) { :host(:not([theme=light])) {${DARK}} }
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
button, input { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; border: 1px solid transparent; background: none; touch-action: manipulation; -webkit-tap-highlight-color: transparent; }
button:disabled { cursor: default; opacity: .45; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.icon { inline-size: 1.25rem; block-size: 1.25rem; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.icon-tones { stroke-width: 3.2; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.phone { background: var(--_surface); border: 1px solid var(--_line); border-radius: var(--_radius); box-shadow: var(--_shadow); overflow: hidden; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; padding: .875rem 1rem; border-block-end: 1px solid var(--_line); }
.line { flex: 1 1 auto; min-inline-size: 0; display: flex; align-items: baseline; gap: .5rem; }
.line .name { font-weight: 600; }
.line .name, .line .number { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.line .number { color: var(--_quiet); font-size: .875rem; flex: none; font-variant-numeric: tabular-nums; }
.status { display: inline-flex; align-items: center; gap: .5rem; font-size: .8125rem; font-weight: 500; color: var(--_quiet); white-space: nowrap; }
.status::before { content: ''; inline-size: .5rem; block-size: .5rem; border-radius: 50%; background: var(--_warn); }
.status[data-state=registered]::before { background: var(--_ok); }
.status[data-state=disconnected]::before { background: none; box-shadow: inset 0 0 0 2px var(--_quiet); }
.status[data-state=failed]::before { background: var(--_bad); }
.trouble { margin: .75rem 1rem 0; padding: .5rem .75rem; border-radius: 8px; font-size: .875rem; overflow-wrap: anywhere; color: var(--_bad); background: color-mix(in srgb, var(--_bad) 10%, transparent); }
.trouble:empty { display: none; }

.incoming { margin: 1rem 1rem 0; padding: 1rem; border-radius: calc(var(--_radius) - 4px); background: var(--_raised); border: 1px solid var(--_line); }
.who { display: flex; align-items: center; gap: .75rem; min-inline-size: 0; }
.about { display: flex; flex-direction: column; min-inline-size: 0; flex: 1; }
.name { overflow-wrap: anywhere; }
.who .name { font-weight: 600; line-height: 1.25; }
.detail { color: var(--_quiet); font-size: .875rem; display: flex; gap: .5rem; }
.time { font-variant-numeric: tabular-nums; }
.time:empty { display: none; }
.time::before { content: '·'; margin-inline-end: .5rem; }
.avatar { flex: none; display: grid; place-items: center; inline-size: 2.5rem; block-size: 2.5rem; border-radius: 50%; font-weight: 600; color: var(--_accent); background: color-mix(in srgb, var(--_accent) 14%, transparent); }
.choice { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; margin-block-start: .875rem; }
.wide { display: flex; align-items: center; justify-content: center; gap: .5rem; min-block-size: 2.875rem; padding: .5rem .75rem; border-radius: 12px; font-weight: 600; color: #fff; }
.answer, .dial .wide { background: var(--_go); }
.reject, .action.hangup .icon { background: var(--_stop); }
.wide:hover:enabled { filter: brightness(1.1); }
.wide:active:enabled { filter: brightness(.92); }

.body { display: grid; grid-template-columns: minmax(0, 1fr); }
.dial { margin: 0; padding: 1rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: .75rem; align-content: start; }
.field { display: flex; align-items: center; border: 1px solid var(--_line); border-radius: 12px; background: var(--_raised); }
.field:focus-within { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.field input { flex: 1; min-inline-size: 0; border: 0; background: none; outline: none; padding: .75rem 0 .75rem .875rem; font-size: 1.125rem; font-variant-numeric: tabular-nums; }
.field input::placeholder { color: var(--_quiet); opacity: 1; font-size: 1rem; }
.erase { flex: none; padding: 0; display: grid; place-items: center; inline-size: 2.75rem; block-size: 2.75rem; border-radius: 10px; color: var(--_quiet); }
.pad { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .5rem; }
.key { display: flex; flex-direction: column; align-items: center; justify-content: center; min-block-size: 3.25rem; padding: .25rem; border-radius: 12px; background: var(--_raised); line-height: 1.1; user-select: none; }
.key:hover { background: color-mix(in srgb, var(--_text) 8%, var(--_raised)); }
.key:active { background: color-mix(in srgb, var(--_accent) 22%, var(--_raised)); }
.digit { font-size: 1.375rem; font-weight: 500; font-variant-numeric: tabular-nums; }
.letters::before { content: attr(data-letters) / ''; }
.letters { font-size: .625rem; letter-spacing: .08em; color: var(--_quiet); min-block-size: .6875rem; }

.list { padding: 1rem; border-block-end: 1px solid var(--_line); min-inline-size: 0; }
.list:has(> .none:not([hidden])) { display: none; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
.none { margin: 0; display: grid; justify-items: center; gap: .5rem; color: var(--_quiet); font-size: .875rem; }
.none .icon { inline-size: 1.75rem; block-size: 1.75rem; stroke-width: 1.5; }
.call-item { padding: .875rem; border: 1px solid var(--_line); border-radius: calc(var(--_radius) - 4px); }
.call-item[data-state=active] { border-color: color-mix(in srgb, var(--_ok) 55%, var(--_line)); }
.call-item[data-state=reconnecting] .state { color: var(--_warn); }
.actions { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .25rem; margin-block-start: .75rem; }
.action { display: grid; justify-items: center; gap: .25rem; padding: .25rem 0; border-radius: 10px; font-size: .75rem; color: var(--_text); min-inline-size: 0; }
.action .icon { box-sizing: content-box; padding: .6875rem; border-radius: 50%; background: var(--_raised); }
.action .label { max-inline-size: 100%; overflow: hidden; text-overflow: ellipsis; }
.action:hover:enabled .icon { filter: brightness(.96); }
.action[aria-pressed=true] .icon, .action[aria-expanded=true] .icon { color: var(--_surface); background: var(--_accent); }
.action.hangup .icon { color: #fff; }
.call-item .pad { margin-block-start: .75rem; }

@container (max-width: 33.99rem) {
  .body:has(.call-item .pad:not([hidden])) .dial .pad { display: none; }
}
@container (min-width: 34rem) {
  .body { grid-template-columns: minmax(0, 1fr) minmax(0, 18.5rem); }
  .list, .list:has(> .none:not([hidden])) { display: grid; align-content: start; border-block-end: 0; border-inline-end: 1px solid var(--_line); }
  .list:has(> .none:not([hidden])) { align-content: center; }
  .incoming { display: flex; align-items: center; gap: 1rem; }
  .incoming .who { flex: 1; }
  .choice { margin: 0; grid-template-columns: repeat(2, minmax(8rem, auto)); }
}
@media (prefers-reduced-motion: no-preference) {
  .key, .wide, .action .icon, .field { transition: background-color .12s, border-color .12s, box-shadow .12s, filter .12s; }
  .incoming .avatar { animation: ring 1.6s ease-out infinite; }
  @keyframes ring { from { box-shadow: 0 0 0 0 color-mix(in srgb, var(--_go) 55%, transparent); } to { box-shadow: 0 0 0 14px transparent; } }
}
@media (forced-colors: active) {
  button, .field, .call-item, .incoming { border: 1px solid ButtonBorder; }
  .status::before { background: CanvasText !important; }
}
`;
