import { VoIPError, type Call, type SipCredentials, type Softphone, type SoftphoneOptions, type SoftphoneState } from '../client.js';
import { LABELS, type PhoneLabels } from './labels.js';
import { PhoneHolder } from './phone-holder.js';
import { CSS } from './styles.js';
import { PhoneView, type PhoneActions } from './view.js';

/** Where there is no DOM the class can be imported all the same; nothing of it can be used. */
const Base = (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as unknown as typeof HTMLElement);

const IDLE = Object.freeze({ state: 'disconnected' as SoftphoneState, reachable: false, role: 'alone' as const, doNotDisturb: false, calls: [], error: null });

/** Properties that somebody may have set before the browser knew the element. */
const PROPERTIES = ['softphone', 'password', 'getCredentials', 'options', 'labels'] as const;

let sheet: CSSStyleSheet | undefined;

/**
 * `<voip-phone>`: a telephone to look at. Attributes `ws-uri`, `sip-domain`, `extension` and `display-name` with the
 * property `password` or `getCredentials` make one of its own; the property `softphone` shows one that is there already.
 * Events, with what they are about in `detail`: `incoming`, `callended` (`{ call }`), `statechange` (`{ state, previous }`).
 */
export class VoipPhoneElement extends Base {
  /** The attributes that a phone of its own is made from. */
  static readonly observedAttributes = ['ws-uri', 'sip-domain', 'extension', 'display-name'];

