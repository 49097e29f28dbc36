import { ValetkeyError } from '../base/index.ts';
import {
  createResourceServer,
  deleteResourceServer,
  getResourceServer,
  listResourceServers,
  resourceServerSettings,
  updateResourceServer,
} from '../contract/index.ts';
import { findResourceServerRecord, listResourceServerPage, type ResourceServerRecord } from '../storage/index.ts';
import {
  createResourceServer as create,
  removeResourceServer,
  updateResourceServer as update,
} from '../tenant/index.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';

/** The name by which Auth0's tools know the API that is not theirs to configure. */
const systemName = 'Auth0 Management API';

function presentResourceServer({ resourceServerId, identifier, isSystem, settings }: ResourceServerRecord) {
  const { scopes, ...shown } = resourceServerSettings.parse(settings);
  const system = {
    name: systemName,
    subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'require_client_grant' } },
  };
  return { ...shown, scopes, id: resourceServerId, identifier, is_system: isSystem, ...(isSystem && system) };
}

export const resourceServerOperations: readonly Operation[] = [
  serve(listResourceServers, async ({ vault, query }) => {
    const { page = 0, per_page: limit = 50, include_totals: totals } = query;
    const identifiers = query.identifiers === undefined ? undefined : [query.identifiers].flat();
    const offset = page * limit;
    const { servers, total } = await listResourceServerPage(vault.tenant.store.db, { identifiers, offset, limit });
    const resource_servers = servers.map(presentResourceServer);
    return answer(200, totals ? { start: offset, limit, total, resource_servers } : resource_servers);
  }),

  serve(createResourceServer, async ({ vault, body, warn }) =>
    answer(201, presentResourceServer(await create(editorOf({ vault, warn }), body))),
  ),

  serve(getResourceServer, async ({ vault, params }) => {
    const found = await findResourceServerRecord(vault.tenant.store.db, params.id);
    if (!found) throw new ValetkeyError('inexistent_resource_server');
    return answer(200, presentResourceServer(found));
  }),

  serve(updateResourceServer, async ({ vault, params, body, warn }) =>
    answer(200, presentResourceServer(await update(editorOf({ vault, warn }), params.id, body))),
  ),

  serve(deleteResourceServer, async ({ vault, params }) => {
    await removeResourceServer(vault.tenant, params.id);
    return answer(204, undefined);
  }),
];
