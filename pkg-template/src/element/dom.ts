/** What an element is made with: properties, and attributes under the names that HTML gives them. */
type Given = Record<string, string | boolean | ((event: never) => void) | undefined>;

/**
 * Makes an element. `onclick` and its like are listeners, everything else is an attribute; `true` is an empty one, `false`
 * none. No text is read as HTML, so that a page with Trusted Types needs no policy for it.
 */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  given: Given = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value as (event: Event) => void);
    else if (value !== undefined) attribute(element, key, value);
  }
  element.append(...children);
  return element;
}

/** Sets an attribute where it is another one, so that nothing is announced or drawn anew without need. */
export function attribute(element: Element, name: string, value: string | boolean): void {
  const text = value === true ? '' : value;
  if (text === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** The same for text. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Drawn on 24 by 24, with lines of 2. */
const ICONS = {
  call: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2',
  hangup: 'M3 15.5v-2A14 14 0 0 1 12 10a14 14 0 0 1 9 3.5v2l-4.5 1-1-3a12 12 0 0 0-7 0l-1 3Z',
  hold: 'M9 5v14M15 5v14',
  mute: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M4 4l16 16',
  tones: 'M5 5h.01M12 5h.01M19 5h.01M5 12h.01M12 12h.01M19 12h.01M5 19h.01M12 19h.01M19 19h.01',
  erase: 'M21 5H9l-6 7 6 7h12ZM17 9.5l-5 5M12 9.5l5 5',
};

export type IconName = keyof typeof ICONS;

/** A drawing that says nothing to those who do not see it: the text beside it does. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of [['viewBox', '0 0 24 24'], ['aria-hidden', 'true'], ['class', `icon icon-${name}`]] as const) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** Whether somebody is typing in this element, or in one within its shadow. */
export function isTyping(): boolean {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at) return false;
  return at.matches('input, textarea, select, [role=textbox]') || (at as HTMLElement).isContentEditable;
}
