import { ArgumentError } from '../base.js';
import type { VoIPClient } from '../client.js';
import type { Session } from './session.js';

/**
 * The session's client, made by the first command or effect: on a server, where a page's relative address means nothing,
 * there is none.
 */
export function needClient(session: Session): VoIPClient {
  if (session.client) return session.client;
  if (!session.settings) throw new ArgumentError({ code: 'provider_missing' });
  const { apiUrl, multiTab } = session.settings;
  const more = withNewest(() => session.settings?.client);
  session.client = session.newClient({ ...(multiTab === undefined ? {} : { multiTab }), ...more, apiUrl });
  session.client.on('loginChanged', session.renew);
  return session.client;
}

/** For effects: the client, if there can be one; why there cannot is shown as the error. */
export function reachClient(session: Session): VoIPClient | null {
  if (!session.client && !session.settings) return null;
  try {
    return needClient(session);
  } catch (error) {
    session.fail(error);
    return null;
  }
}

/** Options whose functions are the newest ones whenever they are called; a class stays as it is. */
export function withNewest<T extends object>(options: () => T | undefined): Partial<T> {
  const made: Record<string, unknown> = { ...options() };
  for (const [name, first] of Object.entries(made)) {
    if (typeof first !== 'function' || name === 'WebSocket') continue;
    made[name] = (...all: unknown[]): unknown => {
      const now = (options() as Record<string, unknown> | undefined)?.[name] ?? first;
      return (now as (...all: unknown[]) => unknown)(...all);
    };
  }
  return made as Partial<T>;
}
