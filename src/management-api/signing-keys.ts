import { isoDate } from '../base/index.ts';
import { getSigningKey, listSigningKeys, revokeSigningKey, rotateSigningKeys } from '../contract/index.ts';
import {
  describeCertificate,
  findSigningKey,
  listSigningKeys as list,
  revokeSigningKey as revoke,
  rotateSigningKeys as rotate,
  type StoredSigningKey,
} from '../tenant/index.ts';
import { answer, type Operation, serve } from './request.ts';

async function present(key: StoredSigningKey) {
  const { kid, state, certificate, currentSince, currentUntil, revokedAt } = key;
  return {
    kid,
    cert: certificate,
    ...(await describeCertificate(certificate)),
    ...(state === 'current' && { current: true }),
    ...(state === 'next' && { next: true }),
    ...(state === 'previous' && { previous: true }),
    ...(currentSince !== null && { current_since: isoDate(currentSince) }),
    ...(currentUntil !== null && { current_until: isoDate(currentUntil) }),
    ...(revokedAt !== null && { revoked: true, revoked_at: isoDate(revokedAt) }),
  };
}

export const signingKeyOperations: readonly Operation[] = [
  serve(listSigningKeys, async ({ vault }) => answer(200, await Promise.all((await list(vault.tenant)).map(present)))),

  serve(getSigningKey, async ({ vault, params }) =>
    answer(200, await present(await findSigningKey(vault.tenant, params.kid))),
  ),

  serve(rotateSigningKeys, async ({ vault }) => {
    const { kid, certificate } = await rotate(vault.tenant);
    return answer(201, { kid, cert: certificate });
  }),

  serve(revokeSigningKey, async ({ vault, params }) => {
    const { kid, certificate } = await revoke(vault.tenant, params.kid);
    return answer(200, { kid, cert: certificate });
  }),
];
