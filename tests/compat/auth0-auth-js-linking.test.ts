import { AuthClient } from '@auth0/auth0-auth-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser, getManagementToken, oidcConnection, readManagement, web } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;
let client: AuthClient;

beforeAll(async () => {
  idp = await startTestIdp();
  const second = oidcConnection('con2', idp);
  broker = await startTlsBroker({
    tenant: compatTenant(idp).replace('\nresourceServers:', `${second}\nresourceServers:`),
  });
  client = new AuthClient({
    ...{ domain: broker.domain, clientId: web.id, clientSecret: web.secret },
    authorizationParams: { redirect_uri: web.callback, scope: 'openid profile email', connection: 'con1' },
  });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

test('@auth0/auth0-auth-js links and unlinks an account of its user by the addresses that it builds', async () => {
  const browser = createBrowser();
  const { authorizationUrl, codeVerifier } = await client.buildAuthorizationUrl();
  const { url } = await browser.follow(authorizationUrl.href, web.callback);
  const { idToken = '' } = await client.getTokenByCode(url, { codeVerifier });
  const connections = async () => {
    const { body } = await readManagement(broker, '/users/oidc%7Ccon1%7Cvera', await getManagementToken(broker));
    return (body.identities as { connection: string }[]).map(({ connection }) => connection);
  };
  /** Goes to the address, says yes to what is asked there, and redeems the code. */
  async function agree(address: URL, verifier: string, field: string) {
    const { url: page, response } = await browser.follow(address.href, web.callback);
    const html = (await response?.text()) ?? '';
    const find = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
    const form = { confirmation: find('confirmation'), [field]: find(field) };
    const answer = await browser.post(page.href, form);
    return client.getTokenByCode(new URL(answer.headers.get('location') ?? ''), { codeVerifier: verifier });
  }

  idp.behave({ user: 'vera-elsewhere' });
  const link = await client.buildLinkUserUrl({ connection: 'con2', connectionScope: 'openid profile', idToken });
  const linked = await agree(link.linkUserUrl, link.codeVerifier, 'decision');
  expect(linked.claims?.sub).toBe('oidc|con1|vera');
  expect(await connections()).toEqual(['con1', 'con2']);

  const unlink = await client.buildUnlinkUserUrl({ connection: 'con2', idToken });
  const unlinked = await agree(unlink.unlinkUserUrl, unlink.codeVerifier, 'account');
  expect(unlinked.claims?.sub).toBe('oidc|con1|vera');
  expect(await connections()).toEqual(['con1']);
});
