import { describe, expect, test } from 'vitest';
import { findIdpFailure } from '../../src/idp-client/index.ts';
import type { Fault, Json } from '../idps/index.ts';
import { failureOf, setUp } from './set-up.ts';

const marker = 'marker-of-the-answer';
const json = (value: unknown, status = 200): Fault => ({ kind: 'answer', status, body: JSON.stringify(value) });

describe('CL-11: what is no token answer', () => {
  test.each<[string, Fault]>([
    ['HTML', { kind: 'html' }],
    ['nothing', { kind: 'empty' }],
    [
      'JSON in the clothes of HTML',
      { kind: 'answer', type: 'text/html', body: '{"access_token":"x","token_type":"bearer"}' },
    ],
    ['a list', json([marker])],
    ['a text', json(marker)],
    ['null', json(null)],
    ['a number', json(1)],
    ['half a JSON', { kind: 'answer', body: `{"access_token":"${marker}` }],
    ['no access_token', json({ token_type: 'bearer', refresh_token: marker })],
    ['an empty access_token', json({ access_token: '', token_type: 'bearer' })],
    ['an access_token that is a number', json({ access_token: 1, token_type: 'bearer' })],
    ['an access_token that is an object', json({ access_token: { a: marker }, token_type: 'bearer' })],
    ['an access_token with a line break', json({ access_token: `${marker}\r\nx: y`, token_type: 'bearer' })],
    ['a refresh_token that is no text', json({ access_token: marker, token_type: 'bearer', refresh_token: 1 })],
    ['another type', json({ access_token: marker, token_type: 'mac' })],
    ['a DPoP token', json({ access_token: marker, token_type: 'DPoP' })],
    [
      'form data',
      { kind: 'answer', type: 'application/x-www-form-urlencoded', body: `access_token=${marker}&token_type=bearer` },
    ],
    ['a redirect', { kind: 'redirect', to: 'http://169.254.169.254/' }],
    ['404', { kind: 'answer', status: 404, type: 'text/plain', body: marker }],
    ['too deep a JSON', { kind: 'answer', body: '['.repeat(40) + ']'.repeat(40) }],
  ])('CL-11: %s is refused, and nothing of it is told', async (_name, fault) => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ faults: { token: fault } });
    const error = await failureOf(signIn());
    expect(error.code).toBe('idp_answer_invalid');
    expect(JSON.stringify([error.message, error.detail, error.cause ?? ''])).not.toContain(marker);
    expect(idp.requests('userinfo')).toHaveLength(0);
  });

  test.each(['Bearer', 'bearer', 'BEARER', undefined])('CL-11: token_type %s is a bearer token', async (token_type) => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ tokenAnswer: { token_type } });
    expect((await signIn()).tokens.tokenType).toBe('Bearer');
  });

  test('CL-11: form data is read where the provider says that its IdP does that', async () => {
    const { connectionWith, idp, signIn } = await setUp('oauth2');
    idp.behave({ formEncoded: true });
    const connection = connectionWith({}, { plainTokenAnswer: (answer) => answer });
    expect((await signIn({ connection })).tokens).toMatchObject({ expiresIn: 3600, tokenType: 'Bearer' });
    idp.behave({ formEncoded: false, faults: { token: { kind: 'answer', body: 'access_token=x&token_type=bearer' } } });
    expect((await failureOf(signIn({ connection }))).code).toBe('idp_answer_invalid');
  });

  test('R-41: form data of more members than any answer has is not parsed', async () => {
    const { connectionWith, idp, signIn } = await setUp('oauth2');
    const connection = connectionWith({}, { plainTokenAnswer: (answer) => answer });
    const body = `access_token=x&token_type=bearer${'&a=b'.repeat(99)}`;
    idp.behave({ faults: { token: { kind: 'answer', type: 'application/x-www-form-urlencoded', body } } });
    expect(await failureOf(signIn({ connection }))).toMatchObject({
      code: 'idp_answer_invalid',
      detail: 'token answer: too many members',
    });
  });
});

