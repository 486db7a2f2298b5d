// Servers that live in the page: REST by `fetch`, realtime events and SIP by `WebSocket`. They count what they are asked.

type Listener = ((event: unknown) => void) | null;

class FakeSocket {
  onopen: Listener = null;
  onmessage: Listener = null;
  onclose: Listener = null;
  readyState = 0;
  protocol: string;
  readonly server: { opened(socket: FakeSocket): void; heard(socket: FakeSocket, text: string): void };

  constructor(server: FakeSocket['server'], protocols?: string | string[]) {
    this.server = server;
    this.protocol = String(protocols ?? '');
    setTimeout(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.({});
      server.opened(this);
    });
  }
  send(text: string) {
    this.server.heard(this, text);
  }
  say(text: string) {
    setTimeout(() => this.readyState === 1 && this.onmessage?.({ data: text }));
  }
  close() {
    this.readyState = 3;
  }
  /** The server or the network ends it. */
  lose() {
    this.readyState = 3;
    this.onclose?.({ code: 1006 });
  }
}

function socketClass(server: FakeSocket['server'], made: FakeSocket[]) {
  return class {
    constructor(_url: string, protocols?: string | string[]) {
      const socket = new FakeSocket(server, protocols);
      made.push(socket);
      return socket as object;
    }
  };
}

export type Entry = { extension: string; status: string };

/** The API with its realtime events. */
export class FakeApi {
  readonly sockets: FakeSocket[] = [];
  /** Method and path of what was asked. */
  readonly requests: string[] = [];
  /** What answers wait for. */
  gate: Promise<void> | undefined;
  /** It takes no realtime connection. */
  isDeaf = false;
  presence: Entry[] = ['1001', '1002', '1003'].map((extension) => ({ extension, status: 'available' }));
  /** Answers by path; what is not here is 404. */
  readonly answers: Record<string, unknown> = {};
  readonly WebSocket = socketClass(this, this.sockets);

  get open() {
    return this.sockets.filter((socket) => socket.readyState <= 1);
  }
  asked(path: string) {
    return this.requests.filter((request) => request.endsWith(` ${path}`)).length;
  }
  opened(socket: FakeSocket) {
    if (this.isDeaf) socket.lose();
  }
  heard(socket: FakeSocket, text: string) {
    const { type } = JSON.parse(text);
    if (type === 'ping') socket.say('{"type":"pong"}');
    if (type !== 'auth') return;
    socket.say('{"type":"auth_ok"}');
    socket.say(event('presence_snapshot', { extensions: this.presence }));
  }
  /** Tells everybody who is connected. */
  tell(type: string, data: unknown) {
    for (const socket of this.open) socket.say(event(type, data));
  }
  readonly fetch = async (url: string, init?: { method?: string }) => {
    const path = new URL(url).pathname;
    this.requests.push(`${init?.method ?? 'GET'} ${path}`);
    await this.gate;
    const login = path === '/api/auth/login' || path === '/api/auth/logout';
    const answer = login ? this.login() : this.answers[path];
    const found = answer !== undefined;
    const body = found ? answer : { error: { code: 'not_found', message: 'There is none.' } };
    return new Response(JSON.stringify(body), { status: found ? 200 : 404, headers: { 'content-type': 'application/json' } });
  };
  private login() {
    const claims = btoa(JSON.stringify({ iat: Date.now() / 1000, exp: Date.now() / 1000 + 900 })).replace(/=/g, '');
    return { token: `e30.${claims}.sig`, refreshToken: 'r', expiresAt: new Date(Date.now() + 9e5).toISOString(), user: {}, features: [] };
  }
  /** Options of a client that talks to it, and that shares its connection with no other of these tests. */
  get options() {
    return { fetch: this.fetch as never, WebSocket: this.WebSocket, multiTab: false };
  }
}

function event(type: string, data: unknown) {
  return JSON.stringify({ type, timestamp: new Date().toISOString(), data });
}

/** A registrar, and nothing more. */
export class FakeSip {
  readonly sockets: FakeSocket[] = [];
  readonly registers: string[] = [];
  /** It does not answer. */
  isSlow = false;
  readonly WebSocket = socketClass(this, this.sockets) as never;

  get open() {
    return this.sockets.filter((socket) => socket.readyState <= 1);
  }
  opened() {}
  heard(socket: FakeSocket, text: string) {
    if (!text.startsWith('REGISTER ')) return;
    const expires = /^expires:\s*(\d+)/im.exec(text)?.[1] ?? '600';
    this.registers.push(expires);
    if (this.isSlow) return;
    const copied = text.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq|contact|v|f|t|i|m)\s*:/i.test(line));
    const lines = copied.map((line) => (/^(to|t)\s*:/i.test(line) ? `${line};tag=s` : line));
    socket.say(['SIP/2.0 200 OK', ...lines, `Expires: ${expires}`, 'Content-Length: 0', '', ''].join('\r\n'));
  }
}
