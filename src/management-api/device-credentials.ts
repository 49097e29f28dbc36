import { ValetkeyError } from '../base/index.ts';
import { type DeviceCredential, deleteDeviceCredential, listDeviceCredentials } from '../contract/index.ts';
import { describeRefreshToken } from '../oauth-server/index.ts';
import { listIssuedRefreshTokens, revokeAuthorizations } from '../storage/index.ts';
import { answer, type Operation, serve } from './request.ts';
import { selectFields } from './select-fields.ts';

/** More are not looked at, as in Auth0. */
const mostListed = 1000;
const defaultPerPage = 50;

export const deviceCredentialOperations: readonly Operation[] = [
  serve(listDeviceCredentials, async ({ vault: { tenant }, query }) => {
    const { page = 0, per_page: limit = defaultPerPage, type = 'refresh_token' } = query;
    const filter = { userId: query.user_id, clientId: query.client_id };
    const found = await listIssuedRefreshTokens(tenant.store.db, filter, {
      limit: mostListed,
      now: tenant.clock.now(),
    });
    const described = await Promise.all(
      found.map(async (token) => ({ ...token, ...(await describeRefreshToken(tenant, token)) })),
    );
    const credentials = described
      .map(({ authorizationId, userId, clientId, rotating, device }): DeviceCredential => {
        return {
          id: authorizationId,
          ...(device?.userAgent !== undefined && { device_name: device.userAgent }),
          type: rotating ? 'rotating_refresh_token' : 'refresh_token',
          user_id: userId,
          client_id: clientId,
        };
      })
      .filter((credential) => credential.type === type);
    const start = page * limit;
    const shown = credentials.slice(start, start + limit).map((credential) => selectFields(credential, query));
    if (!query.include_totals) return answer(200, shown);
    return answer(200, { start, limit, total: credentials.length, device_credentials: shown });
  }),

  serve(deleteDeviceCredential, async ({ vault: { tenant }, params, caller }) => {
    const { db } = tenant.store;
    const now = tenant.clock.now();
    if (!caller.scopes.has('delete:device_credentials')) {
      const [found] = await listIssuedRefreshTokens(db, { authorizationId: params.id }, { limit: 1, now });
      if (found?.userId !== caller.userId) throw new ValetkeyError('unowned_resource');
    }
    await revokeAuthorizations(db, { authorizationIds: [params.id] }, now);
    return answer(204, undefined);
  }),
];
