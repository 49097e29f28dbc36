import type { Device, IssuedRefreshToken } from '../../storage/index.ts';
import { findClient, type Tenant } from '../../tenant/index.ts';
import type { AuthorizationDetails } from '../authorize/issue-code.ts';
import { refreshRules } from './refresh-token.ts';

export interface RefreshTokenDescription {
  readonly audience: string;
  readonly scope: readonly string[];
  readonly device: Device | undefined;
  readonly rotating: boolean;
}

/** What a refresh token is good for, for whoever may look at it. */
export async function describeRefreshToken(
  tenant: Tenant,
  { request, clientId }: IssuedRefreshToken,
): Promise<RefreshTokenDescription> {
  const { audience = `${tenant.issuer}userinfo`, scope, device } = request as AuthorizationDetails;
  const client = await findClient(tenant, clientId);
  const rotating = client !== undefined && refreshRules(client).rotation_type === 'rotating';
  return { audience, scope, device, rotating };
}
