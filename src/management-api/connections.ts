import { isoDate, ValetkeyError } from '../base/index.ts';
import {
  createConnection,
  deleteConnection,
  getConnection,
  getConnectionStatus,
  listConnectionClients,
  listConnections,
  updateConnection,
  updateConnectionClients,
} from '../contract/index.ts';
import {
  type Connection,
  createConnection as create,
  findConnectionById,
  isSwitchedOn,
  listConnections as list,
  removeConnection,
  type Tenant,
  updateConnection as update,
  updateConnectionClients as updateClients,
} from '../tenant/index.ts';
import { answerList, listInMemory } from './paging.ts';
import { presentConnection } from './present-connection.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';
import { selectFields } from './select-fields.ts';

/** @throws {ValetkeyError} `unknown_connection` */
async function requireConnection(tenant: Tenant, id: string): Promise<Connection> {
  const found = await findConnectionById(tenant, id);
  if (!found) throw new ValetkeyError('unknown_connection');
  return found;
}

/** Whoever wrote the options may see them in the answer, but no secret that was there before. */
function scopesOfWriter(scopes: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...scopes, 'read:connections']);
}

export const connectionOperations: readonly Operation[] = [
  serve(listConnections, async ({ vault: { tenant }, query, caller }) => {
    const strategies = query.strategy === undefined ? undefined : [query.strategy].flat();
    const wanted = (await list(tenant)).filter(
      ({ name, provider }) =>
        (query.name === undefined || name === query.name) && (strategies?.includes(provider.strategy) ?? true),
    );
    const source = listInMemory(wanted, ({ name }) => name);
    const show = (connection: Connection) => selectFields(presentConnection(connection, caller.scopes), query);
    return answer(200, await answerList('connections', query, source, show));
  }),

  serve(createConnection, async ({ vault, body, caller, warn }) => {
    const connectionId = await create(editorOf({ vault, warn }), body);
    const connection = await requireConnection(vault.tenant, connectionId);
    return answer(201, presentConnection(connection, scopesOfWriter(caller.scopes)));
  }),

  serve(getConnection, async ({ vault: { tenant }, params, query, caller }) => {
    const connection = await requireConnection(tenant, params.id);
    return answer(200, selectFields(presentConnection(connection, caller.scopes), query));
  }),

  serve(updateConnection, async ({ vault, params, body, caller, warn }) => {
    await update(editorOf({ vault, warn }), params.id, body);
    const connection = await requireConnection(vault.tenant, params.id);
    return answer(200, presentConnection(connection, scopesOfWriter(caller.scopes)));
  }),

  serve(deleteConnection, async ({ vault: { tenant }, params }) => {
    if (!(await removeConnection(tenant, params.id))) return answer(204, undefined);
    return answer(202, { deleted_at: isoDate(tenant.clock.now()) });
  }),

  serve(listConnectionClients, async ({ vault: { tenant }, params, query }) => {
    const { enabledClients } = await requireConnection(tenant, params.id);
    const source = listInMemory(enabledClients, (clientId) => clientId);
    const page = await answerList('clients', { take: 50, ...query }, source, (client_id) => ({ client_id }));
    return answer(200, page as Exclude<typeof page, readonly unknown[]>);
  }),

  serve(updateConnectionClients, async ({ vault, params, body, warn }) => {
    await updateClients(editorOf({ vault, warn }), params.id, body);
    return answer(204, undefined);
  }),

  serve(getConnectionStatus, async ({ vault: { tenant }, params }) => {
    if (!isSwitchedOn(await requireConnection(tenant, params.id))) {
      throw new ValetkeyError('unknown_connection', { description: 'The connection is switched off' });
    }
    return answer(200, {});
  }),
];
