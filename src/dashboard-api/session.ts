import {
  createReauthenticationRequest,
  createSignInRequest,
  endSession,
  findSession,
  reauthenticateWithPasskey,
  reauthenticateWithPassword,
  signInWithPasskey as signInByPasskey,
  signInWithPassword as signInByPassword,
} from '../administrators/index.ts';
import { ValetkeyError } from '../base/index.ts';
import {
  createReauthenticationChallenge,
  createSignInChallenge,
  endDashboardSession,
  getDashboardSession,
  reauthenticate,
  signInWithPasskey,
  signInWithPassword,
} from '../contract/index.ts';
import { hasAdministrators } from '../storage/index.ts';
import { answerSignedIn, presentSession } from './present-session.ts';
import { answer, type DashboardOperation, serve, serveAnyone } from './request.ts';

export const sessionOperations: readonly DashboardOperation[] = [
  serveAnyone(getDashboardSession, async ({ dashboard, session }) => {
    if (session) return answer(200, await presentSession(dashboard, session));
    const setup_needed = !(await hasAdministrators(dashboard.administration.tenant.store.db));
    return answer(200, { state: 'signed_out', setup_needed });
  }),

  serveAnyone(signInWithPassword, async ({ dashboard, body, address, cookie, log }) => {
    const signedIn = await signInByPassword(dashboard.administration, { ...body, address, replaces: cookie });
    log.about({ administratorId: signedIn.administratorId });
    return answerSignedIn(dashboard, signedIn);
  }),

  serveAnyone(createSignInChallenge, async ({ dashboard, address }) =>
    answer(200, await createSignInRequest(dashboard.administration, address)),
  ),

  serveAnyone(signInWithPasskey, async ({ dashboard, body, address, cookie, log }) => {
    const signedIn = await signInByPasskey(dashboard.administration, { ...body, address, replaces: cookie });
    log.about({ administratorId: signedIn.administratorId });
    return answerSignedIn(dashboard, signedIn);
  }),

  serve(endDashboardSession, async ({ dashboard, session }) => {
    await endSession(dashboard.administration, session);
    return { ...answer(204, undefined), cookie: null };
  }),

  serve(createReauthenticationChallenge, async ({ dashboard, session }) =>
    answer(200, await createReauthenticationRequest(dashboard.administration, session)),
  ),

  serve(reauthenticate, async ({ dashboard, session, body, address, cookie }) => {
    const { administration } = dashboard;
    if ('password' in body) {
      await reauthenticateWithPassword(administration, session, { password: body.password, address });
    } else {
      await reauthenticateWithPasskey(administration, session, body.credential);
    }
    const now = await findSession(administration, cookie);
    if (!now) throw new ValetkeyError('session_required');
    return answer(200, await presentSession(dashboard, now));
  }),
];
