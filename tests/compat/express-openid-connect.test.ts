import express from 'express';
import openidConnect from 'express-openid-connect';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser, web } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { type ExpressServer, serveExpress } from './express-server.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;
let app: ExpressServer;

beforeAll(async () => {
  idp = await startTestIdp();
  const server = express();
  app = await serveExpress(server);
  const { url } = app;
  broker = await startTlsBroker({ tenant: compatTenant(idp, [`${url}/callback`], [url]) });
  server.use(
    openidConnect.auth({
      issuerBaseURL: broker.url,
      baseURL: url,
      clientID: web.id,
      clientSecret: web.secret,
      secret: 'a long random text that signs the cookie of the application',
      authRequired: false,
      auth0Logout: false,
      idpLogout: true,
      authorizationParams: { response_type: 'code', scope: 'openid profile email offline_access', connection: 'con1' },
    }),
  );
  server.get('/', (request, response) => void response.send(request.oidc.isAuthenticated() ? 'in' : 'out'));
  server.get('/profile', openidConnect.requiresAuth(), async (request, response) => {
    response.json({ user: request.oidc.user, info: await request.oidc.fetchUserInfo() });
  });
  server.get('/refresh', openidConnect.requiresAuth(), async (request, response) => {
    const before = request.oidc.accessToken?.access_token;
    const after = await request.oidc.accessToken?.refresh();
    response.json({ changed: before !== undefined && after !== undefined && before !== after.access_token });
  });
});
afterAll(async () => {
  await app.close();
  await broker.close();
  await idp.close();
});

describe('express-openid-connect in a real express application', () => {
  test('login, profile, refresh and logout', async () => {
    const browser = createBrowser();
    expect(await (await browser.get(app.url)).text()).toBe('out');
    const landed = await browser.follow(`${app.url}/login`, `${app.url}/never`);
    expect(landed.response?.status).toBe(200);
    expect(await (await browser.get(app.url)).text()).toBe('in');
    const vera = { sub: 'oidc|con1|vera', email: 'vera@example.com' };
    expect(await (await browser.get(`${app.url}/profile`)).json()).toMatchObject({ user: vera, info: vera });
    expect(await (await browser.get(`${app.url}/refresh`)).json()).toEqual({ changed: true });
    await browser.follow(`${app.url}/logout`, `${app.url}/never`);
    expect(await (await browser.get(app.url)).text()).toBe('out');
    // The session at the broker is gone too: the next sign-in asks the IdP again.
    const before = idp.requests('authorize').length;
    await browser.follow(`${app.url}/login`, `${app.url}/never`);
    expect(idp.requests('authorize').length).toBe(before + 1);
  });

  test('a page that needs a user sends a stranger to sign in, and comes back to it', async () => {
    const { response, url } = await createBrowser().follow(`${app.url}/profile`, `${app.url}/never`);
    expect({ status: response?.status, path: url.pathname }).toEqual({ status: 200, path: '/profile' });
  });

  test('a callback that nobody began is refused by the application', async () => {
    const { status } = await createBrowser().get(`${app.url}/callback?code=x&state=y`);
    expect(status).toBe(400);
  });
});
