import { isoDate } from '../base/index.ts';
import { type IdpTokenRead, listIdpTokenReads, revokeIdpTokenReads } from '../contract/index.ts';
import { type LoggedRead, listLoggedReads, revokeGrantsSeen } from '../vault/index.ts';
import { answer, type Operation, serve } from './request.ts';

const defaultTake = 50;

/** An entry of the log as Auth0's would look; `valetkey audit export` writes it so too. */
export function presentTokenRead(read: LoggedRead): IdpTokenRead {
  return {
    log_id: read.logId,
    date: isoDate(read.time),
    type: 'mgmt_api_read',
    client_id: read.clientId,
    user_id: read.userId,
    identity_id: read.identityId,
    connection: read.connection,
    strategy: read.provider,
    scopes: [...read.scopes],
    freshness: read.freshness,
    fingerprints: read.fingerprints,
    request_id: read.request_id,
    key_id: read.key_id,
    node: read.node,
    sequence: read.sequence,
    details: { accessedSecrets: read.accessedSecrets },
  };
}

export const idpTokenReadOperations: readonly Operation[] = [
  serve(listIdpTokenReads, async ({ vault, query }) => {
    const { client_id: clientId, user_id: userId, connection, fingerprint, since, until } = query;
    const { from: after, take: limit = defaultTake } = query;
    const filter = { clientId, userId, connection, fingerprint, since, until };
    const reads = await listLoggedReads(vault.tenant, filter, { after, limit });
    const next = reads.length === limit ? reads.at(-1)?.logId : undefined;
    return answer(200, { reads: reads.map(presentTokenRead), ...(next !== undefined && { next }) });
  }),

  serve(revokeIdpTokenReads, async ({ vault, body }) => {
    const { client_id: clientId, since, until } = body;
    return answer(200, { revoked: await revokeGrantsSeen(vault, { clientId, since, until }) });
  }),
];
