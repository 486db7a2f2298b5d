import { WebhookVerificationError } from '../errors.js';

type Value = string | readonly string[] | null | undefined;

/** Headers of a request: a `Headers`, Node's object of headers, or pairs of name and value. */
export type WebhookHeaders =
  | {
      /**
       * The value of a header, as `Headers` gives it.
       * @param name Name of the header, in any case.
       * @returns Its value; nothing where there is none.
       */
      get(name: string): string | null | undefined;
    }
  | Readonly<Record<string, string | string[] | undefined>>
  | Iterable<readonly [string, string | readonly string[] | undefined]>;

/** All values of the header `name`, whatever the case of its letters. @internal */
export function headerValues(headers: unknown, name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of pairsOf(headers, name)) {
    if (key.toLowerCase() !== name) continue;
    for (const one of Array.isArray(value) ? value : [value]) if (typeof one === 'string') values.push(one.trim());
  }
  return values;
}

function pairsOf(headers: unknown, name: string): [string, Value][] {
  if (typeof headers !== 'object' || headers === null) throw wrong(headers === null ? 'is null' : `is ${typeof headers}`);
  if (Symbol.iterator in headers) {
    const pairs = [...(headers as Iterable<[string, Value]>)];
    if (pairs.some((pair) => !Array.isArray(pair) || typeof pair[0] !== 'string')) throw wrong('is a list of other things');
    return pairs;
  }
  const { get } = headers as { get?: unknown };
  if (typeof get === 'function') return [[name, get.call(headers, name) as Value]];
  return Object.entries(headers);
}

function wrong(what: string): WebhookVerificationError {
  const message = `\`headers\` ${what}: give the request's headers, as an object, a \`Headers\` or pairs of name and value.`;
  return new WebhookVerificationError({ code: 'invalid_argument', message });
}
