import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, m2m } from '../broker/index.ts';
import { type Answer, makeAdministrator, makeFirstAdministrator, startDashboard, type Visitor } from './set-up.ts';

async function makePem(): Promise<string> {
  const { publicKey } = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
    true,
    ['sign', 'verify'],
  );
  const der = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64');
  return `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----`;
}

describe('who may change the configuration gets no further by it', () => {
  let broker: Broker;
  let admin: Visitor;
  let editor: Visitor;
  let audience: string;
  /** May read IdP tokens. */
  let strong: string;
  /** May read users, and no more. */
  let weak: string;
  const grants: Record<string, string> = {};

  const makeClient = async (by: Visitor, name: string) => {
    const body = { name, app_type: 'non_interactive', grant_types: ['client_credentials'] };
    return String((await by.call('POST', '/v2/clients', { body })).body.client_id);
  };
  const grant = (by: Visitor, client_id: string, more: object): Promise<Answer> =>
    by.call('POST', '/v2/client-grants', { body: { client_id, audience, ...more } });

  /** For an editor: neither its secret nor a way to make it anybody's. */
  const expectOutOfReach = async (client: string) => {
    const path = `/v2/clients/${client}`;
    const shown = await editor.call('GET', path);
    expect(shown.status).toBe(200);
    expect(shown.body.client_secret).toBeUndefined();
    expect((await admin.call('GET', path)).body.client_secret).toBeTypeOf('string');
    const callbacks = ['https://mine.example/cb'];
    expect((await editor.call('PATCH', path, { body: { callbacks } })).status).toBe(403);
    expect((await editor.call('POST', `${path}/rotate-secret`, { body: {} })).status).toBe(403);
    const key = { credential_type: 'public_key', name: 'mine', pem: await makePem() };
    expect((await editor.call('POST', `${path}/credentials`, { body: key })).status).toBe(403);
  };

  beforeAll(async () => {
    broker = await startDashboard();
    audience = `${broker.issuer}api/v2/`;
    admin = await makeFirstAdministrator(broker);
    editor = await makeAdministrator(admin, broker, 'editor', 'eve');
    strong = await makeClient(admin, 'strong');
    weak = await makeClient(editor, 'weak');
    const made = await grant(admin, strong, { scope: ['read:users', 'read:user_idp_tokens'] });
    expect(made.status).toBe(201);
    grants.strong = String(made.body.id);
    const given = await grant(editor, weak, { scope: ['read:users'] });
    expect(given.status).toBe(201);
    grants.weak = String(given.body.id);
  });
  afterAll(() => broker.close());

  test.each([
    ['IdP tokens', { scope: ['read:users', 'read:user_idp_tokens'] }],
    ['signing keys', { scope: ['update:signing_keys'] }],
    ['all scopes there are', { allow_all_scopes: true, scope: [] }],
    ['more rights of its own making', { scope: ['create:client_grants'] }],
    ['rights of clients by a wider grant', { scope: ['update:client_grants'] }],
    ['clients that lose what they had', { scope: ['delete:client_grants'] }],
    ['secrets of other clients', { scope: ['read:client_keys'] }],
    ['other secrets for them', { scope: ['update:client_keys'] }],
    ['keys for them', { scope: ['create:client_credentials'] }],
    ['settings of them', { scope: ['update:clients'] }],
  ])('an editor gives no client the right to %s, with a new grant or a changed one', async (_what, more) => {
    const client = await makeClient(editor, 'another');
    const refused = await grant(editor, client, more);
    expect(refused.status, refused.text).toBe(403);
    expect(refused.body.errorCode).toBe('insufficient_scope');
    const changed = await editor.call('PATCH', `/v2/client-grants/${grants.weak}`, { body: more });
    expect(changed.status, changed.text).toBe(403);
    const kept = await admin.call('GET', `/v2/client-grants/${grants.weak}`);
    expect(kept.body.scope).toEqual(['read:users']);
  });

  test('an editor lifts no limit of a grant that gives more than an editor has', async () => {
    const body = { scope: ['read:users'], idp_tokens: { refresh_token: true } };
    expect((await editor.call('PATCH', `/v2/client-grants/${grants.strong}`, { body })).status).toBe(403);
  });

  test('an editor sees the secret of a client that may do less, and of none that may do more', async () => {
    expect((await editor.call('GET', `/v2/clients/${weak}`)).body.client_secret).toBeTypeOf('string');
    expect((await admin.call('GET', `/v2/clients/${strong}`)).body.client_secret).toBeTypeOf('string');
    await expectOutOfReach(strong);
    expect((await editor.call('GET', '/v2/clients')).text).not.toContain('client_secret":');
  });

  test.each([
    ['deletes', 'DELETE', undefined],
    ['narrows', 'PATCH', { scope: ['read:users'] }],
    ['empties', 'PATCH', { scope: [] }],
  ])('an editor %s no grant that gives more than an editor has', async (_what, method, body) => {
    const path = `/v2/client-grants/${grants.strong}`;
    const refused = await editor.call(method, path, { body });
    expect([refused.status, refused.body.errorCode]).toEqual([403, 'insufficient_scope']);
    expect((await admin.call('GET', path)).body.scope).toEqual(['read:users', 'read:user_idp_tokens']);
  });

  test('an editor deletes grants, and changes clients, that give no more than an editor can', async () => {
    const client = await makeClient(editor, 'passing');
    const given = await grant(editor, client, { scope: ['read:users', 'update:connections'] });
    expect(given.status, given.text).toBe(201);
    expect((await editor.call('DELETE', `/v2/client-grants/${given.body.id}`)).status).toBe(204);
    expect((await editor.call('PATCH', `/v2/clients/${client}`, { body: { name: 'other' } })).status).toBe(200);
    expect((await editor.call('GET', `/v2/clients/${client}`)).body.client_secret).toBeTypeOf('string');
  });

  test("a grant for users gives the client itself nothing, so that it stays an editor's to change", async () => {
    const client = await makeClient(admin, 'for users');
    const given = await grant(admin, client, { scope: ['update:clients'], subject_type: 'user' });
    expect(given.status, given.text).toBe(201);
    expect((await editor.call('PATCH', `/v2/clients/${client}`, { body: { name: 'changed' } })).status).toBe(200);
    expect((await editor.call('DELETE', `/v2/client-grants/${given.body.id}`)).status).toBe(204);
    expect((await editor.call('GET', `/v2/clients/${client}`)).body.client_secret).toBeTypeOf('string');
  });

  test.each([
    ['taken away', 'DELETE', undefined],
    ['narrowed', 'PATCH', { scope: ['read:users'] }],
  ])('a client stays out of reach when its rights are %s: they may be given again', async (_what, method, body) => {
    const client = await makeClient(admin, 'once strong');
    const given = await grant(admin, client, { scope: ['read:user_idp_tokens'] });
    expect((await admin.call(method, `/v2/client-grants/${given.body.id}`, { body })).status).toBeLessThan(300);
    await expectOutOfReach(client);
  });

  test('a client of the tenant file stays out of reach when its grant is gone, until the file brings it back', async () => {
    const { body } = await admin.call('GET', `/v2/client-grants?client_id=${m2m.id}`);
    const [found] = body as unknown as { id: string }[];
    expect((await admin.call('DELETE', `/v2/client-grants/${found!.id}`)).status).toBe(204);
    await expectOutOfReach(m2m.id);
  });

  test.each([
    ['rotate its secret', 'POST', '/rotate-secret', {}],
    ['change it', 'PATCH', '', { name: 'mine' }],
    ['let anybody be it', 'PATCH', '', { token_endpoint_auth_method: 'none' }],
  ])('an editor cannot %s where the client may do more', async (_what, method, path, body) => {
    const { status, text } = await editor.call(method, `/v2/clients/${strong}${path}`, { body });
    expect(status, text).toBe(403);
    expect(text).toContain('read:user_idp_tokens');
  });

  test('an editor neither gives a key to a client that may do more, nor changes or takes one', async () => {
    const path = `/v2/clients/${strong}/credentials`;
    const body = { credential_type: 'public_key', name: 'key', pem: await makePem() };
    const refused = await editor.call('POST', path, { body });
    expect(refused.status, refused.text).toBe(403);
    const { body: key, status } = await admin.call('POST', path, { body });
    expect(status).toBe(201);
    const expiry = { expires_at: null };
    expect((await editor.call('PATCH', `${path}/${key.id}`, { body: expiry })).status).toBe(403);
    expect((await editor.call('DELETE', `${path}/${key.id}`)).status).toBe(403);
    expect((await admin.call('GET', `${path}/${key.id}`)).status).toBe(200);
  });
});
