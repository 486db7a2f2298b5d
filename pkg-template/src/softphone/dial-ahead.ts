import type { SoftphoneOptions } from './types.js';

/** As much of a WebSocket as is used here. */
interface Early {
  readonly readyState: number;
  onopen: ((event: object) => void) | null;
  onerror: (() => void) | null;
  close(): void;
}

/**
 * Opens the connection while the module still loads: neither needs the other. The core opens it as ever, by the
 * constructor in the options given back, and gets the socket that is there the first time that it asks for this address.
 * `drop()` closes one that it never asked for. Of several servers the core chooses one, so nothing is opened ahead.
 */
export function dialAhead(options: SoftphoneOptions): { options: SoftphoneOptions; drop(): void } {
  type Dial = new (url: string, protocols?: string | string[]) => Early;
  const Host = (options.WebSocket ?? (globalThis as { WebSocket?: unknown }).WebSocket) as Dial | undefined;
  const [first, ...others] = [options.wsUri].flat();
  const uri = typeof first === 'string' ? first : first?.uri;
  let early: Early | undefined;
  const drop = (): void => {
    early?.close();
    early = undefined;
  };
  if (!Host || !uri || others.length > 0) return { options, drop };
  try {
    early = new Host(uri, ['sip']);
    // `ws` throws what nobody listens to; the core hears of it when it tries.
    early.onerror = () => undefined;
  } catch {
    // The core gets to the same point and says what is wrong.
    return { options, drop };
  }
  const WebSocket = function (url: string, protocols: string[]): Early {
    const socket = early;
    // One that was refused or has closed is tried again; so is the one without the subprotocol.
    if (!socket || socket.readyState > 1 || url !== uri || protocols[0] !== 'sip') {
      drop();
      return new Host(url, protocols);
    }
    early = undefined;
    // It was open before anybody listened.
    if (socket.readyState === 1) queueMicrotask(() => socket.onopen?.({}));
    return socket;
  } as unknown as Dial;
  return { options: { ...options, WebSocket }, drop };
}
