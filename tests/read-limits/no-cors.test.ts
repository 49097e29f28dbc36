import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/contract/index.ts';
import { type Broker, getManagementToken, oidcConnection, signIn, startBroker, tenantFile } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

/** All that pages of other origins may call: none of it can carry an IdP's token. */
const open = new Set([
  '/oauth/token',
  '/oauth/par',
  '/oauth/revoke',
  '/userinfo',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/.well-known/jwks.json',
]);
const origins = ['http://127.0.0.1:9', 'https://app.example.com', 'https://evil.example', 'null'];

/** The paths of the router, as it prints them: a tree of segments, four characters of indent a level. */
function routesOf(printed: string): string[] {
  const parts: string[] = [];
  const paths: string[] = [];
  for (const line of printed.split('\n')) {
    const found = /^([\s│]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!found) continue;
    const [, indent = '', part = '', methods] = found;
    parts.length = indent.length / 4;
    parts.push(part);
    // A place that has several names in several routes is printed with all of them.
    if (methods) paths.push(parts.join('').replaceAll(/:[\w|:]+/g, ':id'));
  }
  return [...new Set(paths)];
}

describe('no page of another origin reads what can carry an IdP token', () => {
  let idp: TestIdp;
  let broker: Broker;
  let token: string;
  let routes: string[];

  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)) });
    await signIn(broker);
    token = await getManagementToken(broker);
    routes = routesOf(broker.app.http.printRoutes({ commonPrefix: false }));
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  function corsHeaders(response: Response): string[] {
    return [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
  }

  const fill = (path: string) => path.replace(/^(?=\*)/, '/').replaceAll(/:\w+|\*/g, 'oidc%7Ccon1%7Cvera');

  async function ask(path: string, method: string, headers: Record<string, string>): Promise<Response> {
    const response = await fetch(broker.url + fill(path), { method, headers, redirect: 'manual' });
    await response.arrayBuffer();
    return response;
  }

  test('the list of routes is whole: every operation of the contract and every open path is in it', () => {
    const operations = endpoints.map(({ path }) => `/api/v2${path.replaceAll(/\{\w+\}/g, ':id')}`);
    for (const path of [...operations, ...open, '/authorize', '/login/callback']) expect(routes).toContain(path);
  });

  test('AS-25: no route but the open ones answers with CORS headers, whoever asks, with what token, by what method', async () => {
    const found: string[] = [];
    for (const path of routes.filter((route) => !open.has(route))) {
      for (const origin of origins) {
        for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
          const headers = {
            origin,
            authorization: `Bearer ${token}`,
            ...(method === 'OPTIONS' && {
              'access-control-request-method': 'GET',
              'access-control-request-headers': 'authorization',
              'access-control-request-private-network': 'true',
            }),
          };
          const response = await ask(path, method, headers);
          if (corsHeaders(response).length > 0) found.push(`${method} ${path} from ${origin}`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  test('AS-25: the one answer that does carry a token is not for pages either', async () => {
    for (const origin of origins) {
      const response = await fetch(`${broker.url}/api/v2/users/oidc%7Ccon1%7Cvera`, {
        headers: { origin, authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('"access_token":"at_');
      expect(corsHeaders(response)).toEqual([]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('AS-25: a page of an origin that the tenant knows is no exception, nor is a path that is not there', async () => {
    for (const path of ['/api/v2/users', '/api/v2/nowhere', '/nowhere', '/api/v2/', '/api/v2//users']) {
      for (const method of ['GET', 'OPTIONS']) {
        const asking = { origin: 'http://127.0.0.1:9', 'access-control-request-method': 'GET' };
        expect(corsHeaders(await ask(path, method, asking)), `${method} ${path}`).toEqual([]);
      }
    }
  });

  test('the open paths are open, without cookies, so that the tests above can see CORS headers where there are some', async () => {
    for (const path of open) {
      const response = await ask(path, 'OPTIONS', {
        origin: 'https://evil.example',
        'access-control-request-method': 'GET',
      });
      expect(response.headers.get('access-control-allow-origin'), path).toBe('*');
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});
