import { isoDate, ValetkeyError } from '../base/index.ts';
import {
  deleteSession,
  deleteUserSessions,
  getSession,
  listUserSessions,
  revokeSession,
  revokeUserAccess,
  type Session,
  updateSession,
} from '../contract/index.ts';
import {
  findUser,
  listSessionClients,
  listSessions,
  revokeAuthorizations,
  type SessionRecord,
  saveSessionMetadata,
} from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { endSessions } from '../users/index.ts';
import { notesOf } from './notes.ts';
import { presentDevice } from './present-device.ts';
import { answer, type Operation, requireScopes, serve } from './request.ts';

const defaultTake = 50;

async function present({ store }: Tenant, sessions: readonly SessionRecord[]): Promise<Session[]> {
  const clients = await listSessionClients(
    store.db,
    sessions.map(({ sessionHash }) => sessionHash),
  );
  return sessions.map((record) => ({
    id: record.sid,
    user_id: record.userId,
    created_at: isoDate(record.createdAt),
    updated_at: isoDate(record.lastUsedAt),
    authenticated_at: isoDate(record.authTime),
    idle_expires_at: isoDate(record.idleExpiresAt),
    expires_at: isoDate(record.expiresAt),
    last_interacted_at: isoDate(record.lastUsedAt),
    device: { ...presentDevice('initial', record.initialDevice), ...presentDevice('last', record.lastDevice) },
    clients: (clients.get(record.sessionHash) ?? []).map((client_id) => ({ client_id })),
    ...(record.metadata && { session_metadata: record.metadata }),
    authentication: { methods: [{ name: 'federated', timestamp: isoDate(record.authTime) }] },
  }));
}

async function findSession({ store, clock }: Tenant, sid: string): Promise<SessionRecord | undefined> {
  const [found] = await listSessions(store.db, { sid }, { limit: 1, now: clock.now() });
  return found;
}

async function refuseUnknownUser({ store }: Tenant, userId: string): Promise<void> {
  if (!(await findUser(store.db, userId))) throw new ValetkeyError('inexistent_user');
}

export const sessionOperations: readonly Operation[] = [
  serve(listUserSessions, async ({ vault: { tenant }, params, query }) => {
    await refuseUnknownUser(tenant, params.user_id);
    const { from: after, take = defaultTake } = query;
    const page = { after, limit: take + 1, now: tenant.clock.now() };
    const found = await listSessions(tenant.store.db, { userId: params.user_id }, page);
    const sessions = await present(tenant, found.slice(0, take));
    return answer(200, { sessions, ...(found.length > take && { next: found[take - 1]!.sid }) });
  }),

  serve(deleteUserSessions, async ({ vault: { tenant }, params }) => {
    await refuseUnknownUser(tenant, params.user_id);
    const which = { userId: params.user_id };
    await tenant.store.transaction((db) => endSessions(tenant, db, which, 'session-revoked'));
    return answer(202, undefined);
  }),

  serve(getSession, async ({ vault: { tenant }, params }) => {
    const found = await findSession(tenant, params.id);
    if (!found) throw new ValetkeyError('inexistent_session');
    const [session] = await present(tenant, [found]);
    return answer(200, session!);
  }),

  serve(updateSession, async ({ vault: { tenant }, params, body: { session_metadata: given } }) => {
    if (!(await findSession(tenant, params.id))) throw new ValetkeyError('inexistent_session');
    if (given !== undefined) await saveSessionMetadata(tenant.store.db, params.id, notesOf(given));
    const found = await findSession(tenant, params.id);
    if (!found) throw new ValetkeyError('inexistent_session');
    const [session] = await present(tenant, [found]);
    return answer(200, session!);
  }),

  serve(deleteSession, async ({ vault: { tenant }, params }) => {
    await tenant.store.transaction((db) => endSessions(tenant, db, { sid: params.id }, 'session-revoked'));
    return answer(202, undefined);
  }),

  serve(revokeSession, async ({ vault: { tenant }, params, caller }) => {
    requireScopes(caller, revokeSession.scopes);
    await tenant.store.transaction(async (db) => {
      await endSessions(tenant, db, { sid: params.id }, 'session-revoked');
      await revokeAuthorizations(db, { sid: params.id }, tenant.clock.now());
    });
    return answer(202, undefined);
  }),

  serve(revokeUserAccess, async ({ vault: { tenant }, params, body, caller }) => {
    const { session_id: sid, preserve_refresh_tokens: preserve = false } = body;
    requireScopes(caller, ['delete:sessions', ...(preserve ? [] : ['delete:refresh_tokens'])]);
    await refuseUnknownUser(tenant, params.id);
    if (sid !== undefined && (await findSession(tenant, sid))?.userId !== params.id) {
      throw new ValetkeyError('inexistent_session');
    }
    const which = sid === undefined ? { userId: params.id } : { sid };
    await tenant.store.transaction(async (db) => {
      await endSessions(tenant, db, which, 'session-revoked');
      if (!preserve) await revokeAuthorizations(db, which, tenant.clock.now());
    });
    return answer(202, undefined);
  }),
];
