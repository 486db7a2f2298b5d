import { ArgumentError } from './base.js';

/** What is no visible ASCII would end the header that it stands in, or be refused by the host without a reason. */
export function checkToken(token: unknown): void {
  if (token === undefined || token === null || (typeof token === 'string' && /^[!-~]+$/.test(token))) return;
  throw new ArgumentError({
    code: 'invalid_argument',
    message: 'token has to be a string of visible ASCII characters, without spaces and line breaks.',
  });
}

/** `apiUrl` as an absolute URL; in a page it may be relative to the page. */
export function absolute(options: { apiUrl: string }): string {
  const given: unknown = options?.apiUrl;
  const base = (globalThis as { location?: { href?: string } }).location?.href;
  try {
    const url = new URL(given as string, base);
    const plain = !url.search && !url.hash && !url.username && !url.password;
    if (typeof given === 'string' && /^https?:$/.test(url.protocol) && plain) {
      return url.href.replace(/\/+$/, '');
    }
  } catch {
    // Said below.
  }
  throw new ArgumentError({
    code: 'invalid_argument',
    message: 'apiUrl has to be an http or https URL without query, user name and password, such as https://voip-api.example.com.',
  });
}
