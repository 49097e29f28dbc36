import {
  acceptWithPasskey,
  acceptWithPassword,
  createInvitationRegistration,
  inspectInvitation as inspect,
  invite,
} from '../administrators/index.ts';
import { isoDate } from '../base/index.ts';
import {
  acceptInvitation,
  acceptInvitationWithPasskey,
  createInvitation,
  createInvitationChallenge,
  deleteInvitation,
  inspectInvitation,
  listInvitations,
} from '../contract/index.ts';
import { deleteInvitations, type InvitationRecord, listInvitations as list } from '../storage/index.ts';
import { answerSignedIn, readTenantName } from './present-session.ts';
import { answer, type DashboardOperation, serve, serveAnyone } from './request.ts';

function present({ invitationId, role, email, createdAt, expiresAt }: InvitationRecord, creator: string | null) {
  return {
    id: invitationId,
    role,
    ...(email !== null && { email }),
    ...(creator !== null && { created_by: creator }),
    created_at: isoDate(createdAt),
    expires_at: isoDate(expiresAt),
  };
}

export const invitationOperations: readonly DashboardOperation[] = [
  serveAnyone(inspectInvitation, async ({ dashboard: { administration }, body }) => {
    const { kind, role, email, expiresAt } = await inspect(administration, body.token);
    return answer(200, {
      ...{ kind, role, expires_at: isoDate(expiresAt) },
      ...(email !== null && { email }),
      tenant_name: await readTenantName(administration.tenant),
    });
  }),

  serveAnyone(acceptInvitation, async ({ dashboard, body, cookie, log }) => {
    const signedIn = await acceptWithPassword(dashboard.administration, { ...body, replaces: cookie });
    log.about({ administratorId: signedIn.administratorId });
    return answerSignedIn(dashboard, signedIn);
  }),

  serveAnyone(createInvitationChallenge, async ({ dashboard, body, address }) =>
    answer(200, await createInvitationRegistration(dashboard.administration, { ...body, address })),
  ),

  serveAnyone(acceptInvitationWithPasskey, async ({ dashboard, body, cookie, log }) => {
    const signedIn = await acceptWithPasskey(dashboard.administration, { ...body, replaces: cookie });
    log.about({ administratorId: signedIn.administratorId });
    return answerSignedIn(dashboard, signedIn);
  }),

  serve(listInvitations, async ({ dashboard: { administration } }) => {
    const { store, clock } = administration.tenant;
    const found = await list(store.db, clock.now());
    return answer(
      200,
      found.map((invitation) => present(invitation, invitation.creator)),
    );
  }),

  serve(createInvitation, async ({ dashboard: { administration }, body, session }) => {
    const { url, ...made } = await invite(administration, { ...body, createdBy: session.administratorId });
    return answer(201, { ...present(made, session.name), url });
  }),

  serve(deleteInvitation, async ({ dashboard: { administration }, params }) => {
    await deleteInvitations(administration.tenant.store.db, { invitationId: params.id });
    return answer(204, undefined);
  }),
];
