import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, databaseKinds } from '../broker/index.ts';
import { createAuthenticator, type Options } from './authenticator.ts';
import {
  createVisitor,
  emailOf,
  idOf,
  makeAdministrator,
  makeFirstAdministrator,
  startDashboard,
  tokenOf,
  type Visitor,
} from './set-up.ts';

describe.each(databaseKinds)('passkeys of administrators on %s', (database) => {
  let broker: Broker;
  let admin: Visitor;
  let origin: string;

  beforeAll(async () => {
    broker = await startDashboard({ database });
    origin = new URL(broker.issuer).origin;
    admin = await makeFirstAdministrator(broker);
  });
  afterAll(() => broker.close());

  async function challengeFrom(visitor: Visitor, path: string, body: object = {}): Promise<string> {
    const { status, text, body: options } = await visitor.call('POST', path, { body });
    if (status !== 200) throw new Error(text);
    return String(options.challenge);
  }

  async function addTo(visitor: Visitor, authenticator = createAuthenticator()) {
    const challenge = await challengeFrom(visitor, '/account/passkey-options');
    const body = { name: 'Laptop', credential: authenticator.create({ origin, challenge }) };
    const added = await visitor.call('POST', '/account/passkeys', { body });
    return { authenticator, added, body };
  }

  async function signInWith(authenticator: ReturnType<typeof createAuthenticator>, more: Partial<Options> = {}) {
    const visitor = createVisitor(broker.url);
    const challenge = await challengeFrom(visitor, '/session/passkey-options');
    const credential = authenticator.get({ origin, challenge, ...more });
    return { visitor, answer: await visitor.call('POST', '/session/passkey', { body: { credential } }), credential };
  }

  test('an account is made with a passkey alone, for the address that the passkey was made with', async () => {
    const { body: invitation } = await admin.call('POST', '/invitations', { body: { role: 'viewer' } });
    const token = tokenOf(String(invitation.url));
    const person = { token, name: 'Pat', email: emailOf('pat') };
    const visitor = createVisitor(broker.url);
    const { body: options } = await visitor.call('POST', '/invitations/passkey-options', { body: person });
    expect(options).toMatchObject({
      rp: { id: 'localhost' },
      user: { name: emailOf('pat'), displayName: 'Pat' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    });
    const authenticator = createAuthenticator();
    const credential = authenticator.create({ origin, challenge: String(options.challenge) });
    const path = '/invitations/accept-passkey';
    const other = await visitor.call('POST', path, { body: { ...person, email: emailOf('else'), credential } });
    expect(other.status).toBe(403);
    const accepted = await visitor.call('POST', path, { body: { ...person, credential } });
    expect(accepted.body).toMatchObject({ administrator: { role: 'viewer', has_password: false, passkey_count: 1 } });
    expect((await signInWith(authenticator)).answer.body).toMatchObject({ administrator: { name: 'Pat' } });
  });

  test('one that was added signs in, and each answer of it is good once', async () => {
    const { authenticator, added } = await addTo(admin);
    expect(added.status).toBe(201);
    const { visitor, answer, credential } = await signInWith(authenticator);
    expect(answer.body).toMatchObject({ state: 'signed_in', administrator: { name: 'ada', passkey_count: 1 } });
    const replayed = await createVisitor(broker.url).call('POST', '/session/passkey', { body: { credential } });
    expect([replayed.status, replayed.body.errorCode]).toEqual([403, 'sign_in_refused']);
    const { body: listed } = await visitor.call('GET', '/account/passkeys');
    expect(listed).toEqual([expect.objectContaining({ name: 'Laptop', last_used_at: expect.any(String) })]);
  });

  test('an answer for another site, challenge or kind, without a check of the person, or by another key is refused', async () => {
    const { authenticator } = await addTo(admin);
    const lies: Partial<Options>[] = [
      { origin: 'https://evil.example' },
      { origin: `${origin}.evil.example` },
      { rpId: 'evil.example' },
      { challenge: Buffer.alloc(32).toString('base64url') },
      { verifies: false },
      { clientData: { type: 'webauthn.create' } },
    ];
    for (const lie of lies) expect((await signInWith(authenticator, lie)).answer.status).toBe(403);
    const stranger = createAuthenticator();
    expect((await signInWith(stranger)).answer.status).toBe(403);
    const visitor = createVisitor(broker.url);
    const challenge = await challengeFrom(visitor, '/session/passkey-options');
    const credential = { ...stranger.get({ origin, challenge }), id: authenticator.id, rawId: authenticator.id };
    expect((await visitor.call('POST', '/session/passkey', { body: { credential } })).status).toBe(403);
    expect((await signInWith(authenticator)).answer.status).toBe(200);
  });

  test('a copy of it that counts from before is refused; one that never counts is not', async () => {
    const { authenticator } = await addTo(admin);
    await signInWith(authenticator);
    await signInWith(authenticator);
    authenticator.setCounter(1);
    expect((await signInWith(authenticator)).answer.status).toBe(403);
    const { authenticator: still } = await addTo(admin, createAuthenticator(false));
    expect((await signInWith(still)).answer.status).toBe(200);
    expect((await signInWith(still)).answer.status).toBe(200);
  });

  test('a challenge ends after five minutes, and one for one purpose is none for another', async () => {
    const { authenticator } = await addTo(admin);
    const visitor = createVisitor(broker.url);
    const late = await challengeFrom(visitor, '/session/passkey-options');
    broker.clock.advance(5 * 60_000);
    const credential = authenticator.get({ origin, challenge: late });
    expect((await visitor.call('POST', '/session/passkey', { body: { credential } })).status).toBe(403);
    const forSignIn = await challengeFrom(visitor, '/session/passkey-options');
    const wrong = authenticator.get({ origin, challenge: forSignIn });
    expect((await admin.call('POST', '/session/reauthentication', { body: { credential: wrong } })).status).toBe(403);
  });

  test('it reauthenticates its own account, and no other', async () => {
    const { authenticator } = await addTo(admin);
    const other = await makeAdministrator(admin, broker, 'viewer', 'other');
    const { authenticator: theirs } = await addTo(other);
    broker.clock.advance(11 * 60_000);
    const reauthenticate = async (passkey: typeof theirs) => {
      const challenge = await challengeFrom(admin, '/session/reauthentication-options');
      const body = { credential: passkey.get({ origin, challenge }) };
      return admin.call('POST', '/session/reauthentication', { body });
    };
    expect((await reauthenticate(theirs)).status).toBe(403);
    expect((await admin.call('POST', '/account/passkey-options', { body: {} })).status).toBe(403);
    expect((await reauthenticate(authenticator)).status).toBe(200);
    expect((await admin.call('POST', '/account/passkey-options', { body: {} })).status).toBe(200);
  });

  test('one passkey belongs to one account, and the last way to sign in stays', async () => {
    const lone = await makeAdministrator(admin, broker, 'viewer', 'lone');
    const { authenticator, added } = await addTo(lone);
    const { added: stolen } = await addTo(admin, authenticator);
    expect([stolen.status, stolen.body.errorCode]).toEqual([409, 'passkey_exists']);
    const { db } = broker.app.tenant.store;
    const id = await idOf(lone);
    await db.updateTable('administrators').set({ password_hash: null }).where('administrator_id', '=', id).execute();
    const path = `/account/passkeys/${String(added.body.id)}`;
    expect((await lone.call('DELETE', path)).body.errorCode).toBe('last_credential');
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect((await signInWith(authenticator)).answer.status).toBe(200);
    await addTo(lone);
    expect((await lone.call('DELETE', path)).status).toBe(204);
    expect((await signInWith(authenticator)).answer.status).toBe(403);
  });

  test('a blocked administrator does not come in by a passkey', async () => {
    const visitor = await makeAdministrator(admin, broker, 'viewer', 'barred');
    const { authenticator } = await addTo(visitor);
    await admin.call('PATCH', `/administrators/${await idOf(visitor)}`, { body: { blocked: true } });
    const { answer } = await signInWith(authenticator);
    expect([answer.status, answer.body.errorCode]).toEqual([403, 'sign_in_refused']);
  });

  test('what is no passkey at all is an error of the caller', async () => {
    const visitor = createVisitor(broker.url);
    const empty = { id: 'AA', rawId: 'AA', type: 'public-key' };
    for (const response of [
      {},
      { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' },
      { clientDataJSON: 'e30', authenticatorData: 'A'.repeat(60), signature: '' },
    ]) {
      const body = { credential: { ...empty, response } };
      const { status } = await visitor.call('POST', '/session/passkey', { body });
      expect([400, 403]).toContain(status);
    }
    for (const attestationObject of ['AA', 'o2NmbXRkbm9uZQ', 'A'.repeat(4000)]) {
      const credential = { ...empty, response: { clientDataJSON: 'e30', attestationObject } };
      const { status } = await admin.call('POST', '/account/passkeys', { body: { name: 'x', credential } });
      expect([400, 403]).toContain(status);
    }
  });
});
