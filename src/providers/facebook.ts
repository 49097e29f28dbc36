import { idOf, objectOf, omit } from './claims.ts';
import { facebookScopes } from './facebook-scopes.ts';
import { defineProvider } from './provider.ts';

const graph = 'https://graph.facebook.com/v22.0';

export const facebook = defineProvider({
  strategy: 'facebook',
  label: 'Facebook',
  docs: 'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow',
  social: true,
  protocol: 'oauth2',
  userId: 'plain',
  endpoints: () => ({
    authorization_endpoint: 'https://www.facebook.com/v22.0/dialog/oauth',
    token_endpoint: `${graph}/oauth/access_token`,
    // Without `fields` it answers id and name only.
    userinfo_endpoint: `${graph}/me?fields=id,name,email,first_name,middle_name,last_name,picture.type(large)`,
  }),
  scopes: { login: ['email', 'public_profile'], separator: ',', known: facebookScopes, shownAs: 'text' },
  // https://developers.facebook.com/docs/facebook-login/guides/advanced/re-authentication
  reauthentication: { parameters: { auth_type: 'reauthenticate' } },
  clientAuthentication: 'client_secret_post',
  pkce: true,
  tokens: { lifetime: 5_183_944, refreshable: false, rotates: false },
  revocation: { way: 'delete-with-token', url: `${graph}/{subject}/permissions` },
  apiBaseUrls: ['https://graph.facebook.com/'],
  subject: (raw) => idOf(raw.userinfo?.id),
  profile: (raw) => {
    const user = raw.userinfo ?? {};
    return {
      ...omit(user, ['id', 'first_name', 'last_name']),
      given_name: user.first_name,
      family_name: user.last_name,
      picture: objectOf(objectOf(user.picture).data).url,
      // Facebook says nothing of verification, whatever an answer may claim.
      email_verified: false,
    };
  },
  // Its errors are objects. 100 and 190 are a code or token that is spent or expired.
  plainTokenAnswer: (answer) => {
    if (typeof answer.error !== 'object') return answer;
    const { code } = objectOf(answer.error);
    return { error: code === 100 || code === 190 ? 'invalid_grant' : 'invalid_request' };
  },
  examples: [
    {
      options: { user_birthday: true },
      raw: {
        userinfo: {
          id: '10157820145678901',
          name: 'John Foo',
          email: 'john.foo@example.com',
          first_name: 'John',
          last_name: 'Foo',
          picture: { data: { height: 200, is_silhouette: false, url: 'https://scontent.xx.fbcdn.net/v/photo.jpg' } },
        },
        extra: {},
      },
      subject: '10157820145678901',
      profile: {
        email: 'john.foo@example.com',
        email_verified: false,
        name: 'John Foo',
        given_name: 'John',
        family_name: 'Foo',
        nickname: 'john.foo',
        picture: 'https://scontent.xx.fbcdn.net/v/photo.jpg',
      },
      scopes: ['email', 'public_profile', 'user_birthday'],
    },
  ],
});
