import { ValetkeyError } from '../base/index.ts';
import {
  createDeviceCredential,
  type DeviceCredential,
  deleteDeviceCredential,
  listDeviceCredentials,
} from '../contract/index.ts';
import { describeRefreshToken } from '../oauth-server/index.ts';
import {
  deleteDeviceKey,
  insertDeviceKey,
  listDeviceKeys,
  listIssuedRefreshTokens,
  revokeAuthorizations,
} from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { answer, type Operation, serve } from './request.ts';
import { selectFields } from './select-fields.ts';

/** More are not looked at, as in Auth0. */
const mostListed = 1000;
const defaultPerPage = 50;

interface Filter {
  readonly userId: string | undefined;
  readonly clientId: string | undefined;
}

async function listPublicKeys({ store }: Tenant, filter: Filter): Promise<DeviceCredential[]> {
  const keys = await listDeviceKeys(store.db, filter, mostListed);
  return keys.map((key) => ({
    id: key.deviceKeyId,
    device_name: key.deviceName,
    device_id: key.deviceId,
    type: 'public_key',
    user_id: key.userId,
    client_id: key.clientId,
  }));
}

async function listRefreshTokens(tenant: Tenant, filter: Filter): Promise<DeviceCredential[]> {
  const found = await listIssuedRefreshTokens(tenant.store.db, filter, {
    limit: mostListed,
    now: tenant.clock.now(),
  });
  return Promise.all(
    found.map(async (token): Promise<DeviceCredential> => {
      const { rotating, device } = await describeRefreshToken(tenant, token);
      return {
        id: token.authorizationId,
        ...(device?.userAgent !== undefined && { device_name: device.userAgent }),
        type: rotating ? 'rotating_refresh_token' : 'refresh_token',
        user_id: token.userId,
        client_id: token.clientId,
      };
    }),
  );
}

export const deviceCredentialOperations: readonly Operation[] = [
  serve(createDeviceCredential, async ({ vault: { tenant }, body, caller }) => {
    const { clientId, userId } = caller;
    const isOwn = body.client_id === undefined || body.client_id === clientId;
    if (userId === undefined || !isOwn) throw new ValetkeyError('unowned_resource');
    const deviceKeyId = `dcr_${tenant.ids.alphanumeric(16)}`;
    const named = { deviceId: body.device_id, deviceName: body.device_name, publicKey: body.value };
    const key = { deviceKeyId, userId, clientId, ...named };
    if (!(await insertDeviceKey(tenant.store.db, key, tenant.clock.now()))) throw new ValetkeyError('device_exists');
    return answer(201, { id: deviceKeyId });
  }),

  serve(listDeviceCredentials, async ({ vault: { tenant }, query }) => {
    const { page = 0, per_page: limit = defaultPerPage, type = 'refresh_token' } = query;
    const filter = { userId: query.user_id, clientId: query.client_id };
    const list = type === 'public_key' ? listPublicKeys : listRefreshTokens;
    const credentials = (await list(tenant, filter)).filter((credential) => credential.type === type);
    const start = page * limit;
    const shown = credentials.slice(start, start + limit).map((credential) => selectFields(credential, query));
    if (!query.include_totals) return answer(200, shown);
    return answer(200, { start, limit, total: credentials.length, device_credentials: shown });
  }),

  serve(deleteDeviceCredential, async ({ vault: { tenant }, params, caller }) => {
    const { db } = tenant.store;
    const now = tenant.clock.now();
    const mayAll = caller.scopes.has('delete:device_credentials');
    // Whoever may delete their own alone is always a user.
    const isDeleted = await deleteDeviceKey(db, params.id, mayAll ? undefined : (caller.userId ?? ''));
    if (isDeleted) return answer(204, undefined);
    if (!mayAll) {
      const [found] = await listIssuedRefreshTokens(db, { authorizationId: params.id }, { limit: 1, now });
      if (found?.userId !== caller.userId) throw new ValetkeyError('unowned_resource');
    }
    await revokeAuthorizations(db, { authorizationIds: [params.id] }, now);
    return answer(204, undefined);
  }),
];
