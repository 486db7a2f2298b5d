import type { Colleague } from './state';

/** The presence store's snapshot as the page's list: everybody but oneself, by extension number. */
export function colleaguesOf(snapshot: Readonly<Record<string, Entry>>, own: string): Colleague[] {
  return Object.values(snapshot)
    .filter((entry) => entry.extension !== own)
    .map((entry) => ({
      extension: entry.extension,
      name: entry.name ?? entry.extension,
      status: entry.status,
    }))
    .sort((a, b) => a.extension.localeCompare(b.extension, undefined, { numeric: true }));
}

interface Entry {
  extension: string;
  name?: string | undefined;
  status: Colleague['status'];
}
