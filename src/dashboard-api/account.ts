import {
  addPasskey as add,
  createPasskeyRegistration,
  removePasskey as remove,
  setPassword,
} from '../administrators/index.ts';
import { isoDate } from '../base/index.ts';
import { addPasskey, changePassword, createPasskeyChallenge, listPasskeys, removePasskey } from '../contract/index.ts';
import { listPasskeys as list, type PasskeyRecord } from '../storage/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

function present({ passkeyId, name, backedUp, createdAt, lastUsedAt }: PasskeyRecord) {
  return {
    ...{ id: passkeyId, name, backed_up: backedUp, created_at: isoDate(createdAt) },
    ...(lastUsedAt !== null && { last_used_at: isoDate(lastUsedAt) }),
  };
}

export const accountOperations: readonly DashboardOperation[] = [
  serve(listPasskeys, async ({ dashboard: { administration }, session }) =>
    answer(200, (await list(administration.tenant.store.db, session.administratorId)).map(present)),
  ),

  serve(createPasskeyChallenge, async ({ dashboard: { administration }, session }) =>
    answer(200, await createPasskeyRegistration(administration, session)),
  ),

  serve(addPasskey, async ({ dashboard: { administration }, session, body }) =>
    answer(201, present(await add(administration, session, body))),
  ),

  serve(removePasskey, async ({ dashboard: { administration }, session, params }) => {
    await remove(administration, session, params.id);
    return answer(204, undefined);
  }),

  serve(changePassword, async ({ dashboard: { administration }, session, body }) => {
    await setPassword(administration, session, body.password);
    return answer(204, undefined);
  }),
];
