/** One call of a watched extension (RFC 4235). */
export interface WatchedDialog {
  /** Names the call among those of this extension. */
  readonly id: string;
  /** Who called: `initiator` is the watched extension itself; `null` where the server does not tell. */
  readonly direction: 'initiator' | 'recipient' | null;
  /** How far it is: `early` rings, `confirmed` is answered. */
  readonly state: 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';
  /** The other party's address, where the server tells it. */
  readonly remote: string | null;
}

/** What an extension is doing. */
export interface ExtensionState {
  /** `ringing`: a call comes in; `calling`: one goes out and is not answered yet; `busy`: somebody talks. */
  readonly state: 'idle' | 'ringing' | 'calling' | 'busy';
  /** Its calls. */
  readonly dialogs: readonly WatchedDialog[];
}

const STATES = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'];
/** More calls than any extension has at once. */
const MOST = 64;

/**
 * Reads `application/dialog-info+xml`; `before` is what the notifications until now have said, which a partial one
 * changes. `null` when it is no such document.
 */
export function extensionStateOf(body: string, before: ExtensionState | null): ExtensionState | null {
  const [head, ...parts] = body.split(/<(?:[\w.-]+:)?dialog(?=[\s>/])/);
  const opening = /<(?:[\w.-]+:)?dialog-info\b([^>]*)>/.exec(head ?? '');
  if (!opening) return null;
  const known = new Map<string, WatchedDialog>();
  if (attributes(opening[1] ?? '').get('state') === 'partial') for (const one of before?.dialogs ?? []) known.set(one.id, one);
  for (const part of parts.slice(0, MOST)) {
    const dialog = dialogOf(part);
    if (!dialog) continue;
    if (dialog.state === 'terminated') known.delete(dialog.id);
    else known.set(dialog.id, dialog);
  }
  const dialogs = [...known.values()].slice(-MOST);
  return Object.freeze({ state: wordFor(dialogs), dialogs: Object.freeze(dialogs) });
}

function dialogOf(part: string): WatchedDialog | null {
  const end = part.indexOf('>');
  const given = attributes(part.slice(0, Math.max(end, 0)));
  const content = part.slice(end + 1);
  const state = text(content, 'state');
  const id = given.get('id');
  if (!id || !state || !STATES.includes(state)) return null;
  const direction = given.get('direction');
  const [, remote] = content.split(/<(?:[\w.-]+:)?remote>/);
  return Object.freeze({
    id,
    direction: direction === 'initiator' || direction === 'recipient' ? direction : null,
    state: state as WatchedDialog['state'],
    remote: remote === undefined ? null : text(remote, 'identity'),
  });
}

function wordFor(dialogs: readonly WatchedDialog[]): ExtensionState['state'] {
  if (dialogs.some((one) => one.state === 'confirmed')) return 'busy';
  if (dialogs.some((one) => one.direction !== 'initiator')) return 'ringing';
  return dialogs.length > 0 ? 'calling' : 'idle';
}

/** The text of the first element of that name. */
function text(xml: string, name: string): string | null {
  const found = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml);
  return found ? decoded((found[1] ?? '').trim()) : null;
}

function attributes(tag: string): Map<string, string> {
  const found = tag.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return new Map([...found].map(([, name, double, single]) => [name ?? '', decoded(double ?? single ?? '')]));
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(xml: string): string {
  return xml.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