  readonly #holder = new PhoneHolder(
    (phone) => this.#watch(phone),
    (error) => this.#fail(error),
  );
  #password: string | undefined;
  #getCredentials: SoftphoneOptions['getCredentials'];
  #options: Partial<SoftphoneOptions> = {};
  #labels: PhoneLabels = LABELS;
  #view: PhoneView | null = null;
  #unwatch: (() => void) | null = null;
  #trouble: unknown = null;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #scheduled = false;

  /** The phone that is shown: the one that was given, or the element's own. */
  get softphone(): Softphone | null {
    return this.#holder.phone;
  }

  /** Shows this phone; the element neither starts nor stops it. `null` gives it back. */
  set softphone(phone: Softphone | null) {
    this.#holder.give(phone);
    this.#schedule();
  }

  /** The SIP password of a phone of its own; it cannot be read back, and is no attribute, which scripts and styles could read. */
  set password(password: string | undefined) {
    this.#password = password;
    this.#schedule();
  }

  /** Asked for the credentials when the server wants them, in place of a password. */
  get getCredentials(): SoftphoneOptions['getCredentials'] {
    return this.#getCredentials;
  }

  set getCredentials(ask: ((realm: string) => SipCredentials | Promise<SipCredentials>) | undefined) {
    this.#getCredentials = ask;
    this.#schedule();
  }

  /** Further options for a phone of its own: ICE servers, `ringtone`, `audio`. They count for the next one that is made. */
  get options(): Partial<SoftphoneOptions> {
    return this.#options;
  }

  set options(options: Partial<SoftphoneOptions>) {
    this.#options = options;
  }

  /** Its texts; those that are not given are English. */
  get labels(): PhoneLabels {
    return this.#labels;
  }

  set labels(labels: Partial<PhoneLabels>) {
    this.#labels = { ...LABELS, ...labels };
    if (this.#view) this.#draw();
  }

  /**
   * Calls, as if the number had been dialled.
   * @param target Extension, telephone number or SIP address.
   * @returns The call; `null` when it came to nothing, which is shown then.
   */
  async call(target: string): Promise<Call | null> {
    return (await this.#try(async (phone) => phone.call(target))) ?? null;
  }

  /** @internal */
  connectedCallback(): void {
    for (const name of PROPERTIES) this.#upgrade(name);
    this.#holder.attach();
    if (!this.#view) this.#draw();
    this.#schedule();
  }

  /** @internal */
  disconnectedCallback(): void {
    this.#holder.detach();
  }

  /** @internal */
  attributeChangedCallback(): void {
    this.#schedule();
  }

  /** Goes through the setter, which a property set before the upgrade hides. */
  #upgrade(name: (typeof PROPERTIES)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const self = this as unknown as Record<string, unknown>;
    const value = self[name];
    delete self[name];
    self[name] = value;
  }

  /** Several attributes and properties that are set one after another make one phone. */
  #schedule(): void {
    if (this.#scheduled || !this.isConnected) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      const [wsUri, sipDomain, extension, displayName] = VoipPhoneElement.observedAttributes.map((name) => this.getAttribute(name));
      const secret = this.#password !== undefined || this.#getCredentials !== undefined;
      const complete = wsUri && sipDomain && extension && secret;
      const key = JSON.stringify([wsUri, sipDomain, extension, displayName, this.#password, Boolean(this.#getCredentials)]);
      const password = this.#password === undefined ? {} : { password: this.#password };
      const name = displayName ? { displayName } : {};
      const ask = (realm: string): SipCredentials | Promise<SipCredentials> => this.#getCredentials?.(realm) ?? {};
      const options = complete ? { ...this.#options, wsUri, sipDomain, extension, ...name, ...password, getCredentials: ask } : null;
      this.#holder.configure(key, options);
      this.#render();
    });
  }

  #watch(phone: Softphone | null): void {
    this.#unwatch?.();
    this.#trouble = null;
    const stops = phone && [
      phone.subscribe(() => this.#render()),
      phone.on('incoming', (call) => this.#tell('incoming', { call })),
      phone.on('callEnded', (call) => this.#tell('callended', { call })),
      phone.on('stateChanged', (state, previous) => {
        // It is on its way again: what went wrong before says nothing any more.
        if (state === 'registered') this.#trouble = null;
        this.#tell('statechange', { state, previous });
      }),
      phone.on('error', (error) => this.#fail(error)),
    ];
    this.#unwatch = stops && (() => stops.forEach((stop) => stop()));
    this.#render();
  }

  #draw(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    // A constructed sheet: a strict Content-Security-Policy lets no text of a <style> through.
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    const typed = this.#view?.dialer.value ?? '';
    this.#view = new PhoneView(this.#labels, this.#actions);
    this.#view.dialer.value = typed;
    root.replaceChildren(this.#view.element);
    this.#render();
  }

  #render(): void {
    const snapshot = this.#holder.phone?.getSnapshot() ?? IDLE;
    const number = this.getAttribute('extension') ?? this.#holder.phone?.address.replace(/@.*/, '') ?? '';
    this.#view?.update(snapshot, { name: this.getAttribute('display-name') ?? '', number }, this.#sentence());
    const talks = snapshot.calls.some((call) => call.answeredAt !== null) && this.isConnected;
    if (talks) this.#ticking ??= setInterval(() => this.#view?.tick(), 1000);
    else {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
  }

  /** What is wrong, in the user's language where there is one. */
  #sentence(): string {
    const error = this.#trouble ?? this.#holder.phone?.getSnapshot().error;
    if (!error) return '';
    const code = error instanceof VoIPError ? error.code : 'unexpected';
    return this.#labels.errors?.[code] ?? (error instanceof Error ? error.message : String(error));
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #fail(error: unknown): void {
    this.#trouble = error;
    this.#render();
  }

  /** Gives a command; what becomes of it is shown. */
  async #try<T>(command: (phone: Softphone) => Promise<T> | undefined): Promise<T | undefined> {
    const { phone } = this.#holder;
    this.#trouble = null;
    this.#render();
    if (!phone) return undefined;
    try {
      return await command(phone);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  readonly #on = (id: string, command: (call: Call) => Promise<void>): void =>
    void this.#try((phone) => {
      const call = phone.calls.find((one) => one.id === id);
      return call && command(call);
    });

  readonly #actions: PhoneActions = {
    call: (target) =>
      void this.call(target).then((call) => {
        if (call && this.#view) this.#view.dialer.value = '';
      }),
    answer: (id) => this.#on(id, (call) => call.answer()),
    reject: (id) => this.#on(id, (call) => call.reject()),
    hangup: (id) => this.#on(id, (call) => call.hangup()),
    setHeld: (id, held) => this.#on(id, (call) => (held ? call.hold() : call.resume())),
    setMuted: (id, muted) => this.#on(id, (call) => (muted ? call.mute() : call.unmute())),
    sendTone: (id, tone) => this.#on(id, (call) => call.sendDtmf(tone)),
  };
}
