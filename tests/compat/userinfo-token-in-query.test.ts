import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  getManagementToken,
  getTokens,
  oidcConnection,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

let idp: TestIdp;
let broker: Broker;
let token: string;

const byQuery = (path: string, query: string) => fetch(`${broker.url}${path}?${query}`);

async function turn(on: boolean): Promise<void> {
  await configure(broker.app, JSON.stringify({ tenant: { flags: { userinfo_token_in_query: on } } }));
}

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)) });
  token = String((await getTokens(broker)).access_token);
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

describe('the switch userinfo_token_in_query, which passport-auth0 needs', () => {
  test('RS-06: off, as it is unless told, a token in the address is not looked at', async () => {
    const answer = await byQuery('/userinfo', `access_token=${token}`);
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 401, text: 'Unauthorized' });
  });

  test('on, it opens /userinfo, and nothing else that a token opens', async () => {
    await turn(true);
    const answer = await byQuery('/userinfo', `access_token=${token}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({ sub: 'oidc|con1|vera' });
    const management = await getManagementToken(broker);
    expect((await byQuery('/api/v2/users/oidc%7Ccon1%7Cvera', `access_token=${management}`)).status).toBe(401);
    expect((await byQuery('/userinfo', `access_token=${token}&access_token=${token}`)).status).toBe(401);
    expect((await byQuery('/userinfo', 'access_token=')).status).not.toBe(200);
    expect((await byQuery('/userinfo', 'access_token=%00%ff')).status).toBe(400);
    const header = { authorization: 'Bearer wrong' };
    expect((await fetch(`${broker.url}/userinfo?access_token=${token}`, { headers: header })).status).toBe(401);
    expect(broker.logged()).not.toContain(token);
  });

  test('off again, it is closed', async () => {
    await turn(false);
    expect((await byQuery('/userinfo', `access_token=${token}`)).status).toBe(401);
  });
});
