import { m2m, web } from '../../tests/broker/tenants.ts';

/** The backend that asks for tokens, and what it gets: the same for every contender. */
export const machine = m2m;
export const machineScope = 'read:users read:user_idp_tokens read:clients';
/** Seconds. */
export const tokenLifetime = 86_400;
/** Of the contenders that have no issuer of their own to make it from. */
export const audience = 'http://localhost/api/v2/';
/** The application that users sign in to. */
export const application = web;
export const connectionName = 'con1';

export function subjectOf(number: number): string {
  return `user${number}`;
}

/** What an IdP tells of a user beside name and address: makes the user object as large as Google's or GitHub's. */
export const sampleClaims = {
  given_name: 'Vera',
  family_name: 'Valet',
  locale: 'en-GB',
  picture: `https://images.example.com/${'a/ACg8ocK'.repeat(9)}=s96-c`,
  profile: 'https://example.com/people/vera-valet',
  zoneinfo: 'Europe/Berlin',
  bio: 'Parks cars, and hands them back with the seat as it was. '.repeat(3),
  organizations: ['key-cabinet', 'night-shift', 'front-desk'].map((login, id) => ({
    login,
    id,
    url: `https://api.example.com/orgs/${login}`,
  })),
  plan: { name: 'pro', space: 976_562_499, collaborators: 0, private_repos: 9_999 },
};
