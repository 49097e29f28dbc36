import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  createVerifier,
  type Parameters,
  postToken,
  redeem,
  signIn,
  spa,
  web,
} from '../../broker/index.ts';
import { ask, expectError, native, openPlace, type Place } from './set-up.ts';

let place: Place;
let broker: Broker;

beforeAll(async () => {
  place = await openPlace();
  broker = place.broker;
});
afterAll(() => place.close());

const spaRequest = { client_id: spa.id, redirect_uri: spa.callback };
const hash = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

function redeemAsSpa(code: string | undefined, more: Parameters = {}) {
  const form = { grant_type: 'authorization_code', client_id: spa.id, redirect_uri: spa.callback, code: code ?? '' };
  return postToken(broker, { ...form, ...more });
}

describe('the challenge', () => {
  test('AS-10: a public client without one is refused, wherever and however it asks', async () => {
    const callback = spa.callback;
    for (const more of [{}, { prompt: 'none' }, { connection: 'con1' }, { response_mode: 'fragment' }]) {
      expectError(await ask(broker, { ...spaRequest, ...more }), broker, 'invalid_request', { callback });
    }
    const shown = await ask(broker, { client_id: native.id, redirect_uri: native.callback });
    expectError(shown, broker, 'invalid_request', { callback: native.callback });
  });

  const { challenge } = createVerifier();
  const fit = challenge;
  test.each([
    ['no method, which means plain', { code_challenge: fit }],
    ['plain', { code_challenge: fit, code_challenge_method: 'plain' }],
    ['s256', { code_challenge: fit, code_challenge_method: 's256' }],
    ['S512', { code_challenge: fit, code_challenge_method: 'S512' }],
    ['S256 with a blank', { code_challenge: fit, code_challenge_method: 'S256 ' }],
    ['a list', { code_challenge: fit, code_challenge_method: 'plain S256' }],
    ['__proto__', { code_challenge: fit, code_challenge_method: '__proto__' }],
    ['a method alone', { code_challenge_method: 'S256' }],
    ['42 characters', { code_challenge: 'x'.repeat(42), code_challenge_method: 'S256' }],
    ['129 characters', { code_challenge: 'x'.repeat(129), code_challenge_method: 'S256' }],
    ['padding', { code_challenge: `${fit}=`, code_challenge_method: 'S256' }],
    ['plus and slash', { code_challenge: `${fit.slice(2)}+/`, code_challenge_method: 'S256' }],
    ['a line break at the end', { code_challenge: `${fit}\n`, code_challenge_method: 'S256' }],
    ['a blank within', { code_challenge: `${fit.slice(0, 20)} ${fit.slice(20)}`, code_challenge_method: 'S256' }],
    ['letters beyond ASCII', { code_challenge: 'ü'.repeat(43), code_challenge_method: 'S256' }],
    ['NUL', { code_challenge: `${fit}\0`, code_challenge_method: 'S256' }],
  ])('AS-10: %s is an invalid_request for public and confidential clients', async (_what, parameters) => {
    const shown = await ask(broker, { ...spaRequest, ...parameters });
    expectError(shown, broker, 'invalid_request', { callback: spa.callback });
    expectError(await ask(broker, parameters), broker, 'invalid_request');
  });

  test.each([43, 64, 128])('AS-10: one of %i unreserved characters is accepted', async (length) => {
    const code_challenge = 'aZ09-._~'.repeat(16).slice(0, length);
    const shown = await ask(broker, { ...spaRequest, code_challenge, code_challenge_method: 'S256' });
    expect(shown.location).toContain('/u/login?state=');
  });

  test('AS-10: the metadata lists S256 and nothing else, at both addresses', async () => {
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const metadata = await (await fetch(`${broker.url}/.well-known/${path}`)).json();
      expect(metadata).toMatchObject({ code_challenge_methods_supported: ['S256'] });
    }
  });
});

describe('the verifier', () => {
  async function startWithChallenge(verifier: string) {
    const { code } = await signIn(broker, {
      ...spaRequest,
      code_challenge: hash(verifier),
      code_challenge_method: 'S256',
    });
    return code;
  }

  test.each([43, 100, 128])('AS-11: the right one of %i characters is accepted', async (length) => {
    const verifier = randomBytes(128).toString('base64url').slice(0, length);
    const { status } = await redeemAsSpa(await startWithChallenge(verifier), { code_verifier: verifier });
    expect(status).toBe(200);
  });

  test.each([
    ['a wrong one', () => createVerifier().verifier],
    ['none', () => ''],
    ['the challenge itself', (verifier: string) => hash(verifier)],
    ['the right one in another case', (verifier: string) => verifier.toUpperCase()],
    ['the right one and a blank', (verifier: string) => `${verifier} `],
    ['the right one and more', (verifier: string) => `${verifier}x`],
    ['the right one cut', (verifier: string) => verifier.slice(0, -1)],
    ['NUL', () => '\0'],
    ['a very long one', () => 'x'.repeat(100_000)],
  ])('AS-11: %s is an invalid_grant, and the code is spent', async (_what, make) => {
    const { verifier } = createVerifier();
    const code = await startWithChallenge(verifier);
    const { status, body } = await redeemAsSpa(code, { code_verifier: make(verifier) });
    expect([status, body.error]).toEqual([403, 'invalid_grant']);
    expect(body).not.toHaveProperty('access_token');
    const again = await redeemAsSpa(code, { code_verifier: verifier });
    expect(again.body.error).toBe('invalid_grant');
  });

  test.each([42, 129])('AS-11: one of %i characters is refused though its hash fits', async (length) => {
    const verifier = 'x'.repeat(length);
    const { body } = await redeemAsSpa(await startWithChallenge(verifier), { code_verifier: verifier });
    expect(body.error).toBe('invalid_grant');
  });

  test('AS-11: one sent for a code without challenge is an invalid_grant, and the code is spent', async () => {
    const { code } = await signIn(broker);
    const { verifier } = createVerifier();
    const { status, body } = await redeem(broker, code!, { code_verifier: verifier });
    expect([status, body.error]).toEqual([403, 'invalid_grant']);
    expect((await redeem(broker, code!)).body.error).toBe('invalid_grant');
  });

  test('AS-11: a confidential client that sent a challenge needs the verifier beside its secret', async () => {
    const { verifier, challenge } = createVerifier();
    const parameters = { code_challenge: challenge, code_challenge_method: 'S256' };
    const { code } = await signIn(broker, parameters);
    expect((await redeem(broker, code!)).body.error).toBe('invalid_grant');
    const { code: second } = await signIn(broker, parameters);
    expect((await redeem(broker, second!, { code_verifier: verifier })).status).toBe(200);
  });

  test('AS-11: the verifier of one code does not fit another', async () => {
    const [one, two] = [createVerifier(), createVerifier()];
    const code = await startWithChallenge(one.verifier);
    await startWithChallenge(two.verifier);
    expect((await redeemAsSpa(code, { code_verifier: two.verifier })).body.error).toBe('invalid_grant');
  });

  test('neither challenge nor verifier of the application reaches the IdP', async () => {
    place.idp1.reset();
    const { verifier, challenge } = createVerifier();
    await signIn(broker, { code_challenge: challenge, code_challenge_method: 'S256', redirect_uri: web.callback });
    const [asked] = place.idp1.requests('authorize');
    expect(asked?.params.code_challenge).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(place.idp1.log)).not.toContain(challenge);
    expect(JSON.stringify(place.idp1.log)).not.toContain(verifier);
  });
});
