import { idOf, objectOf, omit, textOf, wordsOf } from './claims.ts';
import { fillPlaceholders } from './placeholders.ts';
import { type ConnectionOptions, defineProvider, type JsonObject } from './provider.ts';
import { graphScopes } from './waad-scopes.ts';

const isV1 = (options: ConnectionOptions) => options.identity_api === 'azure-active-directory-v1.0';

/** `tenantId` first: a domain can move to another tenant. */
const tenantOf = (options: ConnectionOptions) =>
  options.useCommonEndpoint === true ? 'common' : (textOf(options.tenantId) ?? textOf(options.tenant_domain));

/** `oid` is promised to be unique within one tenant only; `sub` is unique for the application. */
const usesSub = (options: ConnectionOptions) =>
  options.userid_attribute === 'sub' || (options.userid_attribute !== 'oid' && options.useCommonEndpoint === true);

const resource = (options: ConnectionOptions): Record<string, string> =>
  isV1(options) ? { resource: textOf(options.resource) ?? 'https://graph.microsoft.com' } : {};

// Claims of the token itself, which say nothing of the user.
const tokenClaims = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'aio', 'rh', 'uti', 'ver', 'at_hash', 'c_hash'];

export const waad = defineProvider({
  strategy: 'waad',
  label: 'Microsoft Entra ID (Azure AD)',
  docs: 'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow',
  social: false,
  protocol: 'oidc',
  userId: 'plain',
  // No issuer: it differs by tenant (`expectedIssuer`). No userinfo: it answers only to tokens for Graph, and adds nothing.
  endpoints: (options) => {
    const base = fillPlaceholders('https://login.microsoftonline.com/{tenant}', { tenant: tenantOf(options) });
    if (base === undefined) return {};
    const version = isV1(options) ? '' : '/v2.0';
    return {
      authorization_endpoint: `${base}/oauth2${version}/authorize`,
      token_endpoint: `${base}/oauth2${version}/token`,
      jwks_uri: isV1(options) ? `${base}/discovery/keys` : `${base}/discovery/v2.0/keys`,
    };
  },
  discovers: true,
  scopes: { login: ['openid', 'profile', 'email'], defaults: ['User.Read'], separator: ' ', known: graphScopes },
  authorizeParameters: resource,
  tokenParameters: resource,
  offline: { scopes: ['offline_access'] },
  // auth_time is an optional claim there, which the registration of the application has to ask for.
  reauthentication: { parameters: { prompt: 'login' } },
  clientAuthentication: 'client_secret_post',
  pkce: true,
  tokens: {
    lifetime: 3599,
    refreshable: true,
    rotates: true,
    goneErrors: ['interaction_required', 'consent_required'],
  },
  setUp: [
    {
      name: 'tenant_domain',
      label: 'Directory (tenant) domain or ID',
      type: 'text',
      required: false,
      hint: 'Whose accounts may sign in; leave it out with accounts of all directories.',
    },
    {
      name: 'useCommonEndpoint',
      label: 'Accounts of all directories',
      type: 'switch',
      required: false,
      hint: 'For applications that are registered as multi-tenant.',
    },
  ],
  apiBaseUrls: ['https://graph.microsoft.com/', 'https://management.azure.com/'],
  subject: (raw, options) => idOf(usesSub(options) ? raw.claims?.sub : raw.claims?.oid),
  identifiesBy: (options) => (usesSub(options) ? 'sub' : 'oid'),
  profile: (raw, options) => {
    const claims = { ...raw.claims };
    const upn = claims.upn ?? claims.preferred_username;
    const address = [claims.email, upn].find((value) => typeof value === 'string' && value.includes('@'));
    const attributes: JsonObject = { ...omit(claims, tokenClaims), upn, tenantid: claims.tid, email: address };
    attributes.email_verified = isEmailProven(claims, address, options);
    // Auth0's switches `ext_upn`, `ext_email`, ...: false keeps the attribute out of the profile.
    return Object.fromEntries(Object.entries(attributes).filter(([name]) => options[`ext_${name}`] !== false));
  },
  expectedIssuer: (claims, options) => {
    const tid = textOf(claims.tid)?.toLowerCase();
    const only = options.useCommonEndpoint === true ? wordsOf(options.allowed_tenants) : wordsOf(options.tenantId);
    if (only.length > 0 && !only.some((id) => id.toLowerCase() === tid)) return undefined;
    const own = isV1(options)
      ? 'https://sts.windows.net/{tenantid}/'
      : 'https://login.microsoftonline.com/{tenantid}/v2.0';
    return fillPlaceholders(textOf(objectOf(options.endpoints).issuer) ?? own, { tenantid: tid });
  },
  check: (options) => [
    ...(tenantOf(options) === undefined && textOf(objectOf(options.endpoints).issuer) === undefined
      ? ['options needs tenant_domain or tenantId, or useCommonEndpoint: true']
      : []),
    ...(options.useCommonEndpoint === true && options.userid_attribute === 'oid'
      ? ['options.userid_attribute must be sub with useCommonEndpoint: oid is unique within one tenant only']
      : []),
    ...(options.waad_protocol === 'ws-federation' || options.use_wsfed === true
      ? ['options asks for WS-Federation, which is not spoken here: use waad_protocol openid-connect']
      : []),
  ],
  examples: [
    {
      options: { tenant_domain: 'contoso.onmicrosoft.com', scope: ['Mail.Read'] },
      raw: {
        claims: {
          iss: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
          sub: 'MwDn8JxKXRANG4m1xrRp6U4V3ZXeWbw4Z1T152yktDU',
          oid: '675ebdda-7590-4d79-8ec3-a2d17ab029ba',
          tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
          name: 'John Foo',
          given_name: 'John',
          family_name: 'Foo',
          preferred_username: 'john@contoso.com',
          email: 'john@contoso.com',
        },
        extra: {},
      },
      subject: '675ebdda-7590-4d79-8ec3-a2d17ab029ba',
      profile: {
        email: 'john@contoso.com',
        email_verified: false,
        name: 'John Foo',
        given_name: 'John',
        family_name: 'Foo',
        nickname: 'john',
        oid: '675ebdda-7590-4d79-8ec3-a2d17ab029ba',
        tid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        tenantid: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        upn: 'john@contoso.com',
        preferred_username: 'john@contoso.com',
      },
      scopes: ['openid', 'profile', 'email', 'Mail.Read'],
    },
  ],
});

/** The `email` claim is whatever a tenant's administrator wrote; only `xms_edov` says that the domain's owner was proven. */
function isEmailProven(claims: JsonObject, address: unknown, options: ConnectionOptions): boolean {
  if (options.should_trust_email_verified_connection === 'always_set_emails_as_verified') return true;
  return claims.xms_edov === true && claims.email === address;
}
