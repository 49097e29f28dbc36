import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Broker,
  createBrowser,
  getManagementToken,
  m2m,
  oauth2Connection,
  oidcConnection,
  other,
  postToken,
  readManagement,
  redeem,
  signIn,
  startBroker,
  tenantFile,
  web,
  webCredentials,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

interface Seen {
  readonly what: string;
  readonly text: string;
}

const idpSecret = 'idp-client-secret-MARKER-9d2e';
const planted = [
  'wrong-MARKER-secret-44aa',
  'wrong-MARKER-code-17bc',
  'MARKER-in-a-header-0f0f',
  'MARKER-in-a-query-91ce',
];
const [wrongSecret, wrongCode, inHeader, inQuery] = planted as [string, string, string, string];

let idp: TestIdp;
let broker: Broker;
/** Everything that must be found nowhere, by what it is. */
const secrets = new Map<string, string>();
/** What may stand in the Location of a redirect: one-time codes on their way through the browser. */
const travelling = new Set<string>();
/** Answers of the broker but those of the token endpoint, and but those that are asked for tokens rightfully. */
const answers: Seen[] = [];

function keep(what: string, value: unknown): void {
  if (typeof value === 'string' && value.length > 10) secrets.set(value, what);
}

/** Records what the broker answers, as it goes by. */
function watchAnswers() {
  const real = globalThis.fetch;
  return vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const response = await real(input, init);
    const url = String(input);
    if (!url.startsWith(broker.url) || new URL(url).pathname === '/oauth/token') return response;
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie' && name !== 'location');
    const text = `${JSON.stringify(headers)} ${await response.clone().text()}`;
    answers.push({ what: `${init?.method ?? 'GET'} ${url.slice(0, 80)}`, text });
    answers.push({
      what: `location of ${url.slice(0, 80)}`,
      text: `LOCATION ${response.headers.get('location') ?? ''}`,
    });
    return response;
  });
}

async function succeed(): Promise<void> {
  for (const connection of ['con1', 'con2']) {
    const browser = createBrowser();
    const { code } = await signIn(broker, { connection, scope: 'openid profile email offline_access' }, browser);
    keep('a code', code);
    travelling.add(code!);
    keep('a session cookie', browser.cookie(broker.url, 'valetkey-session'));
    keep('a browser cookie', browser.cookie(broker.url, 'valetkey-browser'));
    const { body } = await redeem(broker, code!);
    for (const name of ['access_token', 'refresh_token', 'id_token']) keep(`our ${name}`, body[name]);
    const form = { grant_type: 'refresh_token', ...webCredentials, refresh_token: String(body.refresh_token) };
    const refreshed = (await postToken(broker, form)).body;
    keep('a refreshed access token', refreshed.access_token);
    const headers = { authorization: `Bearer ${refreshed.access_token}` };
    await fetch(`${broker.url}/userinfo`, { headers });
    await redeem(broker, code!);
  }
}

async function beRefused(): Promise<void> {
  const grant_type = 'client_credentials';
  await postToken(broker, { grant_type, client_id: m2m.id, client_secret: wrongSecret });
  const basic = Buffer.from(`${m2m.id}:${wrongSecret}`).toString('base64');
  await postToken(broker, { grant_type }, { authorization: `Basic ${basic}` });
  await redeem(broker, wrongCode);
  await redeem(broker, wrongCode, { client_secret: wrongSecret });
  await postToken(broker, { grant_type: 'refresh_token', ...webCredentials, refresh_token: wrongCode });
  const body = new URLSearchParams({ ...webCredentials, token: wrongCode, token_type_hint: inQuery });
  await fetch(`${broker.url}/oauth/revoke`, { method: 'POST', body });
  await fetch(`${broker.url}/oauth/token?client_secret=${inQuery}`, { method: 'POST' });
  for (const path of ['/userinfo', '/api/v2/users/x', '/api/v2/users']) {
    await fetch(`${broker.url}${path}?access_token=${inQuery}`, { headers: { authorization: `Bearer ${inHeader}` } });
    await fetch(`${broker.url}${path}`, { headers: { authorization: `Bearer ${inHeader} ${inHeader}` } });
  }
  const json = { 'content-type': 'application/json' };
  await fetch(`${broker.url}/oauth/token`, { method: 'POST', headers: json, body: `{"client_secret":"${wrongSecret}` });
  await createBrowser().get(`${broker.url}/login/callback?code=${wrongCode}&state=${inQuery}`);
  await createBrowser().get(`${broker.url}/oidc/logout?id_token_hint=${inQuery}`);
}

/** T-E10: the IdP says back what it was told, in every place that it has for words. */
async function beEchoed(): Promise<void> {
  const echo = `bad client ${idpSecret} at_MARKER-echoed-token-31 rt_MARKER-echoed-refresh-32`;
  for (const text of ['at_MARKER-echoed-token-31', 'rt_MARKER-echoed-refresh-32']) keep('an echo of the IdP', text);
  const faults = [
    { token: { kind: 'error', error: 'invalid_grant', description: echo } },
    { token: { kind: 'error', error: idpSecret, description: echo } },
    { token: { kind: 'answer', status: 500, type: 'text/plain', body: echo } },
    { token: { kind: 'answer', status: 200, body: `{"access_token": "${echo}` } },
    { token: { kind: 'answer', status: 200, body: JSON.stringify({ error: echo, access_token: echo }) } },
    { userinfo: { kind: 'error', error: idpSecret, description: echo } },
    { userinfo: { kind: 'answer', body: `{"sub": "${echo}` } },
    { authorize: { kind: 'error', error: 'access_denied', description: echo } },
    { authorize: { kind: 'error', error: idpSecret, description: echo } },
    { discovery: { kind: 'answer', status: 500, body: echo } },
    { jwks: { kind: 'answer', body: `{"keys": "${echo}"` } },
  ] as const;
  for (const fault of faults) {
    idp.behave({ faults: { ...fault } as never });
    const { code } = await signIn(broker);
    // Discovery and keys are known from before: those two faults change nothing.
    if (!('discovery' in fault || 'jwks' in fault)) expect(code).toBeUndefined();
    idp.behave({ faults: {} });
  }
  idp.behave({ idToken: { alg: 'none' } });
  await signIn(broker);
  idp.behave({ idToken: { claims: { nonce: 'other' } } });
  await signIn(broker);
  idp.behave({ idToken: {} });
}

