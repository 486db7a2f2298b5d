import { createElement, useEffect, type ReactNode } from 'react';
import type { Softphone, VoIPClient } from '../client.js';
import { sessionContext } from './context.js';
import { sessionAround } from './registry.js';
import type { SessionSettings } from './session.js';
import { useSessionOf } from './use-voip.js';

/** Options of a provider: those of `useVoIP`, of which only `apiUrl` is needed as long as there is no phone. */
export type VoIPProviderOptions = Pick<SessionSettings, 'apiUrl'> & Partial<SessionSettings>;

/** What a {@link VoIPProvider} is given: what you have made yourself, or the options to make it from. */
export type VoIPProviderProps = {
  /** What React renders. */
  children?: unknown;
} & (
  | {
      /** What to make client and phone from. */
      options: VoIPProviderOptions;
      /** Is made from the options. */
      client?: undefined;
      /** Is made from the options. */
      softphone?: undefined;
    }
  | {
      /** Nothing is made. */
      options?: undefined;
      /** Your client. */
      client: VoIPClient;
      /** Your phone, where there is one. */
      softphone?: Softphone;
    }
  | {
      /** Nothing is made. */
      options?: undefined;
      /** There is none. */
      client?: undefined;
      /** Your phone. */
      softphone: Softphone;
    }
);

/**
 * An element of React, told by its shape: who uses the package without React has no types of React's, and the
 * package's declarations have to do without them.
 */
export interface VoIPProviderElement {
  /** What is rendered. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  type: any;
  /** What it is given. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  props: any;
  /** Tells it from its siblings. */
  key: string | null;
}

/**
 * Says which client and which phone the hooks below it mean. A `client` and a `softphone` that you give stay yours:
 * unmounting takes the hooks' listeners off them and closes the realtime connection if hooks opened it, and that is
 * all. What is made from `options` is the provider's, and the phone is stopped when the last component has gone,
 * unless a call is up.
 *
 * ```tsx
 * <VoIPProvider client={client} softphone={phone}><Phone /></VoIPProvider>
 * ```
 * @param props What you have made yourself, or the options to make it from.
 * @returns The element.
 */
export function VoIPProvider(props: VoIPProviderProps): VoIPProviderElement {
  const { options, client, softphone, children } = props;
  // Which of the two stays the same for the life of a component, as a rule; hooks are called in any case.
  const made = useSessionOf(options ?? null);
  const session = made ?? sessionAround(client, softphone);
  useEffect(() => session.attach(), [session]);
  return createElement(sessionContext().Provider, { value: session }, children as ReactNode);
}
