import { isoDate, ValetkeyError } from '../base/index.ts';
import { type ConnectionTry, createConnectionTry, getConnectionTry } from '../contract/index.ts';
import { startTry } from '../oauth-server/index.ts';
import { isAlwaysOffline } from '../providers/index.ts';
import { findConnectionTry, insertConnectionTry } from '../storage/index.ts';
import { findConnectionById } from '../tenant/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

/** Milliseconds: as long as a sign-in has. */
const lifetime = 10 * 60_000;

export const connectionTryOperations: readonly DashboardOperation[] = [
  serve(createConnectionTry, async ({ dashboard: { vault }, params, body, session, browserCookie }) => {
    const { tenant, idpClient } = vault;
    const connection = await findConnectionById(tenant, params.id);
    if (!connection) throw new ValetkeyError('unknown_connection');
    const tryId = `try_${tenant.ids.alphanumeric(24)}`;
    const expiresAt = tenant.clock.now() + lifetime;
    const { administratorId } = session;
    await insertConnectionTry(tenant.store.db, { tryId, connectionId: connection.id, administratorId, expiresAt });
    const { url, cookie } = await startTry(
      { tenant, idpClient },
      {
        ...{ tryId, connection, browserCookie },
        connectionScope: body.connection_scope,
        offline: body.offline_access ?? isAlwaysOffline(connection.options),
      },
    );
    const begun = { id: tryId, authorize_url: url, expires_at: isoDate(expiresAt) };
    return { ...answer(201, begun), ...(cookie !== undefined && { browserCookie: cookie }) };
  }),

  serve(getConnectionTry, async ({ dashboard: { vault }, params, session }) => {
    const { store, clock } = vault.tenant;
    const which = { tryId: params.try_id, connectionId: params.id, administratorId: session.administratorId };
    const found = await findConnectionTry(store.db, which, clock.now());
    if (!found) throw new ValetkeyError('not_found', { description: 'There is no such try, or not any more.' });
    return answer(200, (found.result as ConnectionTry | undefined) ?? { state: 'waiting' });
  }),
];
