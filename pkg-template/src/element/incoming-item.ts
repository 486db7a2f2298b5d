import type { CallSnapshot } from '../softphone/types.js';
import { initialOf, nameOf } from './call-item.js';
import { h, icon } from './dom.js';
import { named, type PhoneLabels } from './labels.js';

/** What can be done with a call that rings. */
export interface IncomingActions {
  answer(id: string): void;
  reject(id: string): void;
}

let count = 0;

/**
 * A call that rings. It takes the focus itself, not its buttons: a key that was meant for something else must not answer.
 */
export function makeIncoming(call: CallSnapshot, labels: PhoneLabels, actions: IncomingActions): HTMLElement {
  const id = `incoming-${(count += 1)}`;
  const name = nameOf(call, labels);
  const { user } = call.remote;
  const detail = user && user !== name ? `${labels.incoming} · ${user}` : labels.incoming;
  const action = (what: 'answer' | 'reject', drawing: 'call' | 'hangup', label: string): HTMLButtonElement =>
    h(
      'button',
      { type: 'button', part: `button ${what}`, class: `wide ${what}`, onclick: () => actions[what](call.id) },
      icon(drawing),
      h('span', {}, label),
    );
  return h(
    'div',
    { part: 'incoming', class: 'incoming', role: 'alertdialog', 'aria-label': named(labels.incomingFrom, name), 'aria-describedby': id, tabindex: '-1' },
    h('div', { class: 'who' },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, initialOf(call, labels)),
      h('div', { class: 'about' }, h('span', { class: 'name' }, name), h('span', { class: 'detail', id }, detail))),
    h('div', { class: 'choice' }, action('reject', 'hangup', labels.reject), action('answer', 'call', labels.answer)),
  );
}
