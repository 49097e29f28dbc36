import { mapAttributes, unknownAttributePlaceholders } from './attribute-map.ts';
import { idOf, localPart, objectOf, omit, textOf, wordsOf } from './claims.ts';
import { type ConnectionOptions, defineProvider, type JsonObject, type RawProfile } from './provider.ts';

const suffix = '/.well-known/openid-configuration';

// Claims of the token itself (OpenID Connect Core 1.0 section 2), which say nothing of the user.
const tokenClaims = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'nonce',
  'auth_time',
  'acr',
  'amr',
  'azp',
  'at_hash',
  'c_hash',
  's_hash',
  'sid',
  'typ',
  'session_state',
];

/** Any OpenID provider. */
export const oidc = defineProvider({
  strategy: 'oidc',
  label: 'OpenID Connect',
  docs: 'https://openid.net/specs/openid-connect-core-1_0.html',
  social: false,
  protocol: 'oidc',
  userId: 'qualified',
  discovers: true,
  endpoints: (options) => {
    const metadata = objectOf(options.oidc_metadata);
    const from = (name: string) => textOf(options[name]) ?? textOf(metadata[name]);
    return {
      issuer: from('issuer'),
      authorization_endpoint: from('authorization_endpoint'),
      token_endpoint: from('token_endpoint'),
      userinfo_endpoint: from('userinfo_endpoint'),
      jwks_uri: from('jwks_uri'),
      revocation_endpoint: from('revocation_endpoint'),
      discovery_url: discoveryUrl(options),
    };
  },
  scopes: {
    login: ['openid'],
    defaults: ['openid', 'profile', 'email'],
    separator: ' ',
    known: [
      { scope: 'profile', label: 'See name and picture' },
      { scope: 'email', label: 'See the e-mail address' },
      { scope: 'phone', label: 'See the phone number' },
      { scope: 'address', label: 'See the postal address' },
      { scope: 'offline_access', label: 'Keep access while the user is away' },
    ],
    shownAs: 'text',
  },
  // OpenID Connect Core 1.0 section 11: without the prompt a provider ignores offline_access.
  offline: { scopes: ['offline_access'], parameters: { prompt: 'consent' } },
  reauthentication: { parameters: { prompt: 'login' }, proves: true },
  clientAuthentication: 'client_secret_post',
  pkce: true,
  tokens: { refreshable: true, rotates: true },
  revocation: { way: 'rfc7009' },
  apiBaseUrls: [],
  setUp: [
    {
      name: 'issuer',
      label: 'Issuer',
      type: 'url',
      required: true,
      hint: 'The address in front of /.well-known/openid-configuration; everything else is read there.',
    },
  ],
  subject: (raw) => idOf(raw.claims?.sub),
  profile: (raw, options) => {
    const map = objectOf(options.attribute_map);
    const given = mapAttributes(map.attributes, raw);
    return map.mapping_mode === 'use_map' ? given : { ...allClaims(raw), ...given };
  },
  check: (options) => [
    ...(options.scope !== undefined && !wordsOf(options.scope).includes('openid')
      ? ['options.scope must contain openid']
      : []),
    ...(hasIssuer(options) ? [] : ['options needs issuer or discovery_url']),
    ...unknownAttributePlaceholders(objectOf(options.attribute_map).attributes).map(
      (name) => `options.attribute_map has the unknown placeholder \${${name}}`,
    ),
  ],
  examples: [
    {
      options: { discovery_url: 'https://idp.example/.well-known/openid-configuration', scope: 'openid email groups' },
      raw: {
        claims: { iss: 'https://idp.example', sub: 'u-42', aud: 'client', email: 'john@idp.example', nonce: 'n' },
        userinfo: { sub: 'u-42', name: 'John Foo', email_verified: true, groups: ['keys'] },
        extra: {},
      },
      subject: 'u-42',
      profile: {
        email: 'john@idp.example',
        email_verified: true,
        name: 'John Foo',
        nickname: 'john',
        groups: ['keys'],
      },
      scopes: ['openid', 'email', 'groups'],
    },
    {
      options: {
        issuer: 'https://idp.example',
        attribute_map: {
          mapping_mode: 'use_map',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Auth0's syntax for placeholders
          attributes: { email: '${context.tokenset.mail}', email_verified: '${context.userinfo.proven}' },
        },
      },
      raw: {
        claims: { iss: 'https://idp.example', sub: 'u-42', mail: 'john@idp.example', department: 'Keys' },
        userinfo: { sub: 'u-42', proven: true },
        extra: {},
      },
      subject: 'u-42',
      profile: { email: 'john@idp.example', email_verified: true, name: 'john', nickname: 'john' },
      scopes: ['openid', 'profile', 'email'],
    },
  ],
});

/** Only when it says more than the issuer does, or when there is no issuer. */
function discoveryUrl(options: ConnectionOptions): string | undefined {
  const url = textOf(options.discovery_url);
  const issuer = textOf(options.issuer) ?? textOf(objectOf(options.oidc_metadata).issuer);
  return url === undefined || url === `${issuer?.replace(/\/$/, '')}${suffix}` ? undefined : url;
}

function hasIssuer(options: ConnectionOptions): boolean {
  const places = [options, objectOf(options.oidc_metadata), objectOf(options.endpoints)];
  return textOf(options.discovery_url) !== undefined || places.some((place) => textOf(place.issuer) !== undefined);
}

function allClaims(raw: RawProfile): JsonObject {
  const claims: JsonObject = { ...raw.userinfo, ...raw.claims };
  return {
    ...omit(claims, [...tokenClaims, 'phone_number_verified']),
    nickname: claims.nickname ?? localPart(claims.preferred_username),
    phone_verified: claims.phone_number_verified,
  };
}
