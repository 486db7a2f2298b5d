import type { WebhookEvent } from '../../gen/model.js';

export type {
  WebhookCall,
  WebhookCallEnded,
  WebhookCallParked,
  WebhookCallTransferred,
  WebhookEvent,
  WebhookExtension,
  WebhookPayload,
  WebhookQueueCaller,
  WebhookTest,
  WebhookVoicemail,
} from '../../gen/model.js';

/** Text to TypeScript, but none that equals a known name: with `string` in its place no comparison would narrow. */
declare enum UnknownName {
  any = 'the name of an event that is newer than this package',
}

/** An event that is newer than this package: `(hook.event as string) === 'its.name'`. */
export interface UnknownWebhookEvent {
  /** Its name, a string that is none of the known ones. */
  event: UnknownName;
  /** What it is about. */
  data: unknown;
}

/** What {@link parseWebhook} gives: comparing `event` with a name narrows `data`. */
export type ReceivedWebhook = (WebhookEvent | UnknownWebhookEvent) & {
  /** When it happened; in a repetition, when that was sent. ISO 8601. */
  timestamp: string;
  /** In a repetition: when it happened. */
  occurredAt?: string;
  /**
   * `X-Webhook-Id`, where there is one: the same in each repetition of a delivery, so that duplicates can be dropped.
   * The signature does not cover it.
   */
  deliveryId?: string;
};

/** Options of {@link parseWebhook}. */
export interface ParseWebhookOptions {
  /** By how many seconds the event's time may differ from this machine's, either way; 0 for any. Default: 300. */
  toleranceSec?: number;
}
