import express from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, configure, getManagementToken, getTokens, other, postToken } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { type ExpressServer, serveExpress } from './express-server.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;
let app: ExpressServer;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startTlsBroker({ tenant: compatTenant(idp) });
  const server = express();
  // Strict: it takes the dialect of RFC 9068 alone.
  const options = { issuerBaseURL: broker.url, audience: api, tokenSigningAlg: 'RS256' };
  server.get('/strict', auth({ ...options, strict: true }), (_request, response) => void response.json({}));
  server.use(auth(options));
  server.get('/things', requiredScopes('read:things'), (request, response) => {
    response.json({ sub: request.auth?.payload.sub });
  });
  server.get('/writing', requiredScopes('write:things'), (_request, response) => void response.json({}));
  app = await serveExpress(server);
});
afterAll(async () => {
  await app.close();
  await broker.close();
  await idp.close();
});

function call(path: string, token: unknown): Promise<Response> {
  return fetch(`${app.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
}

describe('express-oauth2-jwt-bearer protects an API of the operator with our tokens', () => {
  test("a user's token opens what its scopes say, and nothing else", async () => {
    const { access_token: token } = await getTokens(broker, { audience: api, scope: 'openid read:things' });
    const read = await call('/things', token);
    expect({ status: read.status, body: await read.json() }).toEqual({
      status: 200,
      body: { sub: 'oidc|con1|vera' },
    });
    expect((await call('/writing', token)).status).toBe(403);
  });

  test("a machine's token opens it too", async () => {
    const credentials = { client_id: other.id, client_secret: other.secret, audience: api };
    const { body } = await postToken(broker, { grant_type: 'client_credentials', ...credentials });
    expect((await call('/things', body.access_token)).status).toBe(200);
  });

  test('tokens of both dialects open it, and where RFC 9068 is demanded only its own', async () => {
    const get = async () => (await getTokens(broker, { audience: api, scope: 'openid read:things' })).access_token;
    const usual = await get();
    expect([(await call('/things', usual)).status, (await call('/strict', usual)).status]).toEqual([200, 401]);
    const profile = { name: 'Example API', identifier: api, token_dialect: 'rfc9068_profile' };
    await configure(broker.app, JSON.stringify({ resourceServers: [profile] }));
    const token = await get();
    expect([(await call('/things', token)).status, (await call('/strict', token)).status]).toEqual([200, 200]);
  });

  test('a token for another API, an ID token and an opaque one do not', async () => {
    const tokens = await getTokens(broker);
    const management = await getManagementToken(broker);
    for (const token of [management, tokens.id_token, tokens.access_token]) {
      expect((await call('/things', token)).status).toBe(401);
    }
  });
});
