// No operation takes or gives `any`: not by itself, not in a member, not in an item of a list.
import type { VoIPClient } from '@cemscale/voip-sdk';

type IsAny<T> = 0 extends 1 & T ? true : false;

/** The host's own types, whose inside is not ours. */
type Host = AbortSignal | Blob | ReadableStream | Headers | Response | Date;

/** The paths below which `any` is found, down to the items of lists in answers. */
type AnyIn<T, Path extends string, Depth extends 0[] = []> =
  IsAny<T> extends true
    ? Path
    : Depth['length'] extends 4
      ? never
      : T extends Host | ((...args: never[]) => unknown)
        ? never
        : T extends readonly (infer Item)[]
          ? AnyIn<Item, `${Path}[]`, [...Depth, 0]>
          : T extends object
            ? { [K in keyof T & string]-?: AnyIn<T[K], `${Path}.${K}`, [...Depth, 0]> }[keyof T & string]
            : never;

/** Members of the client that ask the server. */
type Operations = { [K in keyof VoIPClient as VoIPClient[K] extends (...args: never[]) => Promise<unknown> | AsyncGenerator<unknown> ? K : never]: VoIPClient[K] };

type Answer<R> = R extends AsyncGenerator<infer Item> ? Item : Awaited<R>;

type Found = {
  [K in keyof Operations & string]: Operations[K] extends (...args: infer Args) => infer R ? AnyIn<Args, `${K}(…)`> | AnyIn<Answer<R>, K> : `${K} is no function`;
}[keyof Operations & string];

/** Compiles for `never` alone; the complaint names the paths. */
export const found: never = undefined as unknown as Found;

// That the search finds something where there is `any`, and that it went through the operations.
type Planted = AnyIn<{ list: { deep: any }[]; fine: string }, 'planted'>;
export const planted: Planted = 'planted.list[].deep';
// @ts-expect-error
export const nothing: never = undefined as unknown as Planted;
export const some: (keyof Operations)[] = ['hangup', 'listWebhookDeliveries', 'iterateCalls', 'exportCallsStream'];
