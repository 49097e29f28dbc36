import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  decodeClaims,
  getTokens,
  type Parameters,
  startBroker,
  tenantFile,
  tokensAsAuth0,
} from '../broker/index.ts';
import { type Behaviour, startTestIdp, type TestIdp, type TestIdpOptions } from '../idps/index.ts';
import { identityOf, readUser } from '../sign-in/set-up.ts';

const realm = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const pairwise = 'MwDn8JxKXRANG4m1xrRp6U4V3ZXeWbw4Z1T152yktDU';
const oid = '675ebdda-7590-4d79-8ec3-a2d17ab029ba';

const entraClaims = {
  oid,
  tid: realm,
  name: 'John Foo',
  preferred_username: 'john@contoso.com',
  email: 'john@contoso.com',
  email_verified: undefined,
};

interface Case {
  readonly strategy: string;
  readonly options: (idp: TestIdp) => Record<string, unknown>;
  readonly idp?: TestIdpOptions;
  /** How this IdP answers. */
  readonly behaviour: Partial<Behaviour>;
  readonly request?: Parameters;
  /** What the IdP must be asked at its authorization endpoint, and at its token endpoint. */
  readonly asked: Record<string, unknown>;
  readonly tokenRequest?: Record<string, unknown>;
  readonly user: Record<string, unknown>;
  readonly identity: Record<string, unknown>;
}

/** Profile addresses of an OAuth 2.0 IdP that is asked under /api. */
const withProfileAt = (idp: TestIdp, path: string) => ({
  authorization_endpoint: idp.endpoints.authorization_endpoint,
  token_endpoint: idp.endpoints.token_endpoint,
  userinfo_endpoint: `${idp.url}${path}`,
});

const githubUser = {
  login: 'octocat',
  id: 583231,
  avatar_url: 'https://avatars.githubusercontent.com/u/583231?v=4',
  name: 'The Octocat',
  email: null,
  created_at: '2011-01-25T18:44:36Z',
};
const githubProfile: Omit<Case, 'behaviour'> = {
  strategy: 'github',
  options: (idp) => ({ endpoints: withProfileAt(idp, '/api/user'), scope: ['repo'] }),
  asked: { scope: 'read:user user:email repo', code_challenge_method: 'S256', nonce: undefined },
  user: {
    user_id: 'github|583231',
    name: 'The Octocat',
    nickname: 'octocat',
    picture: githubUser.avatar_url,
    email: 'octocat@example.com',
    email_verified: true,
  },
  identity: { provider: 'github', user_id: '583231', isSocial: true, expires_in: undefined },
};
const githubApi = {
  '/api/user': githubUser,
  '/api/user/emails': [
    { email: 'old@example.com', primary: false, verified: true },
    { email: 'octocat@example.com', primary: true, verified: true },
  ],
};
const githubToken = { token_type: 'bearer', scope: 'read:user,repo,user:email', expires_in: undefined };

