// Presence of 10,000 extensions, each in a row that renders alone: by the SDK, or by a plain WebSocket. What differs is
// where a row's entry comes from; rows, their markup and their styles are the same.
// `?side=sdk | plain | plain-batched`, `&shown=50` for a window of so many rows.
import { Fragment, memo, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { PresenceEntry } from '@cemscale/voip-sdk';
import { counts, countMessages, watchFrames } from './board/counts';
import { plainSource } from './board/plain';
import { sdkSource } from './board/sdk';

/** Where the rows' entries come from. */
export interface Source {
  Provider: (props: { children: ReactNode }) => ReactNode;
  useEntry: (extension: string) => Readonly<PresenceEntry> | undefined;
}

const query = new URLSearchParams(location.search);
const side = query.get('side') ?? 'sdk';
const token = query.get('account') ?? side;
const shown = Number(query.get('shown') ?? 10_000);
/** A change walks past each sibling of the row that it is for, so that one list of all would hide everything else. */
const GROUP = 100;

countMessages();
const { Provider, useEntry } = side === 'sdk' ? sdkSource(token) : plainSource(token, side === 'plain-batched');

const Row = memo(function Row({ extension }: { extension: string }) {
  const entry = useEntry(extension);
  counts.renders[Number(extension) - 10_000]! += 1;
  return (
    <li data-extension={extension} data-status={entry?.status}>
      <b>{extension}</b>
      <span>{entry?.name}</span>
      <i>{entry?.status}</i>
      <span>{entry?.caller}</span>
    </li>
  );
});

const Group = memo(function Group({ first }: { first: number }) {
  const size = Math.min(GROUP, shown - first);
  return (
    <ul>
      {Array.from({ length: size }, (_, n) => <Row key={n} extension={String(10_000 + first + n)} />)}
    </ul>
  );
});

function Board() {
  return <Fragment>{Array.from({ length: Math.ceil(shown / GROUP) }, (_, n) => <Group key={n} first={n * GROUP} />)}</Fragment>;
}

watchFrames();
createRoot(document.getElementById('root')!).render(<Provider><Board /></Provider>);
