import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Broker,
  createBrowser,
  getManagementToken,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { accessTokenHash, startTestIdp, type TestIdp } from '../idps/index.ts';

const subject = '111199914890750704174';
const userId = `google-oauth2|${subject}`;
const accessToken = 'ya29.GlsPBCS6ahokDlgCYnVLnDKNE71HBXPEzNhAPoKJLAGKDSe1De3_xclahNcdZXoU-26hCpa8h6240TV86dtaEQ4Z';
const john = {
  sub: subject,
  email: 'john.doe@test.com',
  email_verified: true,
  name: 'John Doe',
  given_name: 'John',
  family_name: 'Doe',
  picture: 'https://myavatar/photo.jpg',
  gender: 'male',
  locale: 'en',
};

let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp({ users: { [subject]: john } });
  idp.behave({
    user: subject,
    tokenAnswer: { access_token: accessToken, expires_in: 3599 },
    idToken: { claims: { at_hash: accessTokenHash(accessToken, 'RS256') } },
    faults: { userinfo: { kind: 'answer', body: JSON.stringify(john) } },
  });
  const connection = `
  - name: google-oauth2
    strategy: google-oauth2
    enabled_clients: [web]
    options:
      client_id: ${idp.clientId}
      client_secret: ${idp.clientSecret}
      email: true
      profile: true
      endpoints:
        issuer: ${idp.url}
`;
  broker = await startBroker({ tenant: tenantFile(connection) });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

test("the answer of Auth0's page Call an Identity Provider API of 2017, member by member and with no other", async () => {
  await signIn(broker, { connection: 'google-oauth2' });
  await signIn(broker, { connection: 'google-oauth2' }, createBrowser());
  const token = await getManagementToken(broker, 'read:user_idp_tokens');
  const { status, body, headers } = await readManagement(broker, `/users/${encodeURIComponent(userId)}`, token);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(body).toStrictEqual({
    email: 'john.doe@test.com',
    email_verified: true,
    name: 'John Doe',
    given_name: 'John',
    family_name: 'Doe',
    picture: 'https://myavatar/photo.jpg',
    gender: 'male',
    locale: 'en',
    updated_at: date,
    user_id: userId,
    nickname: 'john.doe',
    identities: [
      {
        provider: 'google-oauth2',
        access_token: accessToken,
        expires_in: 3599,
        user_id: subject,
        connection: 'google-oauth2',
        isSocial: true,
      },
    ],
    created_at: date,
    last_ip: '127.0.0.1',
    last_login: date,
    logins_count: 2,
  });
  expect(body.last_login).toBe(body.updated_at);
  expect(Date.parse(String(body.created_at))).toBeLessThan(Date.parse(String(body.last_login)));
});

test('RS-10: the same answer for read:users lacks the token and is otherwise the same', async () => {
  const path = `/users/${encodeURIComponent(userId)}`;
  const full = await readManagement(broker, path, await getManagementToken(broker, 'read:user_idp_tokens'));
  const plain = await readManagement(broker, path, await getManagementToken(broker, 'read:users'));
  const [identity] = full.body.identities as Record<string, unknown>[];
  const { access_token: _, expires_in: __, ...bare } = identity!;
  expect(plain.body.identities).toStrictEqual([bare]);
  expect({ ...plain.body, identities: [] }).toStrictEqual({ ...full.body, identities: [] });
});
