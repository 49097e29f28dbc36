import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeClaims, getManagementToken, m2m, postToken, readManagement } from '../broker/index.ts';
import {
  assertionForm,
  createRsaKey,
  keyed,
  type Place,
  profileApi,
  type RsaKey,
  signAssertion,
  startPlace,
} from './set-up.ts';

let place: Place;
let operator: string;

beforeAll(async () => {
  place = await startPlace((text) =>
    text.replace(
      "'read:clients']",
      `'read:clients', 'read:client_credentials', 'create:client_credentials', 'update:client_credentials',
      'delete:client_credentials', 'update:clients', 'create:clients']`,
    ),
  );
  operator = await getManagementToken(place.broker);
});
afterAll(() => place.close());

const form = { grant_type: 'client_credentials', audience: profileApi };

async function ask(assertion: string | Promise<string>, more: Record<string, string> = {}) {
  return postToken(place.broker, { ...form, ...(await assertionForm(assertion)), ...more });
}

async function send(method: string, path: string, body?: unknown) {
  const response = await fetch(`${place.broker.url}/api/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${operator}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('private_key_jwt', () => {
  test('a client gets a token for its assertion, with and without client_id, and at /oauth/revoke too', async () => {
    const { status, body } = await ask(signAssertion(place.broker, place.key));
    expect(status).toBe(200);
    expect(decodeClaims(body.access_token)).toMatchObject({ client_id: keyed.id });
    const named = await ask(signAssertion(place.broker, place.key, { header: { kid: 'first-key-of-keyed' } }), {
      client_id: keyed.id,
    });
    expect(named.status).toBe(200);
    const revoked = await fetch(`${place.broker.url}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: 'x', ...(await assertionForm(signAssertion(place.broker, place.key))) }),
    });
    expect(revoked.status).toBe(200);
  });

  test('the client that has a key cannot come with its secret any more', async () => {
    const answer = await postToken(place.broker, { ...form, client_id: keyed.id, client_secret: keyed.secret });
    expect(answer).toMatchObject({ status: 401, body: { error: 'access_denied' } });
    const bare = await postToken(place.broker, { ...form, client_id: keyed.id });
    expect(bare.status).toBe(401);
  });

  test('an assertion is good for one request', async () => {
    const assertion = await signAssertion(place.broker, place.key);
    expect((await ask(assertion)).status).toBe(200);
    expect(await ask(assertion)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    // Neither under another algorithm, nor once it might have been forgotten.
    place.broker.clock.advance(200_000);
    expect((await ask(assertion)).status).toBe(401);
  });

  test('one that was refused is not used up by that', async () => {
    const early = await signAssertion(place.broker, place.key, {
      claims: { nbf: Math.floor(place.broker.clock.now() / 1000) + 100 },
    });
    expect((await ask(early)).status).toBe(401);
    place.broker.clock.advance(75_000);
    expect((await ask(early)).status).toBe(200);
  });

  const tokenEndpoint = () => `${place.broker.issuer}oauth/token`;
  const now = () => Math.floor(place.broker.clock.now() / 1000);
  test.each<[string, () => { claims?: Record<string, unknown>; header?: Record<string, unknown>; alg?: string }]>([
    ['CL-18: aud is the token endpoint', () => ({ claims: { aud: tokenEndpoint() } })],
    ['CL-18: aud is ours and another', () => ({ claims: { aud: [place.broker.issuer, 'https://as.example/'] } })],
    ['aud is our issuer without its slash', () => ({ claims: { aud: place.broker.url } })],
    ['aud is missing', () => ({ claims: { aud: undefined } })],
    ['iss is another', () => ({ claims: { iss: m2m.id } })],
    ['sub is another client', () => ({ claims: { sub: m2m.id, iss: m2m.id } })],
    ['sub is no client', () => ({ claims: { sub: 'nobody', iss: 'nobody' } })],
    ['it has no exp', () => ({ claims: { exp: undefined } })],
    ['it has expired', () => ({ claims: { exp: now() - 60 } })],
    ['it would be good for an hour', () => ({ claims: { exp: now() + 3600 } })],
    ['it is from the future', () => ({ claims: { iat: now() + 200 } })],
    ['it has no jti', () => ({ claims: { jti: undefined } })],
    ['its jti is a number', () => ({ claims: { jti: 7 as never } })],
    ['its jti is a novel', () => ({ claims: { jti: 'x'.repeat(300) } })],
    ['kid names no key of the client', () => ({ header: { kid: 'another-key-id' } })],
    ['alg is not the one of the key', () => ({ alg: 'PS256' })],
    ['alg is another of the key', () => ({ alg: 'RS512' })],
    ['typ is another', () => ({ header: { typ: 'token-vault-req+jwt' } })],
  ])('refused: %s', async (_title, change) => {
    const { status, body } = await ask(signAssertion(place.broker, place.key, change()));
    expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_client' });
  });

  test('AS-53: neither a foreign key, nor the public key as a secret, nor no signature lets anybody in', async () => {
    const foreign = await signAssertion(place.broker, createRsaKey());
    const asSecret = await signAssertion(
      place.broker,
      { privateKey: Buffer.from(place.key.pem) },
      { alg: 'HS256', header: { kid: 'first-key-of-keyed' } },
    );
    const [, claims] = (await signAssertion(place.broker, place.key)).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    for (const assertion of [foreign, asSecret, unsigned, 'x', 'a.b.c', '..', 'x'.repeat(10_000)]) {
      const answer = await ask(assertion);
      expect(answer, assertion.slice(0, 40)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    }
  });

  test('AS-29: an assertion beside a secret, or for another client_id, is refused', async () => {
    const both = await ask(signAssertion(place.broker, place.key), { client_secret: keyed.secret });
    expect(both).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    const other = await ask(signAssertion(place.broker, place.key), { client_id: m2m.id });
    expect(other).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const typed = await ask(signAssertion(place.broker, place.key), { client_assertion_type: 'jwt' });
    expect(typed).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  test('no assertion and no jti is in the log or in the database', async () => {
    const assertion = await signAssertion(place.broker, place.key, { claims: { jti: 'jti-MARKER-4a1d' } });
    expect((await ask(assertion)).status).toBe(200);
    const rows = await place.broker.app.tenant.store.db.selectFrom('used_ids').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('MARKER');
    expect(place.broker.logged()).not.toContain('jti-MARKER-4a1d');
    expect(place.broker.logged()).not.toContain(assertion.split('.')[2]);
  });
});

describe('/clients/{id}/credentials', () => {
  const path = `/clients/${keyed.id}/credentials`;
  const create = (key: RsaKey, more = {}) =>
    send('POST', path, { credential_type: 'public_key', name: 'second', pem: key.pem, ...more });

  test('the key of the tenant file is listed, and no answer shows a key itself', async () => {
    const { status, body } = await readManagement(place.broker, path, operator);
    expect(status).toBe(200);
    const [first] = body as unknown as Record<string, unknown>[];
    expect(first).toEqual({
      id: expect.stringMatching(/^cred_[A-Za-z0-9]{22}$/),
      name: 'first',
      kid: 'first-key-of-keyed',
      alg: 'RS256',
      credential_type: 'public_key',
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      updated_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await send('GET', `${path}/${first!.id}`)).toEqual({ status: 200, body: first });
  });

  test('a key that was added lets nobody in before the client names it', async () => {
    const key = createRsaKey();
    const made = await create(key, { alg: 'PS256', kid: 'second-key-of-keyed' });
    expect(made).toMatchObject({ status: 201, body: { alg: 'PS256', kid: 'second-key-of-keyed', name: 'second' } });
    const assertion = await signAssertion(place.broker, key, { alg: 'PS256' });
    expect((await ask(assertion)).status).toBe(401);
    expect((await send('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
    expect(await send('GET', `${path}/${made.body.id}`)).toMatchObject({
      body: { errorCode: 'inexistent_credential' },
    });
    expect((await send('DELETE', `${path}/${made.body.id}`)).status).toBe(404);
  });

  test('a client that is made or changed over the API gets its keys by the same rules', async () => {
    const key = createRsaKey();
    const credentials = [{ credential_type: 'public_key', name: 'own', pem: key.pem }];
    const made = await send('POST', '/clients', {
      name: 'made',
      grant_types: ['client_credentials'],
      client_authentication_methods: { private_key_jwt: { credentials } },
    });
    expect(made.status).toBe(201);
    const { client_id, client_authentication_methods: methods } = made.body;
    expect(methods).toEqual({ private_key_jwt: { credentials: [{ id: expect.stringMatching(/^cred_/) }] } });
    const claims = { iss: client_id, sub: client_id };
    // Who it is is proven: it has no grant for this API, and that is all that is wrong.
    const known = await ask(signAssertion(place.broker, key, { claims }));
    expect(known.body.error_description).toContain('is not authorized to access');
    const second = createRsaKey();
    const added = await send('POST', `/clients/${client_id}/credentials`, {
      credential_type: 'public_key',
      pem: second.pem,
    });
    const set = (ids: string[]) =>
      send('PATCH', `/clients/${client_id}`, {
        client_authentication_methods: { private_key_jwt: { credentials: ids.map((id) => ({ id })) } },
      });
    expect((await set([added.body.id])).status).toBe(200);
    expect((await ask(signAssertion(place.broker, second, { claims }))).body.error).toBe('access_denied');
    expect((await ask(signAssertion(place.broker, key, { claims }))).body.error).toBe('invalid_client');
    expect(await set(['cred_of_nobody'])).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
  });

  test('a key ends when it expires, and again lives when that is taken back', async () => {
    const { body } = await send('GET', path);
    const [{ id }] = body;
    const yesterday = new Date(place.broker.clock.now() - 86_400_000).toISOString();
    const changed = await send('PATCH', `${path}/${id}`, { expires_at: yesterday });
    expect(changed).toMatchObject({ status: 200, body: { id, expires_at: yesterday } });
    expect((await ask(signAssertion(place.broker, place.key))).status).toBe(401);
    expect((await send('PATCH', `${path}/${id}`, { expires_at: null })).body).not.toHaveProperty('expires_at');
    expect((await ask(signAssertion(place.broker, place.key))).status).toBe(200);
  });

  test('a private key is refused, and so is what is no key, a short one and one of another kind', async () => {
    const { privateKey } = createRsaKey();
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const pem of [secret, 'no key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----']) {
      const { status, body } = await send('POST', path, { credential_type: 'public_key', pem });
      expect({ status, errorCode: body.errorCode }).toEqual({ status: 400, errorCode: 'invalid_body' });
      expect(JSON.stringify(body)).not.toContain('MII');
    }
    expect(place.broker.logged()).not.toContain(secret.split('\n')[1]);
  });

  test('a kid is one key’s; a client that is not there has none', async () => {
    const twice = await create(createRsaKey(), { kid: 'first-key-of-keyed' });
    expect(twice).toMatchObject({ status: 409, body: { errorCode: 'credential_conflict' } });
    expect(await send('GET', '/clients/nobody/credentials')).toMatchObject({
      status: 404,
      body: { errorCode: 'inexistent_client' },
    });
    const wrong = await send('POST', path, { credential_type: 'x509_cert', pem: place.key.pem });
    expect(wrong.status).toBe(400);
  });
});
