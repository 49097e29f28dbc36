import { ValetkeyError } from '../../base/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { type Claims, verifyOwnSignature } from '../resource/verify-jwt.ts';

export interface LogoutHint {
  readonly clientId: string;
  readonly userId: string;
  readonly sid: string | undefined;
}

/**
 * An ID token of ours, also an expired one (RP-Initiated Logout 1.0 section 2).
 * @throws {ValetkeyError} `invalid_request` for a token that is not ours.
 */
export async function readIdTokenHint(tenant: Tenant, hint: string): Promise<LogoutHint> {
  let claims: Claims;
  try {
    claims = await verifyOwnSignature(tenant, hint);
  } catch (cause) {
    throw new ValetkeyError('invalid_request', { description: 'id_token_hint is not valid', cause });
  }
  const { iss, aud, sub, sid, azp, client_id, events } = claims;
  // Our access tokens carry `azp` or `client_id` and no `sid`; beside ID tokens only logout tokens name their client as
  // the audience, and those have `events`.
  const isOther = azp !== undefined || client_id !== undefined || events !== undefined;
  if (iss !== tenant.issuer || typeof aud !== 'string' || typeof sub !== 'string' || isOther) {
    throw new ValetkeyError('invalid_request', { description: 'id_token_hint is not valid' });
  }
  return { clientId: aud, userId: sub, sid: typeof sid === 'string' ? sid : undefined };
}
