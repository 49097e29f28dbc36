import { generateKeyPairSync } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { absentEndpoints } from '../../src/contract/index.ts';
import { findProblem } from '../broker/check-answers.ts';
import { createBrowser, getTokens, oidcConnection } from '../broker/index.ts';
import { type Body, type Configured, startConfigured } from '../configuration/set-up.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { allEndpoints, fillPath, nameOf } from './routes.ts';

/** Operations that never succeed, and why. */
const never: Readonly<Record<string, string>> = {
  'POST /users': 'there are no passwords here: users come by signing in',
};

let idp: TestIdp;
let place: Configured;
afterAll(async () => {
  await place.broker.close();
  await idp.close();
});

const succeeded = new Set<string>();
const wrong: string[] = [];

/** One request for this operation; what it answers, held against our own description. */
async function ask(operation: string, path: string, body?: unknown): Promise<Body> {
  const [method = ''] = operation.split(' ');
  const answer = await place.send(method, path, body);
  const text = answer.body === ('' as never) ? '' : JSON.stringify(answer.body);
  const problem = findProblem(method, `/api/v2${path}`, answer.status, text);
  if (problem !== undefined) wrong.push(problem);
  else if (answer.status >= 300) wrong.push(`${operation}: ${answer.status} ${text}`);
  else succeeded.add(operation);
  return answer.body;
}

const firstOf = (list: unknown) => (list as Body[])[0]!;

/** Somebody who has signed in, with a session, a consent-free grant and a refresh token. */
async function newPerson(login_hint: string) {
  const scope = 'openid profile email offline_access';
  const tokens = await getTokens(place.broker, { login_hint, scope }, createBrowser());
  const id = encodeURIComponent(`oidc|con1|${login_hint}`);
  return { id, plain: `oidc|con1|${login_hint}`, idpId: `con1%7C${login_hint}`, tokens };
}

async function useUsers(): Promise<void> {
  const [vera, max] = [await newPerson('vera'), await newPerson('max')];
  await ask('GET /users/{id}', `/users/${vera.id}`);
  await ask('GET /users', '/users?include_totals=true');
  await ask('GET /users-by-email', '/users-by-email?email=vera@example.com');
  await ask('PATCH /users/{id}', `/users/${vera.id}`, { user_metadata: { a: 1 } });
  await ask('GET /user-blocks', '/user-blocks?identifier=vera@example.com');
  await ask('DELETE /user-blocks', '/user-blocks?identifier=vera@example.com');
  await ask('GET /user-blocks/{id}', `/user-blocks/${vera.id}`);
  await ask('DELETE /user-blocks/{id}', `/user-blocks/${vera.id}`);
  await ask('POST /users/{id}/identities', `/users/${vera.id}/identities`, { provider: 'oidc', user_id: 'con1|max' });
  const identities = '/users/{id}/identities/{provider}/{user_id}';
  await ask(`DELETE ${identities}`, `/users/${vera.id}/identities/oidc/${max.idpId}`);
  await ask('GET /users/{id}/connected-accounts', `/users/${vera.id}/connected-accounts`);
  await ask('GET /users/{id}/logs', `/users/${vera.id}/logs`);
  await ask('GET /users/{id}/idp-grants', `/users/${vera.id}/idp-grants`);
  const grant = '/users/{id}/idp-grants/{provider}/{user_id}';
  await ask('GET /idp-token-reads', '/idp-token-reads');
  await ask('POST /idp-token-reads/revoke', '/idp-token-reads/revoke', { client_id: 'm2m', since: '2020-01-01' });
  // As if the IdP had said that it is over.
  const { db } = place.broker.app.tenant.store;
  await db.updateTable('idp_tokens').set({ health: 'needs_reauthorization', health_reason: 'invalid_grant' }).execute();
  const link = { client_id: 'web' };
  await ask(`POST ${grant}/reconnect-link`, `/users/${vera.id}/idp-grants/oidc/${vera.idpId}/reconnect-link`, link);
  await ask(`DELETE ${grant}`, `/users/${vera.id}/idp-grants/oidc/${vera.idpId}`);
  await ask('GET /idp-revocations', '/idp-revocations');
  await ask('GET /idp-grant-events', '/idp-grant-events');
  await ask('GET /broken-idp-grants', '/broken-idp-grants');
  await ask('DELETE /users/{id}', `/users/${max.id}`);
}

