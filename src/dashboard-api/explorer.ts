import { createTestClient, createTestToken, longestTestTokenLifetime, type Role } from '../contract/index.ts';
import { issueTestToken, testClientId } from '../oauth-server/index.ts';
import { listClientGrants } from '../storage/index.ts';
import {
  createClientGrant,
  type Editor,
  ensureClient,
  findResourceServer,
  managementAudience,
  updateClientGrant,
} from '../tenant/index.ts';
import { tokenReadScope } from '../vault/index.ts';
import { answer, type DashboardOperation, type DashboardRequest, serve } from './request.ts';
import { scopesOfRole } from './scopes-of-role.ts';

const clientId = testClientId;
const name = 'API Explorer (Test Client)';
/** Who may use it has these scopes already: it gives nobody more. */
const like: Role = 'admin';

function editorOf({ vault: { tenant, idpClient } }: DashboardRequest<never>['dashboard']): Editor {
  return { tenant, checkUrl: (url) => idpClient.checkUrl(url) };
}

export const explorerOperations: readonly DashboardOperation[] = [
  serve(createTestClient, async ({ dashboard }) => {
    const { tenant } = dashboard.administration;
    const editor = editorOf(dashboard);
    const created = await ensureClient(editor, clientId, {
      name,
      description: 'Made by the dashboard, which alone issues tokens to it. It may be deleted at any time.',
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
      // Without a secret there is none to get hold of.
      token_endpoint_auth_method: 'none',
    });
    const audience = managementAudience(tenant.issuer);
    const known = (await findResourceServer(tenant, audience))?.scopes ?? new Set<string>();
    const scopes = [...scopesOfRole(like)].filter((scope) => known.has(scope));
    const grants = await listClientGrants(tenant.store.db, clientId);
    const grant = grants.find((one) => one.audience === audience && one.subjectType === 'client');
    if (grant) await updateClientGrant(editor, grant.clientGrantId, { scope: scopes });
    else await createClientGrant(editor, { client_id: clientId, audience, scope: scopes });
    return answer(200, { client_id: clientId, name, created, scopes });
  }),

  serve(createTestToken, async ({ dashboard, session, body, log }) => {
    const { token, expiresIn, scope } = await issueTestToken(dashboard.administration.tenant, {
      sessionHash: session.sessionHash,
      lifetime: body.lifetime_in_seconds ?? longestTestTokenLifetime,
      without: new Set([tokenReadScope]),
    });
    log.about({ clientId });
    log.write('seccft', { scope });
    return answer(200, { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope });
  }),
];
