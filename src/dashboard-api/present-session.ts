import { type DashboardSession, findSession, type SignedIn } from '../administrators/index.ts';
import { isoDate, ValetkeyError } from '../base/index.ts';
import type { DashboardSession as ShownSession } from '../contract/index.ts';
import { findAdministrator } from '../storage/index.ts';
import { readSettings, type Tenant } from '../tenant/index.ts';
import type { Dashboard } from './request.ts';
import { scopesOfRole } from './scopes-of-role.ts';

/** How the tenant is called: by its own name, else by our address. */
export async function readTenantName(tenant: Tenant): Promise<string> {
  return (await readSettings(tenant)).friendly_name ?? new URL(tenant.issuer).host;
}

export async function presentSession(dashboard: Dashboard, session: DashboardSession): Promise<ShownSession> {
  const { tenant } = dashboard.administration;
  const { administratorId, role } = session;
  const account = await findAdministrator(tenant.store.db, { administratorId });
  if (!account) throw new ValetkeyError('session_required');
  return {
    state: 'signed_in',
    administrator: {
      ...{ id: administratorId, name: account.name, email: account.email, role },
      has_password: account.passwordHash !== null,
      passkey_count: account.passkeyCount,
    },
    scopes: [...scopesOfRole(role)],
    csrf_token: session.csrfToken,
    expires_at: isoDate(session.expiresAt),
    reauthenticated_at: isoDate(session.reauthenticatedAt),
    tenant_name: await readTenantName(tenant),
    version: dashboard.version,
    issuer: tenant.issuer,
    sandbox: dashboard.sandbox,
    reveal_allowed: dashboard.revealAllowed,
  };
}

/** The answer to who just signed in: the session, with its cookie. */
export async function answerSignedIn(dashboard: Dashboard, { cookie }: SignedIn) {
  const session = await findSession(dashboard.administration, cookie);
  if (!session) throw new ValetkeyError('sign_in_refused');
  return { status: 200, body: await presentSession(dashboard, session), cookie } as const;
}
