import { idOf, objectOf, omit, textOf, textsOf, valueAt, withoutEmpty, wordsOf } from './claims.ts';
import { type ConnectionOptions, defineProvider, type JsonObject } from './provider.ts';

/** Names under which profile APIs keep what Auth0's profile has; `fieldsMap` goes before them. */
const usualNames: Readonly<Record<string, readonly string[]>> = {
  user_id: ['id', 'sub', 'user_id'],
  email: ['email'],
  email_verified: ['email_verified'],
  name: ['name', 'display_name'],
  given_name: ['given_name', 'first_name'],
  family_name: ['family_name', 'last_name'],
  nickname: ['nickname', 'preferred_username', 'username', 'login'],
  picture: ['picture', 'avatar_url'],
};

// These would change who is asked or how the request is framed, or replace the user's token.
const ownHeaders = ['authorization', 'host', 'content-length', 'connection', 'transfer-encoding', 'cookie'];

/** A custom social connection. In place of Auth0's script `fetchUserProfile`, `fieldsMap` says where the attributes lie. */
export const oauth2 = defineProvider({
  strategy: 'oauth2',
  label: 'Custom OAuth 2.0',
  docs: 'https://www.rfc-editor.org/rfc/rfc6749',
  social: true,
  protocol: 'oauth2',
  userId: 'qualified',
  endpoints: (options) => ({
    authorization_endpoint: textOf(options.authorizationURL),
    token_endpoint: textOf(options.tokenURL),
    userinfo_endpoint: textOf(options.userinfo_endpoint) ?? textOf(options.userInfoURL),
  }),
  scopes: { login: [], separator: ' ', known: [], shownAs: 'given', join: joinCustomScopes },
  offline: {},
  clientAuthentication: 'client_secret_post',
  pkce: true,
  tokens: { refreshable: true, rotates: true },
  revocation: { way: 'rfc7009' },
  profileHeaders: (options) =>
    Object.fromEntries(Object.entries(textsOf(options.customHeaders)).filter(([name, value]) => isHeader(name, value))),
  apiBaseUrls: [],
  setUp: [
    { name: 'authorizationURL', label: 'Authorization URL', type: 'url', required: true },
    { name: 'tokenURL', label: 'Token URL', type: 'url', required: true },
    {
      name: 'userInfoURL',
      label: 'Profile URL',
      type: 'url',
      required: true,
      hint: 'Answers with the profile as JSON; its member user_id, id or sub must never change.',
    },
  ],
  subject: (raw, options) => idOf(mapped(raw.userinfo, options).user_id),
  identifiesBy: (options) => textOf(objectOf(options.fieldsMap).user_id),
  profile: (raw, options) => omit(mapped(raw.userinfo, options), ['user_id']),
  check: (options) =>
    (textOf(objectOf(options.endpoints).userinfo_endpoint) ??
      textOf(options.userinfo_endpoint) ??
      textOf(options.userInfoURL)) === undefined
      ? ['options needs userInfoURL: where the profile is read (scripts are not run; fieldsMap maps its answer)']
      : [],
  examples: [
    {
      options: {
        authorizationURL: 'https://idp.example/authorize',
        tokenURL: 'https://idp.example/token',
        userInfoURL: 'https://idp.example/api/me',
        scope: 'profile orders',
        fieldsMap: { user_id: 'data.uuid', name: 'data.display', department: 'data.unit.0.title' },
      },
      raw: {
        userinfo: {
          email: 'john@idp.example',
          data: { uuid: 42, display: 'John Foo', unit: [{ title: 'Keys' }] },
        },
        extra: {},
      },
      subject: '42',
      profile: {
        email: 'john@idp.example',
        email_verified: false,
        name: 'John Foo',
        nickname: 'john',
        department: 'Keys',
      },
      scopes: ['profile', 'orders'],
    },
  ],
});

function mapped(userinfo: JsonObject | undefined, options: ConnectionOptions): JsonObject {
  const usual = Object.entries(usualNames).map(([name, paths]) => [
    name,
    paths.map((path) => valueAt(userinfo, path)).find((value) => value !== undefined && value !== null),
  ]);
  const given = Object.entries(textsOf(options.fieldsMap)).map(([name, path]) => [name, valueAt(userinfo, path)]);
  // A mapped user_id without a value must refuse the sign-in, not fall back to another id.
  return { ...withoutEmpty(Object.fromEntries(usual)), ...Object.fromEntries(given) };
}

function isHeader(name: string, value: string): boolean {
  return (
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value) && !ownHeaders.includes(name.toLowerCase())
  );
}

/**
 * The operator's own text goes out as written. Scopes added by a request are parted by commas, as Auth0 does,
 * unless `useOauthSpecScope` asks for RFC 6749's blanks.
 */
function joinCustomScopes(scopes: readonly string[], options: ConnectionOptions): string {
  const configured = [...wordsOf(options.scope), ...wordsOf(options.freeform_scopes)];
  if (scopes.every((scope) => configured.includes(scope))) {
    const written = options.freeform_scopes === undefined ? textOf(options.scope) : undefined;
    return written ?? scopes.join(' ');
  }
  return scopes.join(options.useOauthSpecScope === true ? ' ' : ',');
}
