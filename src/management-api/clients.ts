import {
  createClient,
  deleteClient,
  getClient,
  listClientConnections,
  listClients,
  rotateClientSecret,
  updateClient,
} from '../contract/index.ts';
import { type ClientFilter, type ClientRecord, countClients, listClientPage } from '../storage/index.ts';
import {
  createClient as create,
  listConnections,
  removeClient,
  rotateClientSecret as rotateSecret,
  type Tenant,
  updateClient as update,
} from '../tenant/index.ts';
import { refuseStronger, scopesForList, scopesToShow } from './own-rights.ts';
import { answerList, type ListSource, listInMemory } from './paging.ts';
import { presentClient, presentGlobalClient, requireClient } from './present-client.ts';
import { presentConnection } from './present-connection.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';
import { selectFields } from './select-fields.ts';

function clientsIn({ store: { db } }: Tenant, filter: ClientFilter): ListSource<ClientRecord> {
  return {
    read: ({ after: [name = '', clientId = ''] = [], ...window }) =>
      listClientPage(db, { filter, ...window, ...((name || clientId) && { after: { name, clientId } }) }),
    count: () => countClients(db, filter),
    place: ({ settings, clientId }) => [String(settings.name), clientId],
    placeLength: 2,
  };
}

export const clientOperations: readonly Operation[] = [
  serve(listClients, async ({ vault: { tenant }, query, caller }) => {
    const { is_global, is_first_party: isFirstParty, app_type, external_client_id, q } = query;
    if (is_global === true) {
      const only = listInMemory([presentGlobalClient(tenant)], ({ client_id }) => client_id);
      return answer(200, await answerList('clients', query, only, (client) => selectFields(client, query)));
    }
    // There are no organizations, and no clients that came of a document of their own.
    const nothing = external_client_id !== undefined || q?.startsWith('client_grant.organization_id:');
    const filter = { isFirstParty, appTypes: app_type?.split(','), anyOrganization: q !== undefined };
    const source = nothing ? listInMemory<ClientRecord>([], ({ clientId }) => clientId) : clientsIn(tenant, filter);
    const show = (record: ClientRecord) => selectFields(presentClient(tenant, record, scopesForList(caller)), query);
    return answer(200, await answerList('clients', query, source, show));
  }),

  serve(createClient, async ({ vault, body, caller, warn }) => {
    const { client, secret } = await create(editorOf({ vault, warn }), body);
    const shown = presentClient(vault.tenant, client, caller.scopes);
    return answer(201, { ...shown, ...(secret && { client_secret: secret.reveal() }) });
  }),

  serve(getClient, async ({ vault: { tenant }, params, query, caller }) => {
    const globalClient = presentGlobalClient(tenant);
    if (params.id === globalClient.client_id) return answer(200, selectFields(globalClient, query));
    const client = await requireClient(tenant, params.id);
    const scopes = await scopesToShow(caller, tenant, client.clientId);
    return answer(200, selectFields(presentClient(tenant, client, scopes), query));
  }),

  serve(updateClient, async ({ vault, params, body, caller, warn }) => {
    await refuseStronger(caller, vault.tenant, params.id);
    const { client } = await update(editorOf({ vault, warn }), params.id, body);
    return answer(200, presentClient(vault.tenant, client, caller.scopes));
  }),

  serve(deleteClient, async ({ vault, params }) => {
    await removeClient(vault.tenant, params.id);
    return answer(204, undefined);
  }),

  serve(rotateClientSecret, async ({ vault, params, body, caller }) => {
    await refuseStronger(caller, vault.tenant, params.id);
    const { secret } = await rotateSecret(vault.tenant, params.id, body.end_tokens === true);
    const record = await requireClient(vault.tenant, params.id);
    const scopes = new Set([...caller.scopes, 'update:clients']);
    return answer(200, { ...presentClient(vault.tenant, record, scopes), client_secret: secret.reveal() });
  }),

  serve(listClientConnections, async ({ vault: { tenant }, params, query, caller }) => {
    await requireClient(tenant, params.id);
    const strategies = query.strategy === undefined ? undefined : [query.strategy].flat();
    const enabled = (await listConnections(tenant)).filter(
      ({ enabledClients, provider }) =>
        enabledClients.includes(params.id) && (strategies?.includes(provider.strategy) ?? true),
    );
    const page = await answerList(
      'connections',
      { take: 50, ...query },
      listInMemory(enabled, ({ name }) => name),
      (connection) => selectFields(presentConnection(connection, caller.scopes), query),
    );
    return answer(200, page as Exclude<typeof page, readonly unknown[]>);
  }),
];
