import type { CallSnapshot, SoftphoneSnapshot } from '../softphone/types.js';
import { CallItem, type CallActions } from './call-item.js';
import { Dialer } from './dialer.js';
import { attribute, h, icon, isTyping, write } from './dom.js';
import { makeIncoming, type IncomingActions } from './incoming-item.js';
import type { PhoneLabels } from './labels.js';

/** What the user can ask for. */
export interface PhoneActions extends CallActions, IncomingActions {
  call(target: string): void;
}

/** Whose telephone it is. */
export interface Owner {
  name: string;
  number: string;
}

/** All that is seen of the telephone. It holds no state of calls: `update` gets everything. */
export class PhoneView {
  readonly element: HTMLElement;
  readonly dialer: Dialer;
  readonly #labels: PhoneLabels;
  readonly #actions: PhoneActions;
  readonly #name = h('span', { class: 'name' });
  readonly #number = h('span', { class: 'number' });
  readonly #status = h('span', { part: 'status', class: 'status', role: 'status' });
  readonly #trouble = h('p', { part: 'error', class: 'trouble', role: 'alert' });
  readonly #incoming = h('div');
  readonly #list = h('ul');
  readonly #none: HTMLElement;
  readonly #rings = new Map<string, HTMLElement>();
  readonly #calls = new Map<string, CallItem>();
  /** What had the focus before a call that rings took it. */
  #before: HTMLElement | null = null;

  constructor(labels: PhoneLabels, actions: PhoneActions) {
    this.#labels = labels;
    this.#actions = actions;
    this.dialer = new Dialer(labels, (target) => actions.call(target));
    this.#none = h('p', { class: 'none' }, icon('call'), labels.noCalls);
    attribute(this.#list, 'aria-label', labels.calls);
    this.element = h(
      'section',
      { part: 'phone', class: 'phone', 'aria-label': labels.phone },
      h('header', { part: 'header' }, h('div', { class: 'line' }, this.#name, this.#number), this.#status),
      this.#trouble,
      this.#incoming,
      h('div', { class: 'body' }, h('div', { part: 'calls', class: 'list' }, this.#none, this.#list), this.dialer.element),
    );
  }

  update(snapshot: SoftphoneSnapshot, owner: Owner, trouble: string): void {
    const { state, reachable } = snapshot;
    // Registered, and past its time: nobody knows whether calls would come in.
    const shown = state === 'registered' && !reachable ? 'registering' : state;
    write(this.#name, owner.name || owner.number || this.#labels.phone);
    write(this.#number, owner.name ? owner.number : '');
    write(this.#status, this.#labels[shown]);
    attribute(this.#status, 'data-state', shown);
    write(this.#trouble, trouble);
    this.dialer.usable = state === 'registered' || state === 'connected';
    const rings = snapshot.calls.filter((call) => call.direction === 'inbound' && call.state === 'ringing');
    const others = snapshot.calls.filter((call) => !rings.includes(call));
    this.#none.hidden = others.length > 0;
    this.#list.hidden = others.length === 0;
    this.#updateCalls(others);
    this.#updateRings(rings, others);
  }

  /** A second has gone by. */
  tick(): void {
    for (const item of this.#calls.values()) item.tick();
  }

  #updateCalls(calls: readonly CallSnapshot[]): void {
    for (const [id, item] of this.#calls) {
      if (calls.some((call) => call.id === id)) continue;
      const focused = item.element.contains(this.#focused());
      item.element.remove();
      this.#calls.delete(id);
      // Not lost to the top of the page.
      if (focused) this.dialer.focus();
    }
    for (const call of calls) {
      const known = this.#calls.get(call.id);
      if (known) {
        known.update(call);
        continue;
      }
      const item = new CallItem(call, this.#labels, this.#actions);
      this.#calls.set(call.id, item);
      this.#list.append(item.element);
    }
  }

  #updateRings(rings: readonly CallSnapshot[], others: readonly CallSnapshot[]): void {
    for (const [id, element] of this.#rings) {
      if (rings.some((call) => call.id === id)) continue;
      const focused = element.contains(this.#focused());
      element.remove();
      this.#rings.delete(id);
      if (!focused) continue;
      // To the call, if it was answered, else to where the user was.
      if (others.some((call) => call.id === id)) this.#calls.get(id)?.focusable.focus();
      else if (this.#before?.isConnected) this.#before.focus();
      else this.dialer.focus();
    }
    for (const call of rings) {
      if (this.#rings.has(call.id)) continue;
      const element = makeIncoming(call, this.#labels, this.#actions);
      this.#rings.set(call.id, element);
      this.#incoming.append(element);
      this.#offerFocus(element);
    }
  }

  /** Whoever types, or is elsewhere on the page, is left there; the alert is announced all the same. */
  #offerFocus(element: HTMLElement): void {
    const focused = this.#focused();
    const elsewhere = !focused && document.activeElement !== document.body && document.activeElement !== null;
    if (elsewhere || isTyping()) return;
    this.#before = focused;
    element.focus();
  }

  #focused(): HTMLElement | null {
    return (this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  }
}
