/** How many messages there are of one kind. */
export interface MessageCounts {
  /** That nobody has heard yet. */
  readonly new: number;
  /** That were heard. */
  readonly old: number;
  /** Urgent ones among the new. */
  readonly newUrgent: number;
  /** Urgent ones among the old. */
  readonly oldUrgent: number;
}

/** What the voice mailbox says of itself (RFC 3842). */
export interface Mailbox {
  /** There is something that was not heard yet. */
  readonly waiting: boolean;
  /** Voice messages; `null` where the server gives no numbers. */
  readonly voice: MessageCounts | null;
  /** The address to call to hear them, where the server tells it. */
  readonly account: string | null;
}

/** Reads `application/simple-message-summary`; `null` when it is none. */
export function mailboxOf(body: string): Mailbox | null {
  const fields = new Map<string, string>();
  for (const line of body.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const waiting = fields.get('messages-waiting')?.toLowerCase();
  if (waiting !== 'yes' && waiting !== 'no') return null;
  // RFC 3842 §3.5: new/old (urgent new/urgent old), the latter not always there.
  const counts = /^(\d+)\s*\/\s*(\d+)(?:\s*\(\s*(\d+)\s*\/\s*(\d+)\s*\))?/.exec(fields.get('voice-message') ?? '');
  const [fresh, old, newUrgent, oldUrgent] = (counts ?? []).slice(1).map((digits) => Number(digits ?? 0));
  return Object.freeze({
    waiting: waiting === 'yes',
    voice: counts
      ? Object.freeze({ new: fresh ?? 0, old: old ?? 0, newUrgent: newUrgent ?? 0, oldUrgent: oldUrgent ?? 0 })
      : null,
    account: fields.get('message-account') ?? null,
  });
}
