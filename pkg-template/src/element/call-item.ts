import type { CallSnapshot } from '../softphone/types.js';
import { attribute, h, icon, write, type IconName } from './dom.js';
import type { PhoneLabels } from './labels.js';
import { named } from './labels.js';
import { makePad } from './pad.js';

/** What the buttons of a call do. */
export interface CallActions {
  hangup(id: string): void;
  setHeld(id: string, held: boolean): void;
  setMuted(id: string, muted: boolean): void;
  sendTone(id: string, tone: string): void;
}

let count = 0;

/** One call that does not wait for an answer of ours: who, for how long, and what can be done with it. */
export class CallItem {
  readonly element: HTMLElement;
  readonly #labels: PhoneLabels;
  #call: CallSnapshot;
  readonly #name: HTMLElement;
  readonly #state: HTMLElement;
  readonly #time: HTMLElement;
  readonly #hold: HTMLButtonElement;
  readonly #mute: HTMLButtonElement;
  readonly #tones: HTMLButtonElement;
  readonly #pad: HTMLElement;

  constructor(call: CallSnapshot, labels: PhoneLabels, actions: CallActions) {
    this.#call = call;
    this.#labels = labels;
    const id = `name-${(count += 1)}`;
    this.#name = h('span', { class: 'name', id });
    this.#state = h('span', { class: 'state' });
    this.#time = h('span', { class: 'time', role: 'timer' });
    this.#mute = button('mute', labels.mute, () => actions.setMuted(call.id, !this.#call.muted));
    this.#hold = button('hold', labels.hold, () => actions.setHeld(call.id, !this.#call.held));
    this.#tones = button('tones', labels.tones, () => this.#showPad(this.#pad.hidden === true));
    this.#pad = makePad(named(labels.tonesFor, nameOf(call, labels)), (tone) => actions.sendTone(call.id, tone));
    this.#pad.hidden = true;
    attribute(this.#tones, 'aria-expanded', 'false');
    const hangup = button('hangup', labels.hangup, () => actions.hangup(call.id));
    this.element = h(
      'li',
      {},
      h(
        'div',
        { part: 'call-item', class: 'call-item', role: 'group', 'aria-labelledby': id, tabindex: '-1' },
        h('div', { class: 'who' }, h('span', { class: 'avatar', 'aria-hidden': 'true' }, initialOf(call, labels)),
          h('div', { class: 'about' }, this.#name, h('div', { class: 'detail' }, this.#state, this.#time))),
        h('div', { class: 'actions' }, this.#mute, this.#hold, this.#tones, hangup),
        this.#pad,
      ),
    );
    this.update(call);
  }

  get focusable(): HTMLElement {
    return this.element.firstElementChild as HTMLElement;
  }

  update(call: CallSnapshot): void {
    this.#call = call;
    const { answeredAt } = call;
    write(this.#name, nameOf(call, this.#labels));
    write(this.#state, stateOf(call, this.#labels));
    attribute(this.focusable, 'data-state', call.state);
    attribute(this.#mute, 'aria-pressed', String(call.muted));
    attribute(this.#hold, 'aria-pressed', String(call.held));
    this.#hold.disabled = this.#mute.disabled = this.#tones.disabled = answeredAt === null;
    this.tick();
  }

  /** Shows how long the call has been going on. */
  tick(): void {
    const { answeredAt } = this.#call;
    write(this.#time, answeredAt ? duration(Date.now() - answeredAt.getTime()) : '');
  }

  #showPad(shown: boolean): void {
    this.#pad.hidden = !shown;
    attribute(this.#tones, 'aria-expanded', String(shown));
    if (shown) this.#pad.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }
}

function button(name: IconName, label: string, act: () => void): HTMLButtonElement {
  const text = h('span', { class: 'label' }, label);
  return h('button', { type: 'button', part: `button ${name}`, class: `action ${name}`, onclick: act }, icon(name), text);
}

/** Who is at the other end. */
export function nameOf(call: CallSnapshot, labels: PhoneLabels): string {
  return call.remoteIdentity || labels.unknown;
}

/** For the circle beside the name: a letter, where the name has one. */
export function initialOf(call: CallSnapshot, labels: PhoneLabels): string {
  return (/\p{L}/u.exec(nameOf(call, labels))?.[0] ?? '#').toUpperCase();
}

function stateOf(call: CallSnapshot, labels: PhoneLabels): string {
  if (call.state === 'active' && call.remoteHeld) return labels.callRemoteHeld;
  const texts = {
    connecting: labels.callConnecting,
    ringing: labels.callRinging,
    early: labels.callEarly,
    active: labels.callActive,
    held: labels.callHeld,
    reconnecting: labels.callReconnecting,
    ended: labels.callEnded,
  };
  return texts[call.state];
}

/** `4:05`, `1:02:03`. */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
