import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  decodeClaims,
  getTokens,
  oidcConnection,
  postToken,
  redeem,
  signIn,
  startBroker,
  tenantFile,
  webCredentials,
} from '../../broker/index.ts';
import { startTestIdp, type TestIdp } from '../../idps/index.ts';

let idp: TestIdp;
let broker: Broker;
const on = () => configure(broker.app, tenantFile(oidcConnection('con1', idp)));
const off = () => configure(broker.app, tenantFile(oidcConnection('con1', idp, '[other]')));

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)) });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

test('T-B16: a code of a connection that was switched off since is refused', async () => {
  const { code } = await signIn(broker);
  await off();
  const { status, body } = await redeem(broker, code ?? '');
  await on();
  expect(status).toBe(403);
  expect(body.error).toBe('invalid_grant');
});

test('T-B16: a refresh token works only while its connection is enabled for the client', async () => {
  const { refresh_token } = await getTokens(broker, { scope: 'openid offline_access' });
  const refresh = () =>
    postToken(broker, { grant_type: 'refresh_token', ...webCredentials, refresh_token: String(refresh_token) });
  await off();
  expect((await refresh()).body.error).toBe('invalid_grant');
  await on();
  expect((await refresh()).status).toBe(200);
});

test('AS-19: a subject outside printable ASCII becomes a sub inside it, and the same one each time', async () => {
  idp.behave({ user: 'ü b' });
  const first = decodeClaims((await getTokens(broker)).id_token).sub;
  const second = decodeClaims((await getTokens(broker)).id_token).sub;
  expect(first).toBe('oidc|con1|%C3%BC%20b');
  expect(second).toBe(first);
});