describe('an IdP that says no, or not now', () => {
  test.each<[string, Fault, string, Json]>([
    [
      'invalid_grant',
      { kind: 'error', error: 'invalid_grant', description: marker },
      'idp_refused',
      { error: 'invalid_grant', status: 400 },
    ],
    [
      'an error with status 200',
      { kind: 'error', error: 'bad_verification_code', status: 200 },
      'idp_refused',
      { error: 'bad_verification_code' },
    ],
    ['a sentence for an error', { kind: 'error', error: `${marker} is wrong` }, 'idp_refused', { status: 400 }],
    ['temporarily_unavailable', { kind: 'error', error: 'temporarily_unavailable' }, 'idp_unreachable', {}],
    [
      '429',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      'idp_unreachable',
      { status: 429, retryAfter: 7 },
    ],
    [
      '503 with a page',
      { kind: 'answer', status: 503, type: 'text/html', body: marker },
      'idp_unreachable',
      { status: 503 },
    ],
    [
      'a dated Retry-After',
      { kind: 'answer', status: 503, headers: { 'retry-after': 'Mon, 05 May 2031 05:06:05 GMT' } },
      'idp_unreachable',
      { retryAfter: 60 },
    ],
  ])('%s', async (_name, fault, code, failure) => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ faults: { token: fault } });
    const error = await failureOf(signIn());
    expect(error.code).toBe(code);
    expect(findIdpFailure(error)).toMatchObject(failure);
    expect(JSON.stringify([error.message, error.detail, error.cause])).not.toContain(marker);
  });

  test.each<[string, Fault]>([
    ['reset', { kind: 'reset' }],
    ['silence', { kind: 'hang' }],
    ['a drip', { kind: 'drip', milliseconds: 50 }],
  ])('%s is unreachable', async (_name, fault) => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ faults: { token: fault } });
    expect((await failureOf(signIn())).code).toBe('idp_unreachable');
  });
});

describe('CL-15: lifetimes and scopes', () => {
  const tenYears = 315_360_000;
  test.each([
    ['a number', 3600, 3600],
    ['text', '3600', 3600],
    ['missing', undefined, undefined],
    ['null', null, undefined],
    ['words', 'soon', undefined],
    ['empty', '', undefined],
    ['an object', {}, undefined],
    ['zero', 0, 0],
    ['negative', -5, 0],
    ['a fraction', 1.5, 1],
    ['eleven years', tenYears * 1.1, tenYears],
    ['beyond all numbers', '1e400', tenYears],
  ])('CL-15: expires_in that is %s', async (_name, expires_in, expected) => {
    const { idp, now, signIn } = await setUp('oauth2');
    idp.behave({ tokenAnswer: { expires_in } });
    const { tokens } = await signIn();
    expect(tokens.expiresIn).toBe(expected);
    expect(tokens.receivedAt).toBe(now());
  });

  test.each([
    ['blanks', 'a b', ['a', 'b']],
    ['commas', 'a,b', ['a', 'b']],
    ['a list', ['a', 'b'], ['a', 'b']],
    ['missing', undefined, undefined],
    ['empty', '', []],
  ])('CL-15: scope with %s', async (_name, scope, expected) => {
    const { idp, signIn } = await setUp('oauth2');
    idp.behave({ tokenAnswer: { scope } });
    expect((await signIn()).tokens.scopesGranted).toEqual(expected);
  });
});

describe('client authentication', () => {
  test('the secret goes into the body or the header, as the connection says', async () => {
    const { connectionWith, idp, signIn } = await setUp('oauth2', { clientSecret: 'se cret:%&+' });
    await signIn();
    expect(idp.requests('token')[0]?.params.client_secret).toBe('se cret:%&+');
    await signIn({ connection: connectionWith({ token_endpoint_auth_method: 'client_secret_basic' }) });
    const basic = idp.requests('token')[1];
    expect(basic?.headers.authorization).toMatch(/^Basic /);
    expect(basic?.params).not.toHaveProperty('client_secret');
  });

  test('a wrong secret is the IdP saying no', async () => {
    const { connectionWith, signIn } = await setUp('oauth2');
    const error = await failureOf(signIn({ connection: connectionWith({ client_secret: 'wrong' }) }));
    expect([error.code, findIdpFailure(error)?.error]).toEqual(['idp_refused', 'invalid_client']);
  });
});
