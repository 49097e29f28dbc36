import { idOf, listOf, omit, wordsOf } from './claims.ts';
import { githubScopes } from './github-scopes.ts';
import { defineProvider } from './provider.ts';

export const github = defineProvider({
  strategy: 'github',
  label: 'GitHub',
  docs: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  social: true,
  protocol: 'oauth2',
  userId: 'plain',
  endpoints: () => ({
    authorization_endpoint: 'https://github.com/login/oauth/authorize',
    token_endpoint: 'https://github.com/login/oauth/access_token',
    userinfo_endpoint: 'https://api.github.com/user',
  }),
  scopes: { login: ['read:user', 'user:email'], separator: ' ', known: githubScopes },
  // No password is asked for again: https://github.blog/changelog/2024-06-07-account-picker-updates-for-oauth-and-github-app-sign-in/
  reauthentication: { parameters: { prompt: 'select_account' } },
  clientAuthentication: 'client_secret_post',
  pkce: true,
  // OAuth App tokens do not expire and cannot be refreshed; those of a GitHub App expire, and their refresh tokens rotate.
  offline: {},
  tokens: { refreshable: true, rotates: true, goneErrors: ['bad_refresh_token'] },
  revocation: { way: 'delete-grant-basic', url: 'https://api.github.com/applications/{client_id}/grant' },
  extraRequests: [{ name: 'emails', url: '{userinfo_endpoint}/emails', optional: true }],
  profileHeaders: () => ({ accept: 'application/vnd.github+json' }),
  apiBaseUrls: ['https://api.github.com/', 'https://uploads.github.com/'],
  // The login can be renamed and taken by someone else; the number stays.
  subject: (raw) => idOf(raw.userinfo?.id),
  profile: (raw) => {
    const user = raw.userinfo ?? {};
    const primary = listOf(raw.extra.emails).find((entry) => entry.primary === true);
    return {
      ...omit(user, ['id', 'login', 'avatar_url']),
      nickname: user.login,
      picture: user.avatar_url,
      email: primary?.email ?? user.email,
      email_verified: primary?.verified,
    };
  },
  // The scopes come comma separated, against RFC 6749 section 3.3.
  plainTokenAnswer: (answer) =>
    typeof answer.scope === 'string' ? { ...answer, scope: wordsOf(answer.scope).join(' ') } : answer,
  examples: [
    {
      options: { read_user: true, repo: true },
      raw: {
        userinfo: {
          login: 'octocat',
          id: 583231,
          avatar_url: 'https://avatars.githubusercontent.com/u/583231?v=4',
          html_url: 'https://github.com/octocat',
          type: 'User',
          name: 'The Octocat',
          company: '@github',
          blog: 'https://github.blog',
          email: null,
          bio: null,
          created_at: '2011-01-25T18:44:36Z',
        },
        extra: {
          emails: [
            { email: 'old@example.com', primary: false, verified: true },
            { email: 'octocat@example.com', primary: true, verified: true },
          ],
        },
      },
      subject: '583231',
      profile: {
        email: 'octocat@example.com',
        email_verified: true,
        name: 'The Octocat',
        nickname: 'octocat',
        picture: 'https://avatars.githubusercontent.com/u/583231?v=4',
        html_url: 'https://github.com/octocat',
        type: 'User',
        company: '@github',
        blog: 'https://github.blog',
      },
      scopes: ['read:user', 'user:email', 'repo'],
    },
  ],
});
