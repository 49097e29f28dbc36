import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

describe.each(databaseKinds)('the journey on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;

  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({ database, tenant: tenantFile(oidcConnection('con1', idp)) });
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  test('a user signs in, and a backend reads the IdP token and calls the IdP with it', async () => {
    const tokens = await getTokens(broker);
    const userId = String(decodeClaims(tokens.id_token).sub);
    expect(userId).toBe('oidc|con1|vera');

    const management = await getManagementToken(broker);
    const { status, body } = await readManagement(broker, `/users/${encodeURIComponent(userId)}`, management);
    expect(status).toBe(200);
    const [identity] = body.identities as Record<string, unknown>[];
    expect(identity).toMatchObject({ provider: 'oidc', connection: 'con1', user_id: 'con1|vera', isSocial: false });

    const answer = await fetch(idp.endpoints.userinfo_endpoint, {
      headers: { authorization: `Bearer ${identity?.access_token}` },
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ sub: 'vera' });
  });
});
