import { describe, expect, test } from 'vitest';
import type { Fault } from '../idps/index.ts';
import { failureOf, setUp } from './set-up.ts';

describe('the profile', () => {
  test('an OAuth 2.0 sign-in gives subject, profile, tokens and who vouches for them', async () => {
    const { idp, signIn } = await setUp('oauth2', { users: { max: { sub: 'max', email: 'max@example.org' } } });
    const result = await signIn({ start: { loginHint: 'max@example.org', connectionScope: 'files' } });
    expect(result).toMatchObject({
      subject: 'max',
      profile: { email: 'max@example.org', email_verified: true },
      issuer: idp.url,
      tokens: { tokenType: 'Bearer', expiresIn: 3600, scopesGranted: ['files'] },
    });
    expect(idp.requests('userinfo')[0]?.headers).toMatchObject({
      authorization: `Bearer ${result.tokens.accessToken}`,
      'user-agent': 'valetkey',
    });
  });

  test('further requests of the provider bring their answers, and an optional one may fail', async () => {
    const { connectionWith, idp, signIn } = await setUp('oauth2');
    const extraRequests = [
      { name: 'emails', url: `${idp.url}/api/emails`, optional: true },
      { name: 'teams', url: `${idp.url}/api/teams`, optional: false },
    ];
    const connection = connectionWith(
      {},
      { extraRequests, profileHeaders: () => ({ accept: 'application/vnd.test+json' }) },
    );
    idp.behave({ api: { '/api/emails': [{ email: 'a@b.c' }] } });
    expect((await signIn({ connection })).raw.extra).toMatchObject({
      emails: [{ email: 'a@b.c' }],
      teams: { user: 'vera' },
    });
    expect(idp.requests('api')[0]?.headers.accept).toBe('application/vnd.test+json');

    idp.behave({ faults: { api: { kind: 'answer', status: 403 } } });
    expect((await failureOf(signIn({ connection }))).code).toBe('idp_refused');
    const optional = connectionWith({}, { extraRequests: extraRequests.slice(0, 1) });
    expect((await signIn({ connection: optional })).raw.extra).toEqual({});
  });

  test.each<[string, Fault, string]>([
    ['401', { kind: 'error', error: 'invalid_token', status: 401 }, 'idp_refused'],
    ['403', { kind: 'answer', status: 403 }, 'idp_refused'],
    ['429', { kind: 'answer', status: 429 }, 'idp_unreachable'],
    ['500', { kind: 'answer', status: 500 }, 'idp_unreachable'],
    ['reset', { kind: 'reset' }, 'idp_unreachable'],
    ['HTML', { kind: 'html' }, 'idp_answer_invalid'],
    ['a list', { kind: 'answer', body: '[]' }, 'idp_answer_invalid'],
    ['a redirect', { kind: 'redirect', to: 'https://evil.example' }, 'idp_answer_invalid'],
  ])('userinfo that answers %s fails the sign-in', async (_name, fault, code) => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ faults: { userinfo: fault } });
    expect((await failureOf(signIn())).code).toBe(code);
  });

  test('CL-25: without the immutable id nobody signs in, whatever the e-mail address says', async () => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ userinfo: { sub: undefined } });
    expect((await failureOf(signIn())).detail).toBe('profile: no immutable id');
  });
});