async function useSessions(): Promise<void> {
  const { id, plain, tokens } = await newPerson('ida');
  const list = await ask('GET /users/{user_id}/sessions', `/users/${id}/sessions`);
  const session = String(firstOf(list.sessions).id);
  await ask('GET /sessions/{id}', `/sessions/${session}`);
  await ask('PATCH /sessions/{id}', `/sessions/${session}`, { session_metadata: { a: 'b' } });
  const mine = await ask('GET /users/{user_id}/refresh-tokens', `/users/${id}/refresh-tokens`);
  const token = String(firstOf(mine.tokens).id);
  await ask('GET /refresh-tokens', `/refresh-tokens?user_id=${id}`);
  await ask('GET /refresh-tokens/{id}', `/refresh-tokens/${token}`);
  await ask('PATCH /refresh-tokens/{id}', `/refresh-tokens/${token}`, { refresh_token_metadata: null });
  await ask('GET /device-credentials', `/device-credentials?user_id=${id}`);
  await ask('DELETE /device-credentials/{id}', `/device-credentials/${token}`);
  await ask('DELETE /refresh-tokens/{id}', `/refresh-tokens/${token}`);
  await ask('POST /refresh-tokens/revoke', '/refresh-tokens/revoke', { user_id: plain });
  await ask('DELETE /users/{user_id}/refresh-tokens', `/users/${id}/refresh-tokens`);
  await ask('POST /sessions/{id}/revoke', `/sessions/${session}/revoke`);
  await ask('DELETE /sessions/{id}', `/sessions/${session}`);
  await ask('DELETE /users/{user_id}/sessions', `/users/${id}/sessions`);
  await ask('POST /users/{id}/revoke-access', `/users/${id}/revoke-access`, {});
  await ask('GET /grants', '/grants');
  await ask('DELETE /grants/{id}', '/grants/cgr_0000000000000000');
  await ask('DELETE /grants', `/grants?user_id=${id}`);
  expect(tokens.access_token).toBeTypeOf('string');
}

/** Only a user's own token may bring a device's key. */
async function useDeviceKeys(): Promise<void> {
  const audience = `${place.broker.issuer}api/v2/`;
  const scope = 'openid create:current_user_device_credentials';
  const tokens = await getTokens(place.broker, { login_hint: 'kim', audience, scope }, createBrowser());
  const response = await fetch(`${place.broker.url}/api/v2/device-credentials`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ device_name: 'Phone', type: 'public_key', value: 'QUJD', device_id: 'd' }),
  });
  expect(response.status).toBe(201);
  succeeded.add('POST /device-credentials');
}

async function useClients(): Promise<void> {
  const { client_id: id } = await ask('POST /clients', '/clients', { name: 'New', app_type: 'non_interactive' });
  await ask('GET /clients', '/clients');
  await ask('GET /clients/{id}', `/clients/${id}`);
  await ask('PATCH /clients/{id}', `/clients/${id}`, { description: 'x' });
  await ask('GET /clients/{id}/connections', `/clients/${id}/connections`);
  await ask('POST /clients/{id}/rotate-secret', `/clients/${id}/rotate-secret`);
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const credentials = '/clients/{client_id}/credentials';
  const key = await ask(`POST ${credentials}`, `/clients/${id}/credentials`, { credential_type: 'public_key', pem });
  await ask(`GET ${credentials}`, `/clients/${id}/credentials`);
  const one = `/clients/${id}/credentials/${key.id}`;
  await ask(`GET ${credentials}/{credential_id}`, one);
  await ask(`PATCH ${credentials}/{credential_id}`, one, { expires_at: '2099-01-01T00:00:00.000Z' });
  await ask(`DELETE ${credentials}/{credential_id}`, one);
  const identifier = 'https://new.example/';
  const scopes = [{ value: 'read:x' }];
  const made = await ask('POST /resource-servers', '/resource-servers', { name: 'New', identifier, scopes });
  await ask('GET /resource-servers', '/resource-servers');
  await ask('GET /resource-servers/{id}', `/resource-servers/${made.id}`);
  await ask('PATCH /resource-servers/{id}', `/resource-servers/${made.id}`, { token_lifetime: 60 });
  const wish = { client_id: id, audience: identifier, scope: ['read:x'] };
  const grant = await ask('POST /client-grants', '/client-grants', wish);
  await ask('GET /client-grants', '/client-grants');
  await ask('GET /client-grants/{id}', `/client-grants/${grant.id}`);
  await ask('PATCH /client-grants/{id}', `/client-grants/${grant.id}`, { scope: [] });
  await ask('DELETE /client-grants/{id}', `/client-grants/${grant.id}`);
  await ask('DELETE /resource-servers/{id}', `/resource-servers/${made.id}`);
  await ask('DELETE /clients/{id}', `/clients/${id}`);
}

