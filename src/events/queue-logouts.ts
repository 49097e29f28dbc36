import type { LogoutInitiator } from '../contract/index.ts';
import { type Db, type EndedSession, insertLogoutNotices } from '../storage/index.ts';
import { type Client, findClient, type Tenant } from '../tenant/index.ts';

/** Where this application wants to hear of an end like this; undefined when it does not. */
export function findLogoutUrl({ settings }: Client, initiator: LogoutInitiator): string | undefined {
  const { backchannel_logout_urls, backchannel_logout_initiators } = settings.oidc_logout ?? {};
  const { mode = 'custom', selected_initiators = [] } = backchannel_logout_initiators ?? {};
  // That the user signed out is told always, as Auth0 does.
  const wanted = initiator === 'rp-logout' || mode === 'all' || selected_initiators.includes(initiator);
  return wanted ? backchannel_logout_urls?.[0] : undefined;
}

/** Queues what applications are to hear of ended sessions. Runs in the transaction that ends them. */
export async function queueLogouts(
  tenant: Tenant,
  db: Db,
  ended: readonly EndedSession[],
  initiator: LogoutInitiator,
): Promise<void> {
  const notices = [];
  for (const application of ended) {
    const client = await findClient(tenant, application.clientId);
    if (!client || findLogoutUrl(client, initiator) === undefined) continue;
    notices.push({ ...application, noticeId: tenant.ids.token(16), initiator });
  }
  await insertLogoutNotices(db, notices, tenant.clock.now());
}
