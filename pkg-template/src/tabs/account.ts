/** What the answer to a login says of its user, where it does. */
export interface AccountUser {
  id?: unknown;
  tenantId?: unknown;
}

/**
 * Whose events these are: the same in every tab of one account, another for every other one. From the claims of the
 * token if it is a JWT, which every tab of the account has whichever way it got it; else from the login's answer; else
 * the token itself. Goes into nothing but a digest.
 */
export function accountOf(token: string, user: AccountUser | undefined): string {
  const { sub, iss, tid, tenant, tenantId, tenant_id } = claimsOf(token);
  if (isName(sub)) return JSON.stringify(['claims', iss, sub, tid ?? tenant ?? tenantId ?? tenant_id]);
  if (isName(user?.id)) return JSON.stringify(['user', user.id, user.tenantId]);
  return JSON.stringify(['token', token]);
}

function isName(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function claimsOf(token: string): Record<string, unknown> {
  const [, claims, signature] = token.split('.');
  if (!claims || signature === undefined) return {};
  try {
    // A character for each octet: what is no ASCII looks odd, and the same in every tab.
    const read: unknown = JSON.parse(atob(claims.replace(/-/g, '+').replace(/_/g, '/')));
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