async function useConnections(): Promise<void> {
  const options = { client_id: 'a', client_secret: 'b', issuer: idp.url, type: 'back_channel' };
  const made = await ask('POST /connections', '/connections', { name: 'new', strategy: 'oidc', options });
  const path = `/connections/${made.id}`;
  await ask('GET /connections', '/connections');
  await ask('GET /connections/{id}', path);
  await ask('PATCH /connections/{id}', path, { display_name: 'New' });
  await ask('PATCH /connections/{id}/clients', `${path}/clients`, [{ client_id: 'web', status: true }]);
  await ask('GET /connections/{id}/clients', `${path}/clients`);
  await ask('GET /connections/{id}/status', `${path}/status`);
  await ask('DELETE /connections/{id}', path);
}

async function useTheRest(): Promise<void> {
  await ask('GET /tenants/settings', '/tenants/settings');
  await ask('PATCH /tenants/settings', '/tenants/settings', { friendly_name: 'Test Tenant' });
  await ask('GET /branding', '/branding');
  const texts = '/prompts/login/custom-text/en';
  await ask('GET /prompts/{prompt}/custom-text/{language}', texts);
  await ask('PUT /prompts/{prompt}/custom-text/{language}', texts, { login: { title: 'Hello' } });
  await ask('PATCH /branding', '/branding', { colors: { primary: '#102030' } });
  await ask('POST /blacklists/tokens', '/blacklists/tokens', { jti: 'x' });
  await ask('GET /blacklists/tokens', '/blacklists/tokens');
  await place.broker.app.tenantLog.flush();
  const [log] = (await ask('GET /logs', '/logs')) as unknown as Body[];
  await ask('GET /logs/{id}', `/logs/${log!.log_id}`);
  await ask('GET /stats/active-users', '/stats/active-users');
  await ask('GET /stats/daily', '/stats/daily');
  const { id } = await ask('POST /jobs/users-exports', '/jobs/users-exports', {});
  await place.broker.app.userExports.run();
  await ask('GET /jobs/{id}', `/jobs/${id}`);
  await ask('GET /jobs/{id}/errors', `/jobs/${id}/errors`);
  for (const { endpoint } of absentEndpoints) {
    const { method, path } = endpoint;
    const settings = await place.send('GET', fillPath(path));
    await ask(nameOf(endpoint), fillPath(path), method === 'GET' ? undefined : settings.body);
  }
}

/** Last, because what is revoked here signs the tokens of everybody. */
async function useSigningKeys(): Promise<void> {
  const keys = (await ask('GET /keys/signing', '/keys/signing')) as unknown as Body[];
  await ask('GET /keys/signing/{kid}', `/keys/signing/${keys[0]!.kid}`);
  // The next key has to have been published for ten minutes before it signs.
  place.broker.clock.advance(700_000);
  await ask('POST /keys/signing/rotate', '/keys/signing/rotate');
  const previous = ((await place.send('GET', '/keys/signing')).body as unknown as Body[]).find((key) => key.previous);
  await ask('PUT /keys/signing/{kid}/revoke', `/keys/signing/${previous!.kid}/revoke`);
}

test('every operation that is described succeeds once, with an answer that is as it is described', async () => {
  idp = await startTestIdp();
  idp.behave({ refreshTokens: 'always' });
  place = await startConfigured(oidcConnection('con1', idp));
  await useUsers();
  await useSessions();
  await useDeviceKeys();
  await useClients();
  await useConnections();
  await useTheRest();
  await useSigningKeys();
  expect(wrong).toEqual([]);
  const missing = allEndpoints.map(nameOf).filter((name) => !succeeded.has(name) && never[name] === undefined);
  expect(missing).toEqual([]);
  expect(Object.keys(never).filter((name) => succeeded.has(name))).toEqual([]);
});
