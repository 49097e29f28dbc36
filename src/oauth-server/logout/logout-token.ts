import { epochSeconds } from '../../base/index.ts';
import type { LogoutNotice } from '../../storage/index.ts';
import { findClient, readSigningKey, type Tenant, toSigningAlgorithm } from '../../tenant/index.ts';
import { signJwt } from '../token/jwt.ts';

/** Seconds (OpenID Connect Back-Channel Logout 1.0 section 2.4 recommends two minutes at most). */
const lifetime = 120;
const event = 'http://schemas.openid.net/event/backchannel-logout';

/** Logout token of Back-Channel Logout 1.0 section 2.4: without a nonce, so that it never passes for an ID token. */
export async function issueLogoutToken(tenant: Tenant, notice: LogoutNotice): Promise<string> {
  const issuedAt = epochSeconds(tenant.clock);
  const claims = {
    iss: tenant.issuer,
    aud: notice.clientId,
    sub: notice.userId,
    sid: notice.sid,
    iat: issuedAt,
    exp: issuedAt + lifetime,
    jti: notice.noticeId,
    events: { [event]: {} },
  };
  // By the same algorithm as the client's ID tokens (section 2.4).
  const client = await findClient(tenant, notice.clientId);
  const algorithm = toSigningAlgorithm(client?.settings.jwt_configuration.alg);
  return signJwt(await readSigningKey(tenant, algorithm), claims, 'logout+jwt');
}
