import type { ErrorCode } from '../../base/index.ts';
import { findClient, readSettings } from '../../tenant/index.ts';
import type { Reconnect } from '../../users/index.ts';
import { confirmationField, confirmationFor } from '../authorize/linking/confirmation.ts';
import { labelOf } from '../authorize/linking/names.ts';
import { homeOf } from '../client-home.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { PageModel } from '../reply.ts';

/** What a page about this link is to be bound to. */
export interface ReconnectPlace {
  readonly ticket: string;
  readonly browserHash: string;
  readonly uiLocales: string | undefined;
}

/** Who asks for the grant: the application that the link names, else the tenant. */
async function readRequester({ tenant }: OauthServer, { ticket }: Reconnect) {
  const client = ticket.clientId === null ? undefined : await findClient(tenant, ticket.clientId);
  const { friendly_name: tenantName = 'Valetkey' } = await readSettings(tenant);
  const { name: clientName, logo_uri: clientLogo } = client?.settings ?? {};
  const home =
    ticket.resultUrl !== null && clientName !== undefined
      ? { clientName, url: ticket.resultUrl }
      : homeOf(client, tenant.issuer);
  return { requester: clientName ?? tenantName, clientName, clientLogo, home };
}

/** The page that asks, at first or again after what `outcome` says. */
export async function askToReconnect(
  server: OauthServer,
  reconnect: Reconnect,
  { ticket, browserHash, uiLocales }: ReconnectPlace,
  outcome: 'ask' | 'wrong-account' | 'scopes-missing' | 'failed',
  failure?: ErrorCode,
): Promise<PageModel> {
  const { requester, clientName, clientLogo } = await readRequester(server, reconnect);
  const confirmation = confirmationFor(server, 'reconnect', { state: ticket, browserHash });
  return {
    ...{ page: 'reconnect', outcome, failure, requester, clientName, clientLogo, ticket, uiLocales },
    connection: labelOf(reconnect.connection),
    account: reconnect.accountName,
    fields: { [confirmationField]: confirmation },
  };
}

export async function sayReconnected(
  server: OauthServer,
  reconnect: Reconnect,
  uiLocales: string | undefined,
): Promise<PageModel> {
  const { requester, clientName, clientLogo, home } = await readRequester(server, reconnect);
  const connection = labelOf(reconnect.connection);
  return { page: 'reconnected', requester, connection, clientName, clientLogo, home, uiLocales };
}
