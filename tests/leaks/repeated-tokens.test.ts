import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Broker,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)) });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

test('T-D19: an IdP that repeats its tokens in the profile does not have them kept in clear', async () => {
  const token = 'ya29.MARKER-token-that-is-repeated-8842';
  idp.behave({
    tokenAnswer: { access_token: token },
    idToken: { claims: { at_hash: undefined } },
    faults: {
      userinfo: {
        kind: 'answer',
        type: 'application/json',
        body: JSON.stringify({
          sub: 'vera',
          name: 'Vera',
          nickname: token,
          accessToken: token,
          debug: { token, more: [token] },
          note: `bearer ${token}`,
          [token]: true,
        }),
      },
    },
  });
  const { id_token } = await getTokens(broker);
  const claims = decodeClaims(id_token);
  expect(claims.name).toBeTypeOf('string');
  expect(JSON.stringify(claims)).not.toContain('MARKER');
  const reader = await getManagementToken(broker, 'read:users');
  const { body } = await readManagement(broker, `/users/${encodeURIComponent(String(claims.sub))}`, reader);
  expect(body.name).toBe(claims.name);
  expect(JSON.stringify(body)).not.toContain('MARKER');
  const rows = await broker.app.tenant.store.db.selectFrom('users').select('profile').execute();
  expect(JSON.stringify(rows)).not.toContain('MARKER');
});
