import { h } from './dom.js';

const KEYS = [
  ['1', ''], ['2', 'ABC'], ['3', 'DEF'],
  ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'],
  ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'],
  ['*', ''], ['0', '+'], ['#', ''],
] as const;

/** Twelve keys; `press` gets what is on them. Arrow keys go from one to the next, so that Tab does not stop at each. */
export function makePad(label: string, press: (digit: string) => void): HTMLElement {
  const keys = KEYS.map(([digit, letters], at) =>
    h(
      'button',
      { type: 'button', part: 'key', class: 'key', tabindex: at === 0 ? '0' : '-1', onclick: () => press(digit) },
      h('span', { class: 'digit' }, digit),
      // Drawn by the style sheet: nobody wants to hear them.
      h('span', { class: 'letters', 'data-letters': letters }),
    ));
  const go = (event: KeyboardEvent): void => {
    const from = keys.indexOf(event.target as HTMLButtonElement);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 }[event.key];
    if (from < 0) return;
    // A digit that is typed on a key is that digit.
    if (!event.ctrlKey && !event.metaKey && !event.altKey && /^[0-9*#]$/.test(event.key)) return press(event.key);
    const to = by === undefined ? undefined : keys[from + by];
    if (!to) return;
    event.preventDefault();
    for (const key of keys) key.tabIndex = key === to ? 0 : -1;
    to.focus();
  };
  return h('div', { part: 'pad', class: 'pad', role: 'group', 'aria-label': label, onkeydown: go }, ...keys);
}
