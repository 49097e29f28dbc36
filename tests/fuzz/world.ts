import { managementScopes } from '../../src/contract/index.ts';
import { createBrowser, oidcConnection, signIn, startBroker, tenantFile, web } from '../broker/index.ts';
import { startTestIdp } from '../idps/index.ts';
import type { Known } from './values.ts';

const people = ['vera', 'max', 'kim', 'lena', 'oleg', 'ines'];

/** All of it comes from one address: refusals for its number would hide what the rest is answered. */
const wide = '{ requests: 1000000, seconds: 60 }';
const limits = `limits: { failures: ${wide}, sign_in: ${wide}, push_address: ${wide} }`;

/** A broker with users, applications and an IdP, and the names that mean something there. */
export async function openFuzzWorld() {
  const idp = await startTestIdp();
  const scopes = JSON.stringify(managementScopes.map(({ value }) => value));
  const tenant = tenantFile(oidcConnection('con1', idp))
    .replace("['read:users', 'read:user_idp_tokens', 'read:clients']", scopes)
    .replace('tenant:', `tenant:\n  ${limits}`);
  const broker = await startBroker({ tenant, keepLog: false });
  for (const login_hint of people) await signIn(broker, { login_hint }, createBrowser());
  const { db } = broker.app.tenant.store;
  const grants = await db.selectFrom('client_grants').select('client_grant_id').execute();
  const connections = await db.selectFrom('connections').select('connection_id').execute();
  const users = people.map((name) => `oidc|con1|${name}`);
  const known: Known = {
    users,
    user_id: users,
    clients: ['web', 'spa', 'other', 'm2m'],
    client_id: ['web', 'spa', 'other', 'm2m'],
    'client-grants': grants.map(({ client_grant_id }) => client_grant_id),
    connections: connections.map(({ connection_id }) => connection_id),
    connection_id: connections.map(({ connection_id }) => connection_id),
    connection: ['con1'],
    provider: ['oidc', 'google-oauth2', 'oauth2'],
    redirect_uri: [web.callback],
    response_type: ['code', 'token', 'id_token'],
    response_mode: ['query', 'fragment', 'form_post', 'web_message'],
    scope: ['openid', 'openid profile email offline_access', 'read:users'],
    prompt: ['none', 'login', 'consent', 'none login'],
    grant_type: ['client_credentials', 'authorization_code', 'refresh_token', 'password'],
    audience: [`${broker.issuer}api/v2/`, 'https://api.example.com/'],
    client_secret: [web.secret],
    code_challenge_method: ['S256', 'plain'],
    email: ['vera@example.com'],
    fields: ['user_id', 'user_id,email', 'identities', 'identities.access_token'],
    include_fields: ['true', 'false'],
    include_totals: ['true', 'false'],
    page: ['0', '1', '1000', '1000000'],
    per_page: ['0', '1', '50', '100', '101'],
    take: ['1', '50', '100'],
    sort: ['user_id:1', 'created_at:-1', 'email:1', 'name:1', 'date:-1', 'x:1', 'app_metadata.x:1'],
    search_engine: ['v1', 'v2', 'v3'],
    state: ['s'],
  };
  return {
    broker,
    tenant,
    known,
    async close() {
      await broker.close();
      await idp.close();
    },
  };
}
