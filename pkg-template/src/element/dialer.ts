import { h, icon } from './dom.js';
import type { PhoneLabels } from './labels.js';
import { makePad } from './pad.js';

/** Where a number is typed or put together on the pad, and called. */
export class Dialer {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #call: HTMLButtonElement;
  #usable = false;

  constructor(labels: PhoneLabels, call: (target: string) => void) {
    this.#input = h('input', {
      part: 'input',
      // Letters are extensions and SIP addresses; phones show digits all the same.
      type: 'text',
      inputmode: 'tel',
      autocomplete: 'off',
      spellcheck: 'false',
      autocapitalize: 'off',
      enterkeyhint: 'go',
      'aria-label': labels.number,
      placeholder: labels.number,
      oninput: () => this.#check(),
    });
    const erase = h(
      'button',
      { type: 'button', part: 'erase', class: 'erase', 'aria-label': labels.erase, onclick: () => this.#erase() },
      icon('erase'),
    );
    this.#call = h('button', { type: 'submit', part: 'button call', class: 'wide', disabled: true }, icon('call'), h('span', {}, labels.call));
    const submit = (event: Event): void => {
      event.preventDefault();
      const target = this.#input.value.trim();
      if (target && this.#usable) call(target);
    };
    this.element = h(
      'form',
      { part: 'dial', class: 'dial', onsubmit: submit },
      h('div', { class: 'field' }, this.#input, erase),
      makePad(labels.pad, (digit) => this.#add(digit)),
      this.#call,
    );
  }

  /** Whether calls can be made now. */
  set usable(usable: boolean) {
    this.#usable = usable;
    this.#check();
  }

  get value(): string {
    return this.#input.value;
  }

  set value(value: string) {
    this.#input.value = value;
    this.#check();
  }

  focus(): void {
    this.#input.focus();
  }

  #add(digit: string): void {
    this.#input.setRangeText(digit, this.#input.selectionStart ?? 0, this.#input.selectionEnd ?? 0, 'end');
    this.#check();
  }

  #erase(): void {
    const { selectionStart: from, selectionEnd: to } = this.#input;
    if (from === null || to === null) return;
    this.#input.setRangeText('', from === to ? Math.max(0, from - 1) : from, to, 'end');
    this.#check();
  }

  #check(): void {
    this.#call.disabled = !this.#usable || this.#input.value.trim() === '';
  }
}
