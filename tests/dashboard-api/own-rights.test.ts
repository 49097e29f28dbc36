import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from '../broker/index.ts';
import { type Answer, makeAdministrator, makeFirstAdministrator, startDashboard, type Visitor } from './set-up.ts';

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
    const shown = await editor.call('GET', `/v2/clients/${strong}`);
    expect(shown.status).toBe(200);
    expect(shown.body.client_secret).toBeUndefined();
    expect((await editor.call('GET', '/v2/clients')).text).not.toContain('client_secret":');
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

  test('an editor gives no key to a client that may do more', async () => {
    const { publicKey } = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    );
    const der = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64');
    const pem = `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----`;
    const refused = await editor.call('POST', `/v2/clients/${strong}/credentials`, {
      body: { credential_type: 'public_key', name: 'mine', pem },
    });
    expect(refused.status, refused.text).toBe(403);
  });
});
