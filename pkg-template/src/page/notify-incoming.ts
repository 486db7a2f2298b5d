import type { CallSnapshot, SoftphoneSnapshot } from '../softphone/types.js';
import type { Notices } from './notices.js';

/** What a notification of the operating system shows. */
export interface IncomingNotice {
  /** The first line. */
  readonly title: string;
  /** What stands below it. */
  readonly body?: string;
  /** URL of a picture. */
  readonly icon?: string;
  /** Notifications of one tag replace one another; one for each call when not given. */
  readonly tag?: string;
}

/** How calls that come in are announced. */
export interface NotifyIncomingOptions {
  /** What is shown for a call; who calls when not given. */
  show?: (call: CallSnapshot) => IncomingNotice;
  /** Keeps the notification on the screen until it rings no more; `true` when not given. */
  requireInteraction?: boolean;
  /** The user clicked it: the tab is in front by then, and the application shows the call. It is not answered. */
  onClick?: (call: CallSnapshot) => void;
  /** The browser refused to show one. */
  onError?: (cause: unknown) => void;
}

/** Whether notifications may be shown; `unsupported` where the browser has none. */
export type NoticePermission = 'granted' | 'denied' | 'default' | 'unsupported';

/** The announcements of one phone. */
export interface IncomingNotices {
  /** Whether notifications may be shown now. */
  readonly permission: NoticePermission;
  /**
   * Asks the user for permission. Browsers want that in answer to a click; nothing else here asks.
   * @returns The user's answer.
   */
  enable(): Promise<NoticePermission>;
  /** Closes what is shown and announces nothing any more. */
  stop(): void;
}

/** The part of a phone that is read: a `Softphone` is one, in whichever tab. */
export interface NotifyingPhone {
  /** Its SIP address: announcements of one phone are one, however many tabs there are. */
  readonly address: string;
  /**
   * The phone at this moment.
   * @returns The same object until something changes.
   */
  getSnapshot(): SoftphoneSnapshot;
  /**
   * Calls back when the snapshot was replaced.
   * @param listener What is called.
   * @returns The function that ends it.
   */
  subscribe(listener: () => void): () => void;
}

/** The part of a host that shows notifications. */
interface Host {
  Notification?: { permission: NoticePermission; requestPermission(): Promise<NoticePermission> };
}

/**
 * Announces calls that come in by a notification of the operating system while no tab with such an announcement is
 * seen; it goes when the call rings no more, for whatever reason. Of several tabs one shows it. Call it in every tab,
 * and `enable()` once, in answer to a click.
 * @param phone The phone whose calls are announced.
 * @param options What is shown, and what a click does.
 * @returns What asks for permission and ends it.
 */
export function notifyIncoming(phone: NotifyingPhone, options: NotifyIncomingOptions = {}): IncomingNotices {
  const host = (globalThis as Host).Notification;
  let notices: Notices | undefined;
  let stopped = false;
  if (host) {
    import('./notices.js').then(
      (chunk) => {
        if (!stopped) notices = new chunk.Notices(phone, options);
      },
      (cause: unknown) => options.onError?.(cause),
    );
  }
  return {
    get permission() {
      return host?.permission ?? 'unsupported';
    },
    async enable() {
      // Nothing is waited for before it: the click would be over.
      const answer = (await host?.requestPermission()) ?? 'unsupported';
      notices?.update();
      return answer;
    },
    stop() {
      stopped = true;
      notices?.stop();
    },
  };
}
