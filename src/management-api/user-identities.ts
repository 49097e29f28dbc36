import { ValetkeyError } from '../base/index.ts';
import { linkIdentity, unlinkIdentity } from '../contract/index.ts';
import { type Caller, readLinkToken } from '../oauth-server/index.ts';
import { findConnectionById, listConnections, type Tenant } from '../tenant/index.ts';
import { linkUsers, readIdentities, type Secondary, unlinkIdentity as unlink } from '../users/index.ts';
import { answer, type ManagementRequest, type Operation, serve } from './request.ts';

type LinkRequest = ManagementRequest<typeof linkIdentity>;

/** RS-12: a user's own token acts on that user alone. */
function refuseForeignUser(caller: Caller, userId: string): void {
  if (!caller.scopes.has('update:users') && caller.userId !== userId) throw new ValetkeyError('unowned_resource');
}

async function checkConnection(tenant: Tenant, provider: string, connectionId: string | undefined): Promise<void> {
  const connections =
    connectionId === undefined
      ? await listConnections(tenant)
      : [await findConnectionById(tenant, connectionId)].filter((one) => one !== undefined);
  if (connections.some((one) => one.provider.strategy === provider)) return;
  throw new ValetkeyError('inexistent_connection', { description: 'The provider/connection is not configured.' });
}

async function readSecondary({ vault, body, caller }: LinkRequest): Promise<Secondary> {
  const { link_with, provider = '', user_id, connection_id: connectionId } = body;
  if (link_with !== undefined) return { proof: await readLinkToken(vault.tenant, link_with, caller.clientId) };
  if (!caller.scopes.has('update:users')) {
    // Users prove what is theirs; only a backend may say so.
    throw new ValetkeyError('insufficient_scope', {
      description: 'Insufficient scope, expected any of: update:users',
    });
  }
  await checkConnection(vault.tenant, provider, connectionId);
  const prefix = `${provider}|`;
  const given = String(user_id);
  const forms = given.startsWith(prefix) ? [given, given.slice(prefix.length)] : [given];
  return { names: forms.map((idpUserId) => ({ provider, idpUserId })), connectionId };
}

export const userIdentityOperations: readonly Operation[] = [
  serve(linkIdentity, async (request) => {
    const { vault, params, caller, tokenReading } = request;
    refuseForeignUser(caller, params.id);
    const secondary = await readSecondary(request);
    await linkUsers(vault, { primaryId: params.id, secondary, asUser: !caller.scopes.has('update:users') });
    const identities = await readIdentities(vault, params.id, tokenReading);
    if (!identities) throw new ValetkeyError('inexistent_user');
    return answer(201, identities);
  }),

  serve(unlinkIdentity, async ({ vault, params, caller, tokenReading }) => {
    refuseForeignUser(caller, params.id);
    await unlink(vault, params.id, { provider: params.provider, idpUserId: params.user_id });
    const identities = await readIdentities(vault, params.id, tokenReading);
    if (!identities) throw new ValetkeyError('inexistent_user');
    return answer(200, identities);
  }),
];
