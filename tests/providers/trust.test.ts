import { describe, expect, test } from 'vitest';
import { type ConnectionOptions, findProvider, findTrustChanges } from '../../src/providers/index.ts';

const corp = 'https://corp.example';
const evil = 'https://evil.example';
const tracker = { authorizationURL: `${corp}/a`, tokenURL: `${corp}/t`, userInfoURL: `${corp}/me` };
const hub = { authorization_endpoint: `${corp}/a`, token_endpoint: `${corp}/t`, userinfo_endpoint: `${corp}/me` };

type Case = [what: string, strategy: string, before: ConnectionOptions, after: ConnectionOptions, changed: string[]];

describe('T-D17: which settings make somebody else speak for the users of a connection', () => {
  test.each<Case>([
    [
      'a discovery document elsewhere',
      'oidc',
      { issuer: corp },
      { issuer: corp, discovery_url: `${evil}/d` },
      ['discovery_url'],
    ],
    ['keys elsewhere', 'oidc', { issuer: corp }, { issuer: corp, jwks_uri: `${corp}/of-max` }, ['jwks_uri']],
    [
      'keys elsewhere, among the overrides',
      'oidc',
      { issuer: corp },
      { endpoints: { issuer: corp, jwks_uri: `${evil}/k` } },
      ['jwks_uri'],
    ],
    [
      'a profile elsewhere',
      'oidc',
      { issuer: corp },
      { issuer: corp, userinfo_endpoint: `${evil}/me` },
      ['userinfo_endpoint'],
    ],
    [
      'another document of the same host',
      'oidc',
      { discovery_url: `${corp}/a/d` },
      { discovery_url: `${corp}/b/d` },
      ['discovery_url'],
    ],
    [
      'the issuer of a document, with other keys',
      'oidc',
      { discovery_url: `${corp}/d` },
      { issuer: `${corp}/x`, jwks_uri: `${evil}/k` },
      ['discovery_url', 'jwks_uri'],
    ],
    [
      'a profile of a custom provider',
      'oauth2',
      tracker,
      { ...tracker, userInfoURL: `${evil}/me` },
      ['userinfo_endpoint'],
    ],
    ['another member for the id', 'oauth2', tracker, { ...tracker, fieldsMap: { user_id: 'nickname' } }, ['user_id']],
    [
      'a token endpoint that borrows the issuer',
      'oauth2',
      tracker,
      { ...tracker, tokenURL: `${evil}/t`, endpoints: { issuer: corp } },
      ['token_endpoint'],
    ],
    [
      'a profile of a known provider',
      'github',
      {},
      { endpoints: { userinfo_endpoint: `${evil}/user` } },
      ['userinfo_endpoint'],
    ],
    [
      'keys of Entra ID',
      'waad',
      { tenant_domain: 'c' },
      { tenant_domain: 'c', endpoints: { jwks_uri: `${evil}/k` } },
      ['jwks_uri'],
    ],
    [
      'the issuer pattern of Entra ID',
      'waad',
      { tenant_domain: 'c' },
      { tenant_domain: 'c', endpoints: { issuer: `${evil}/{tenantid}` } },
      ['issuer'],
    ],
    [
      'another claim of Entra ID',
      'waad',
      { tenant_domain: 'c' },
      { tenant_domain: 'c', userid_attribute: 'sub' },
      ['user_id'],
    ],
    [
      'nothing',
      'oidc',
      { issuer: corp, scope: 'openid' },
      { issuer: corp, scope: 'openid email', client_secret: 'x' },
      [],
    ],
    ['another issuer, whose users are others', 'oidc', { issuer: corp }, { issuer: evil }, []],
    [
      'another host, whose users are others',
      'oidc',
      { discovery_url: `${corp}/d` },
      { discovery_url: `${evil}/d` },
      [],
    ],
    [
      'a token endpoint, which signs nothing',
      'oidc',
      { issuer: corp },
      { issuer: corp, token_endpoint: `${evil}/t` },
      [],
    ],
    [
      'another path of the same API',
      'oauth2',
      tracker,
      { ...tracker, userInfoURL: `${corp}/v2/me`, tokenURL: `${corp}/v2/t` },
      [],
    ],
    ['a whole move, whose users are others', 'github', {}, { endpoints: hub }, []],
    [
      'a domain in the place of a directory id',
      'waad',
      { tenant_domain: 'c' },
      { tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47' },
      [],
    ],
  ])('%s (%s)', (_what, strategy, before, after, changed) => {
    expect(findTrustChanges(findProvider(strategy)!, before, after).toSorted()).toEqual(changed);
  });
});
