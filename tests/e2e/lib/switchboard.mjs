// A SIP proxy without a network, for what the development server keeps to itself: pages speak SIP with each other, end
// to end. It registers everybody, forwards requests by their URI and responses by their Via (RFC 3261 §16), and stays out
// of dialogs.
import { isBack } from './phones.mjs';

const field = (text, name) => new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im').exec(text)?.[1].trim() ?? '';

export class Switchboard {
  #pages = [];
  /** User names and hosts of contacts, with the page behind each. */
  #at = new Map();

  /** A page whose phone, of this number, is registered here. */
  async openPhone(browser, server, number, { prepare, phone = {} } = {}) {
    const index = this.#pages.length;
    const page = await browser.newPage(`${server.pageUrl}/harness/harness.html`);
    await isBack(page);
    this.#pages.push(page);
    await page.exposeFunction('wire', (text) => this.#received(index, text));
    if (prepare) await prepare(page);
    const h = (name, ...args) => page.evaluate(([fn, list]) => window.harness[fn](...list), [name, args]);
    await h('login', server.user(number));
    const started = await page.evaluate(async ([user, options]) => {
      class Wire {
        readyState = 0;
        protocol = 'sip';
        constructor() {
          window.deliver = (data) => this.onmessage?.({ data });
          setTimeout(() => {
            this.readyState = 1;
            this.onopen?.({});
          });
        }
        send(text) {
          window.wire(text);
        }
        close() {
          this.readyState = 3;
        }
      }
      return window.harness.startPhone(user, { WebSocket: Wire, wsUri: 'ws://switchboard.test/sip', ...options });
    }, [server.user(number), phone]);
    if (started.state !== 'registered') throw new Error(`${number} did not register: ${JSON.stringify(started)}`);
    return { page, h, user: { username: number }, close: () => page.context().close() };
  }

  #received(from, text) {
    if (!text.trim()) return text === '\r\n\r\n' ? this.#deliver(from, '\r\n') : undefined;
    if (text.startsWith('SIP/2.0')) return this.#response(text);
    const [method, uri] = text.split(' ', 2);
    if (method === 'REGISTER') return this.#register(from, text);
    const [, user, host] = /^sip:([^@;]+)@([^;:>]+)/.exec(uri) ?? [];
    const to = this.#at.get(host) ?? this.#at.get(user);
    if (to === undefined) return method === 'ACK' ? undefined : this.#deliver(from, this.#answer(text, '404 Not Found'));
    // The branch says to whom the responses go, and is the same for an INVITE and its CANCEL.
    const branch = `z9hG4bK.${from}.${/branch=([\w.-]+)/.exec(field(text, 'Via'))?.[1] ?? ''}`;
    this.#deliver(to, text.replace('\r\n', `\r\nVia: SIP/2.0/WS switchboard.test;branch=${branch}\r\n`));
  }

  #response(text) {
    const to = Number(/^Via:.*branch=z9hG4bK\.(\d+)\./im.exec(text)?.[1]);
    // Each Via in a line of its own, or all in one.
    const own = /^Via:[^,\r\n]*(,\s*|\r\n)/im;
    this.#deliver(to, text.replace(own, (line) => (line.trimEnd().endsWith(',') ? 'Via: ' : '')));
  }

  #register(from, text) {
    const [, user] = /sip:([^@]+)@/.exec(field(text, 'To')) ?? [];
    const contact = field(text, 'Contact');
    const [, host] = /@([^;:>]+)/.exec(contact) ?? [];
    this.#at.set(user, from).set(host, from);
    this.#deliver(from, this.#answer(text, '200 OK', `Contact: ${contact.replace(/;expires=\d+/, '')};expires=600\r\n`));
  }

  #answer(request, status, more = '') {
    const copied = request.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq)\s*:/i.test(line));
    const lines = copied.map((line) => (/^to:(?!.*tag=)/i.test(line) ? `${line};tag=switchboard` : line));
    return `SIP/2.0 ${status}\r\n${lines.join('\r\n')}\r\n${more}Content-Length: 0\r\n\r\n`;
  }

  #deliver(to, text) {
    // A page that is gone takes nothing any more.
    this.#pages[to]?.evaluate((data) => window.deliver(data), text).catch(() => undefined);
  }
}
