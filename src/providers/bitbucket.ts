import { idOf, listOf, objectOf, valueAt } from './claims.ts';
import { defineProvider } from './provider.ts';

export const bitbucket = defineProvider({
  strategy: 'bitbucket',
  label: 'Bitbucket',
  docs: 'https://developer.atlassian.com/cloud/bitbucket/oauth-2/',
  social: true,
  protocol: 'oauth2',
  userId: 'plain',
  endpoints: () => ({
    authorization_endpoint: 'https://bitbucket.org/site/oauth2/authorize',
    token_endpoint: 'https://bitbucket.org/site/oauth2/access_token',
    userinfo_endpoint: 'https://api.bitbucket.org/2.0/user',
  }),
  // The OAuth consumer must hold these scopes; a request can only narrow them.
  scopes: {
    login: ['account', 'email'],
    separator: ' ',
    known: [
      { option: 'profile', label: 'See the profile' },
      { scope: 'account', label: 'See the account' },
      { scope: 'email', label: 'See e-mail addresses' },
      { scope: 'repository', label: 'Read repositories' },
      { scope: 'repository:write', label: 'Read and write repositories' },
      { scope: 'repository:admin', label: 'Manage repositories' },
      { scope: 'pullrequest', label: 'Read pull requests' },
      { scope: 'pullrequest:write', label: 'Read and write pull requests' },
      { scope: 'issue', label: 'Read issues' },
      { scope: 'issue:write', label: 'Read and write issues' },
      { scope: 'project', label: 'Read projects' },
      { scope: 'webhook', label: 'Manage webhooks' },
      { scope: 'pipeline', label: 'Read pipelines' },
      { scope: 'pipeline:write', label: 'Run pipelines' },
      { scope: 'snippet', label: 'Read snippets' },
    ],
  },
  offline: {},
  clientAuthentication: 'client_secret_basic',
  pkce: false,
  tokens: { lifetime: 7200, refreshable: true, rotates: false },
  extraRequests: [{ name: 'emails', url: '{userinfo_endpoint}/emails', optional: true }],
  apiBaseUrls: ['https://api.bitbucket.org/'],
  subject: (raw) => idOf(raw.userinfo?.uuid),
  profile: (raw) => {
    const user = raw.userinfo ?? {};
    const primary = listOf(objectOf(raw.extra.emails).values).find((entry) => entry.is_primary === true);
    return {
      email: primary?.email,
      email_verified: primary?.is_confirmed,
      name: user.display_name,
      nickname: user.nickname ?? user.username,
      username: user.username,
      picture: valueAt(user, 'links.avatar.href'),
      account_id: user.account_id,
      location: user.location,
    };
  },
  // The granted scopes come as `scopes`.
  plainTokenAnswer: (answer) => (answer.scope === undefined ? { ...answer, scope: answer.scopes } : answer),
  examples: [
    {
      options: { profile: true, scope: ['repository'] },
      raw: {
        userinfo: {
          type: 'user',
          uuid: '{a1b2c3d4-0000-4000-8000-123456789abc}',
          account_id: '557058:0b5c6d7e',
          display_name: 'John Foo',
          nickname: 'johnfoo',
          username: 'johnfoo',
          links: { avatar: { href: 'https://secure.gravatar.com/avatar/1.png' } },
        },
        extra: { emails: { values: [{ email: 'john@example.com', is_primary: true, is_confirmed: true }] } },
      },
      subject: '{a1b2c3d4-0000-4000-8000-123456789abc}',
      profile: {
        email: 'john@example.com',
        email_verified: true,
        name: 'John Foo',
        nickname: 'johnfoo',
        username: 'johnfoo',
        picture: 'https://secure.gravatar.com/avatar/1.png',
        account_id: '557058:0b5c6d7e',
      },
      scopes: ['account', 'email', 'repository'],
    },
  ],
});