const cases: Record<string, Case> = {
  'google-oauth2': {
    strategy: 'google-oauth2',
    options: (idp) => ({ endpoints: idp.endpoints, email: true, profile: true, calendar: true }),
    idp: {
      users: {
        '103547991597142817347': {
          email: 'johnfoo@gmail.com',
          email_verified: true,
          name: 'John Foo',
          given_name: 'John',
          family_name: 'Foo',
          picture: 'https://lh3.googleusercontent.com/a/photo.jpg',
          locale: 'en',
          hd: 'example.com',
        },
      },
    },
    behaviour: {
      user: '103547991597142817347',
      accessTokenLifetime: 3599,
      tokenAnswer: { scope: 'openid https://www.googleapis.com/auth/userinfo.email' },
    },
    request: { access_type: 'offline', connection_scope: 'https://www.googleapis.com/auth/drive' },
    asked: {
      access_type: 'offline',
      prompt: 'consent',
      scope: expect.stringMatching(/openid.*auth\/calendar.*auth\/drive/),
      nonce: expect.any(String),
    },
    user: {
      user_id: 'google-oauth2|103547991597142817347',
      email: 'johnfoo@gmail.com',
      email_verified: true,
      name: 'John Foo',
      given_name: 'John',
      family_name: 'Foo',
      nickname: 'johnfoo',
      picture: 'https://lh3.googleusercontent.com/a/photo.jpg',
      locale: 'en',
    },
    identity: {
      provider: 'google-oauth2',
      user_id: '103547991597142817347',
      isSocial: true,
      expires_in: 3599,
      refresh_token: expect.any(String),
    },
  },
  github: { ...githubProfile, behaviour: { api: githubApi, tokenAnswer: githubToken } },
  'github that answers with form data, and does not show addresses': {
    ...githubProfile,
    behaviour: {
      api: { '/api/user': githubUser, '/api/user/emails': { message: 'Not Found' } },
      tokenAnswer: { token_type: 'bearer', scope: 'repo', expires_in: undefined, id_token: undefined },
      formEncoded: true,
    },
    user: { user_id: 'github|583231', nickname: 'octocat', email: undefined, email_verified: undefined },
  },
  facebook: {
    strategy: 'facebook',
    options: (idp) => ({ endpoints: withProfileAt(idp, '/api/me?fields=id,name,email'), scope: 'user_birthday' }),
    behaviour: {
      api: {
        '/api/me': {
          id: '10157820145678901',
          name: 'John Foo',
          email: 'john.foo@example.com',
          first_name: 'John',
          last_name: 'Foo',
          email_verified: true,
          picture: { data: { height: 200, url: 'https://scontent.xx.fbcdn.net/v/photo.jpg' } },
        },
      },
      tokenAnswer: { token_type: 'bearer', expires_in: 5_183_944, scope: undefined },
    },
    asked: { scope: 'email,public_profile,user_birthday' },
    user: {
      user_id: 'facebook|10157820145678901',
      email: 'john.foo@example.com',
      email_verified: false,
      given_name: 'John',
      family_name: 'Foo',
      picture: 'https://scontent.xx.fbcdn.net/v/photo.jpg',
    },
    identity: { provider: 'facebook', user_id: '10157820145678901', isSocial: true, expires_in: 5_183_944 },
  },
  bitbucket: {
    strategy: 'bitbucket',
    options: (idp) => ({ endpoints: withProfileAt(idp, '/api/2.0/user'), profile: true }),
    behaviour: {
      api: {
        '/api/2.0/user': {
          uuid: '{a1b2c3d4-0000-4000-8000-123456789abc}',
          account_id: '557058:0b5c6d7e',
          display_name: 'John Foo',
          nickname: 'johnfoo',
          links: { avatar: { href: 'https://secure.gravatar.com/avatar/1.png' } },
        },
        '/api/2.0/user/emails': { values: [{ email: 'john@example.com', is_primary: true, is_confirmed: true }] },
      },
      refreshTokens: 'always',
      tokenAnswer: { scopes: 'account email', scope: undefined, expires_in: 7200, state: '' },
    },
    asked: { scope: 'account email', code_challenge: undefined },
    tokenRequest: { client_secret: undefined, code_verifier: undefined },
    user: {
      user_id: 'bitbucket|{a1b2c3d4-0000-4000-8000-123456789abc}',
      email: 'john@example.com',
      email_verified: true,
      name: 'John Foo',
      nickname: 'johnfoo',
      picture: 'https://secure.gravatar.com/avatar/1.png',
    },
    identity: {
      provider: 'bitbucket',
      user_id: '{a1b2c3d4-0000-4000-8000-123456789abc}',
      isSocial: true,
      expires_in: 7200,
      refresh_token: expect.any(String),
    },
  },
  'waad of version 2': {
    strategy: 'waad',
    options: (idp) => ({
      tenant_domain: 'contoso.onmicrosoft.com',
      endpoints: { issuer: idp.url },
      scope: ['Mail.Read'],
    }),
    idp: { users: { [pairwise]: entraClaims } },
    behaviour: {
      user: pairwise,
      tokenAnswer: { expires_in: 3599, ext_expires_in: 3599, scope: 'openid profile email Mail.Read' },
    },
    request: { access_type: 'offline' },
    asked: {
      scope: expect.stringMatching(/^(?=.*openid)(?=.*Mail\.Read)(?=.*offline_access)/),
      resource: undefined,
    },
    user: {
      user_id: `waad|${oid}`,
      email: 'john@contoso.com',
      email_verified: false,
      name: 'John Foo',
      oid,
      tenantid: realm,
      upn: 'john@contoso.com',
    },
    identity: {
      provider: 'waad',
      user_id: oid,
      isSocial: false,
      expires_in: 3599,
      refresh_token: expect.any(String),
    },
  },
  'waad of version 1': {
    strategy: 'waad',
    options: (idp) => ({
      tenant_domain: 'contoso.onmicrosoft.com',
      identity_api: 'azure-active-directory-v1.0',
      resource: 'https://graph.windows.net',
      endpoints: { issuer: idp.url },
    }),
    idp: { users: { [pairwise]: { ...entraClaims, upn: 'john@contoso.com', unique_name: 'john@contoso.com' } } },
    behaviour: {
      user: pairwise,
      // Version 1 writes numbers as text.
      tokenAnswer: { expires_in: '3599', ext_expires_in: '3599', expires_on: '1999999999', resource: 'x' },
    },
    asked: { resource: 'https://graph.windows.net' },
    tokenRequest: { resource: 'https://graph.windows.net' },
    user: { user_id: `waad|${oid}`, upn: 'john@contoso.com', name: 'John Foo' },
    identity: { provider: 'waad', user_id: oid, isSocial: false, expires_in: 3599 },
  },
  sharepoint: {
    strategy: 'sharepoint',
    options: (idp) => ({
      endpoints: withProfileAt(idp, '/api/web/currentuser'),
      tenant: 'contoso',
      realm,
      client_id: `app@${realm}`,
      scope: ['Web.Read'],
    }),
    idp: { clientId: `app@${realm}` },
    behaviour: {
      api: {
        '/api/web/currentuser': {
          Id: 9,
          LoginName: 'i:0#.f|membership|john@contoso.com',
          Title: 'John Foo',
          Email: 'john@contoso.com',
          UserId: { NameId: '100320009d7ed8f5', NameIdIssuer: 'urn:federation:microsoftonline' },
          UserPrincipalName: 'john@contoso.com',
        },
      },
      refreshTokens: 'always',
      tokenAnswer: { expires_in: '43199', not_before: '1', expires_on: '2', scope: undefined },
    },
    asked: { scope: 'Web.Read' },
    tokenRequest: {
      client_id: `app@${realm}`,
      resource: `00000003-0000-0ff1-ce00-000000000000/contoso.sharepoint.com@${realm}`,
    },
    user: {
      user_id: 'sharepoint|100320009d7ed8f5',
      email: 'john@contoso.com',
      email_verified: false,
      name: 'John Foo',
      upn: 'john@contoso.com',
    },
    identity: {
      provider: 'sharepoint',
      user_id: '100320009d7ed8f5',
      isSocial: true,
      expires_in: 43_199,
      refresh_token: expect.any(String),
    },
  },
  oauth2: {
    strategy: 'oauth2',
    options: (idp) => ({
      authorizationURL: idp.endpoints.authorization_endpoint,
      tokenURL: idp.endpoints.token_endpoint,
      userInfoURL: `${idp.url}/api/me`,
      scope: 'profile orders',
      fieldsMap: { user_id: 'data.uuid', name: 'data.display', department: 'data.unit.0.title' },
    }),
    behaviour: {
      api: { '/api/me': { email: 'john@idp.example', data: { uuid: 42, display: 'John', unit: [{ title: 'Keys' }] } } },
    },
    asked: { scope: 'profile orders', code_challenge_method: 'S256' },
    user: {
      user_id: 'oauth2|the-connection|42',
      email: 'john@idp.example',
      email_verified: false,
      name: 'John',
      department: 'Keys',
    },
    identity: { provider: 'oauth2', user_id: 'the-connection|42', isSocial: true, expires_in: 3600 },
  },
  oidc: {
    strategy: 'oidc',
    options: (idp) => ({ type: 'back_channel', issuer: idp.url, scope: 'openid email groups' }),
    idp: { users: { 'u-42': { email: 'john@idp.example', email_verified: true, groups: ['keys'] } } },
    behaviour: { user: 'u-42' },
    request: { access_type: 'offline' },
    asked: { scope: expect.stringMatching(/^(?=.*openid)(?=.*groups)(?=.*offline_access)/), prompt: 'consent' },
    user: {
      user_id: 'oidc|the-connection|u-42',
      email: 'john@idp.example',
      email_verified: true,
      groups: ['keys'],
      nickname: 'john',
    },
    identity: {
      provider: 'oidc',
      user_id: 'the-connection|u-42',
      isSocial: false,
      expires_in: 3600,
      refresh_token: expect.any(String),
    },
  },
};

