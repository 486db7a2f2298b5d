// What the cases say over and over.

export const CREDENTIALS = { username: '1001', password: 'secret-password', tenantId: 'acme' };
export const ORIGINATE = { fromExtension: '1001', toNumber: '+17865551234' };
export const ME = { user: { id: 'u1', name: 'Alice' } };
export const OK = { body: ME };

/** The body of an error. */
export const failure = (code) => ({ error: { code, message: 'Said so.' } });

/** A token that is good for `seconds` from now. */
export function token(seconds) {
  const now = Math.floor(Date.now() / 1000);
  const claims = btoa(JSON.stringify({ iat: now, exp: now + seconds })).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `e30.${claims}.sig`;
}

/** The answer to a login. */
export const grant = (more = {}) => ({
  body: { token: token(900), refreshToken: 'r1', expiresAt: new Date(Date.now() + 900_000).toISOString(), user: {}, features: [], ...more },
});

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the promise is rejected with, and after how many milliseconds. */
export async function rejection(promise) {
  const start = performance.now();
  try {
    await promise;
  } catch (error) {
    return { error, ms: performance.now() - start };
  }
  throw new Error('it was fulfilled');
}

/** Fails with `what` unless both have the same JSON. */
export function same(actual, expected, what) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
}

/** Fails unless the number is between both. */
export function between(actual, least, most, what) {
  if (!(actual >= least && actual <= most)) throw new Error(`${what}: expected ${least} to ${most}, got ${actual}`);
}

/** Fails unless `error` is of that class, with that code. */
export function isError(error, constructor, code) {
  if (!(error instanceof constructor) || error.code !== code) throw new Error(`expected ${constructor.prototype.name} ${code}, got ${error?.name} ${error?.code}: ${error?.message}`);
}
