import { idOf } from './claims.ts';
import { googleScopes } from './google-oauth2-scopes.ts';
import { defineProvider } from './provider.ts';

export const googleOauth2 = defineProvider({
  strategy: 'google-oauth2',
  label: 'Google',
  docs: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  social: true,
  protocol: 'oidc',
  userId: 'plain',
  discovers: true,
  endpoints: () => ({
    issuer: 'https://accounts.google.com',
    authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    token_endpoint: 'https://oauth2.googleapis.com/token',
    userinfo_endpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
    jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
    revocation_endpoint: 'https://oauth2.googleapis.com/revoke',
  }),
  scopes: { login: ['openid'], separator: ' ', known: googleScopes },
  // Without prompt=consent the refresh token comes at the first consent only.
  offline: { parameters: { access_type: 'offline', prompt: 'consent' } },
  // Google knows no prompt=login, and says no auth_time.
  reauthentication: { parameters: { prompt: 'select_account' } },
  clientAuthentication: 'client_secret_post',
  pkce: true,
  tokens: { lifetime: 3599, refreshable: true, rotates: false },
  revocation: { way: 'rfc7009' },
  apiBaseUrls: [
    'https://www.googleapis.com/',
    'https://gmail.googleapis.com/',
    'https://people.googleapis.com/',
    'https://docs.googleapis.com/',
    'https://sheets.googleapis.com/',
    'https://slides.googleapis.com/',
    'https://tasks.googleapis.com/',
    'https://driveactivity.googleapis.com/',
    'https://youtube.googleapis.com/',
    'https://youtubeanalytics.googleapis.com/',
    'https://storage.googleapis.com/',
    'https://openidconnect.googleapis.com/',
  ],
  subject: (raw) => idOf(raw.claims?.sub ?? raw.userinfo?.sub),
  profile: (raw) => {
    const { email, email_verified, name, given_name, family_name, picture, locale, gender } = {
      ...raw.userinfo,
      ...raw.claims,
    };
    return { email, email_verified, name, given_name, family_name, picture, locale, gender };
  },
  examples: [
    {
      options: { calendar: true },
      raw: {
        claims: {
          iss: 'https://accounts.google.com',
          sub: '103547991597142817347',
          email: 'johnfoo@gmail.com',
          email_verified: true,
        },
        userinfo: {
          sub: '103547991597142817347',
          name: 'John Foo',
          given_name: 'John',
          family_name: 'Foo',
          picture: 'https://lh3.googleusercontent.com/a/photo.jpg',
          email: 'johnfoo@gmail.com',
          email_verified: true,
          locale: 'en',
        },
        extra: {},
      },
      subject: '103547991597142817347',
      profile: {
        email: 'johnfoo@gmail.com',
        email_verified: true,
        name: 'John Foo',
        given_name: 'John',
        family_name: 'Foo',
        nickname: 'johnfoo',
        picture: 'https://lh3.googleusercontent.com/a/photo.jpg',
        locale: 'en',
      },
      scopes: ['openid', 'email', 'profile', 'https://www.googleapis.com/auth/calendar'],
    },
  ],
});
