import { isoDate } from '../base/index.ts';
import { type IdpRevocation, listIdpRevocations } from '../contract/index.ts';
import { listRevocations, type RevocationRecord } from '../storage/index.ts';
import { answer, type Operation, serve } from './request.ts';

const defaultTake = 50;

function present(record: RevocationRecord): IdpRevocation {
  const { lastAttemptAt, nextAttemptAt, finishedAt } = record;
  return {
    id: record.revocationId,
    state: record.state,
    ...(record.outcome !== null && { outcome: record.outcome }),
    reason: record.reason,
    user_id: record.userId,
    connection: record.connection,
    connection_id: record.connectionId,
    provider: record.provider,
    subject: record.subject,
    attempts: record.attempts,
    created_at: isoDate(record.createdAt),
    ...(lastAttemptAt !== null && { last_attempt_at: isoDate(lastAttemptAt) }),
    ...(nextAttemptAt !== null && { next_attempt_at: isoDate(nextAttemptAt) }),
    ...(finishedAt !== null && { finished_at: isoDate(finishedAt) }),
  };
}

export const idpRevocationOperations: readonly Operation[] = [
  serve(listIdpRevocations, async ({ vault, query }) => {
    const { state, from, take = defaultTake } = query;
    const { db } = vault.tenant.store;
    const found = await listRevocations(db, { state, after: from, limit: take + 1 });
    const page = found.slice(0, take);
    const next = found.length > take ? page.at(-1)?.revocationId : undefined;
    return answer(200, { idp_revocations: page.map(present), ...(next !== undefined && { next }) });
  }),
];
