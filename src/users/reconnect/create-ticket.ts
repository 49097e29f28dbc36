import { ValetkeyError } from '../../base/index.ts';
import { findUserDetails, saveReconnectTicket } from '../../storage/index.ts';
import { type Client, findClient, findConnectionById, isSwitchedOn } from '../../tenant/index.ts';
import { type GrantHealth, judgeGrant, type Vault } from '../../vault/index.ts';
import type { IdentityName } from '../revoke-grant.ts';

export interface TicketWish {
  /** The application that the page names, and leads back to. */
  readonly clientId?: string | undefined;
  readonly resultUrl?: string | undefined;
  readonly lifetimeSeconds: number;
}

export interface ReconnectTicket {
  /** What stands in the link: nobody but its holder has it. */
  readonly ticket: string;
  readonly expiresAt: number;
}

/** Only their users can bring these back; what was erased after waiting for them is among them. */
function needsItsUser({ state, reason }: GrantHealth): boolean {
  return state === 'needs_reauthorization' || state === 'partial' || (state === 'revoked' && reason === 'erased');
}

function refuse(description: string): ValetkeyError {
  return new ValetkeyError('invalid_body', { description: `Payload validation error: '${description}'.` });
}

/** A page of ours leads there, so it has to be a place that the operator has named for this client already. */
function checkResultUrl(client: Client | undefined, resultUrl: string | undefined): void {
  if (resultUrl === undefined) return;
  const { callbacks = [], allowed_logout_urls = [], web_origins = [], initiate_login_uri } = client?.settings ?? {};
  const known = [...callbacks, ...allowed_logout_urls, ...web_origins, initiate_login_uri ?? ''];
  const { origin, protocol } = new URL(resultUrl);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  if (isWeb && known.some((address) => URL.canParse(address) && new URL(address).origin === origin)) return;
  throw refuse('result_url must be at an origin that is registered for client_id');
}

/**
 * Makes a link by which the user renews the grant of this identity, once. An older link for it ends.
 * @throws {ValetkeyError} `inexistent_user`, `not_found` without such a grant, `grant_works`, `invalid_body`
 */
export async function createReconnectTicket(
  { tenant }: Vault,
  userId: string,
  name: IdentityName,
  { clientId, resultUrl, lifetimeSeconds }: TicketWish,
): Promise<ReconnectTicket> {
  const { clock, ids, store } = tenant;
  const details = await findUserDetails(store.db, userId, true);
  if (!details) throw new ValetkeyError('inexistent_user');
  const named = details.identities.filter(
    ({ identity, tokens }) => tokens && identity.provider === name.provider && identity.idpUserId === name.idpUserId,
  );
  if (named.length === 0) throw new ValetkeyError('not_found');
  const client = clientId === undefined ? undefined : await findClient(tenant, clientId);
  if (clientId !== undefined && !client) throw refuse('client_id is not known');
  checkResultUrl(client, resultUrl);
  for (const { identity, tokens } of named) {
    const connection = await findConnectionById(tenant, identity.connectionId);
    if (!tokens || !connection || !isSwitchedOn(connection)) continue;
    if (!needsItsUser(judgeGrant(tokens, connection, clock.now()))) continue;
    const ticket = ids.token();
    const expiresAt = clock.now() + lifetimeSeconds * 1000;
    await saveReconnectTicket(store.db, {
      ...{ ticketHash: tenant.hash('reconnect-ticket', ticket), identityId: identity.identityId, userId, expiresAt },
      clientId: clientId ?? null,
      resultUrl: resultUrl ?? null,
    });
    return { ticket, expiresAt };
  }
  throw new ValetkeyError('grant_works');
}