describe('every strategy signs in at an IdP that answers as its own does', () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker({ tenant: tenantFile('[]') });
    await configure(broker.app, tokensAsAuth0);
  });
  afterAll(() => broker.close());

  /** The tenant with this one connection; the name is new each time, for a strategy cannot change under a name. */
  const tenantWith = (name: string, { strategy, options }: Case, idp: TestIdp) =>
    tenantFile(
      `\n  - ${JSON.stringify({
        name,
        strategy,
        enabled_clients: ['web'],
        options: { client_id: idp.clientId, client_secret: idp.clientSecret, ...options(idp) },
      })}\n`,
    );

  test.each(Object.entries(cases))('%s', async (title, one) => {
    const idp = await startTestIdp(one.idp);
    try {
      const qualified = ['oauth2', 'oidc'].includes(one.strategy);
      const name = qualified ? 'the-connection' : title.replaceAll(/[^a-z0-9]+/g, '-');
      const userId = String(one.user.user_id);
      await broker.app.tenant.store.db.deleteFrom('users').where('user_id', '=', userId).execute();
      await broker.app.tenant.store.db.deleteFrom('connections').where('name', '=', name).execute();
      await configure(broker.app, tenantWith(name, one, idp));
      idp.behave(one.behaviour);
      const tokens = await getTokens(broker, { connection: name, ...one.request });
      expect(decodeClaims(tokens.id_token).sub).toBe(userId);

      const user = await readUser(broker, userId);
      for (const [attribute, value] of Object.entries(one.user))
        expect([attribute, user?.[attribute]]).toEqual([attribute, value]);
      const identity = identityOf(user);
      for (const [member, value] of Object.entries({ connection: name, ...one.identity })) {
        expect([member, identity[member]]).toEqual([member, value]);
      }
      if (!('refresh_token' in one.identity)) expect(identity).not.toHaveProperty('refresh_token');

      const [asked] = idp.requests('authorize');
      for (const [parameter, value] of Object.entries(one.asked)) {
        expect([parameter, asked?.params[parameter]]).toEqual([parameter, value]);
      }
      const [redeemed] = idp.requests('token');
      for (const [parameter, value] of Object.entries(one.tokenRequest ?? {})) {
        expect([parameter, redeemed?.params[parameter]]).toEqual([parameter, value]);
      }
      // The point of it all: the token opens the IdP's API.
      const answer = await fetch(`${idp.url}/api/things`, {
        headers: { authorization: `Bearer ${identity.access_token}` },
      });
      expect(answer.status).toBe(200);
    } finally {
      await idp.close();
    }
  });
});
