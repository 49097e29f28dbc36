import { removeAdministrator, updateAdministrator as update } from '../administrators/index.ts';
import { isoDate } from '../base/index.ts';
import { deleteAdministrator, listAdministrators, updateAdministrator } from '../contract/index.ts';
import { type ListedAdministrator, listAdministrators as list } from '../storage/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

function present(administrator: ListedAdministrator) {
  const { administratorId, name, email, role, blocked, passwordHash, passkeyCount } = administrator;
  const { createdAt, lastSignInAt } = administrator;
  return {
    ...{ id: administratorId, name, email, role, blocked },
    has_password: passwordHash !== null,
    passkey_count: passkeyCount,
    created_at: isoDate(createdAt),
    ...(lastSignInAt !== null && { last_sign_in_at: isoDate(lastSignInAt) }),
  };
}

export const administratorOperations: readonly DashboardOperation[] = [
  serve(listAdministrators, async ({ dashboard: { administration } }) =>
    answer(200, (await list(administration.tenant.store.db)).map(present)),
  ),

  serve(updateAdministrator, async ({ dashboard: { administration }, params, body }) =>
    answer(200, present(await update(administration, params.id, body))),
  ),

  serve(deleteAdministrator, async ({ dashboard: { administration }, params }) => {
    await removeAdministrator(administration, params.id);
    return answer(204, undefined);
  }),
];