async function readAndDamage(): Promise<void> {
  const full = await getManagementToken(broker);
  keep('a management token', full);
  const plain = await getManagementToken(broker, 'read:users');
  keep('a management token', plain);
  for (const path of [
    '/users',
    '/users?fields=identities',
    '/users?include_totals=true',
    '/users/oidc%7Ccon1%7Cvera',
  ]) {
    expect((await readManagement(broker, path, plain)).status).toBe(200);
  }
  // The rightful reader is not part of what is watched.
  const watched = answers.length;
  for (const path of ['/users/oidc%7Ccon1%7Cvera', '/users/oauth2%7Ccon2%7Cvera']) {
    const { body } = await readManagement(broker, path, full);
    for (const identity of body.identities as Record<string, unknown>[]) {
      keep('an IdP access token', identity.access_token);
      keep('an IdP refresh token', identity.refresh_token);
      expect(identity).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) });
    }
  }
  answers.length = watched;
  await broker.app.tenant.store.db
    .updateTable('idp_tokens')
    .set({ access_token: Buffer.from('damaged') })
    .execute();
  for (const path of ['/users', '/users/oidc%7Ccon1%7Cvera']) {
    expect((await readManagement(broker, path, full)).status).toBe(500);
  }
}

beforeAll(async () => {
  idp = await startTestIdp({ clientSecret: idpSecret });
  // A backend that may have refresh tokens too, so that they can leak.
  const tenant = tenantFile(oidcConnection('con1', idp) + oauth2Connection('con2', idp)).replace(
    /(audience: https:\/\/tenant\.auth0\.com.*\n)/,
    '$1    idp_tokens: { refresh_token: true }\n',
  );
  broker = await startBroker({ tenant });
  for (const secret of [idpSecret, web.secret, m2m.secret, other.secret]) keep('a client secret', secret);
  for (const text of planted) keep('what a caller sent', text);
  const spy = watchAnswers();
  try {
    idp.behave({ refreshTokens: 'always' });
    await succeed();
    await beRefused();
    await beEchoed();
    await readAndDamage();
  } finally {
    spy.mockRestore();
  }
  for (const { endpoint, params } of idp.log) {
    keep('a code of the IdP', params.code);
    keep('a PKCE verifier', params.code_verifier);
    keep('a nonce', params.nonce);
    if (endpoint !== 'authorize') continue;
    keep('a state', params.state);
    for (const name of ['nonce', 'state']) if (params[name]) travelling.add(params[name]);
  }
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

function findSecrets({ what, text }: Seen): string[] {
  const found = [...secrets].filter(([secret]) => text.includes(secret));
  const allowed = text.startsWith('LOCATION') ? travelling : new Set<string>();
  return found.filter(([secret]) => !allowed.has(secret)).map(([, kind]) => `${kind} in ${what}`);
}

test('the run planted what it should have: this test can fail', () => {
  const kinds = new Set(secrets.values());
  expect([...kinds].sort()).toEqual([
    'a PKCE verifier',
    'a browser cookie',
    'a client secret',
    'a code',
    'a code of the IdP',
    'a management token',
    'a nonce',
    'a refreshed access token',
    'a session cookie',
    'a state',
    'an IdP access token',
    'an IdP refresh token',
    'an echo of the IdP',
    'our access_token',
    'our id_token',
    'our refresh_token',
    'what a caller sent',
  ]);
  expect(secrets.size).toBeGreaterThan(60);
  expect(answers.length).toBeGreaterThan(80);
  expect(findSecrets({ what: 'here', text: `x ${idpSecret} y` })).toEqual(['a client secret in here']);
});

test('T-J01: no secret is in the logs, and the logs are there', () => {
  const text = broker.logged();
  expect(text).toContain('/oauth/token');
  expect(text).toContain('"status":500');
  expect(findSecrets({ what: 'the log', text })).toEqual([]);
  expect(text).not.toMatch(/eyJ[\w-]{10,}/);
  expect(text).not.toContain('MARKER');
});

test('V-01, AS-52: no secret is in the database file, its log or anything beside it', async () => {
  const files = await readdir(broker.folder!);
  expect(files).toEqual(expect.arrayContaining(['valetkey.db', 'valetkey.db-wal']));
  for (const file of files) {
    const text = (await readFile(join(broker.folder!, file))).toString('latin1');
    expect(findSecrets({ what: file, text }), file).toEqual([]);
    expect(text).not.toMatch(/eyJ[\w-]{10,}/);
    expect(text).not.toMatch(/BEGIN (RSA |EC )?PRIVATE KEY/);
  }
});

test('T-E10, T-E11: no secret is in an answer outside the token endpoint, but one-time values on their way', () => {
  expect(answers.flatMap(findSecrets)).toEqual([]);
});
