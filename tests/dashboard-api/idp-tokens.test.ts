import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { maskTokens } from '../../src/dashboard-api/mask-tokens.ts';
import {
  type Broker,
  configure,
  databaseKinds,
  getManagementToken,
  oidcConnection,
  readManagement,
  signIn as signInUser,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { send } from '../every-route/send.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { idOf, makeAdministrator, makeFirstAdministrator, password, startNode, type Visitor } from './set-up.ts';

const person = `/users/${encodeURIComponent('oidc|con1|vera')}`;
const identity = `${person}/identities/oidc/${encodeURIComponent('con1|vera')}`;
const reason = 'the calendar of this user does not load';

let idp: TestIdp;
/** Where tokens are shown to nobody, as it is unless told otherwise. */
let broker: Broker;
/** The same installation, whose operator allowed it. */
let open: Broker;
let admin: Visitor;
let token: string;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), database: databaseKinds.at(-1)! });
  open = await startNode(broker, { allowReveal: true });
  admin = await makeFirstAdministrator(broker);
  idp.behave({ user: 'vera', refreshTokens: 'always' });
  await signInUser(broker);
  const { body } = await readManagement(broker, person, await getManagementToken(broker));
  token = String((body.identities as { access_token: string }[])[0]!.access_token);
});
afterAll(async () => {
  await open.close();
  await broker.close();
  await idp.close();
});

/** The same administrator at one of the servers. */
async function callAt(node: Broker, visitor: Visitor, path: string, body: object) {
  return send(node.url, `/dashboard/api${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      cookie: `valetkey-dashboard=${visitor.cookie}`,
      'x-csrf-token': visitor.csrfToken!,
    },
    body: JSON.stringify(body),
  });
}

async function readsOf(visitor: Visitor) {
  const { body } = await admin.call('GET', `/v2/idp-token-reads?client_id=valetkey:${await idOf(visitor)}`);
  return (body.reads ?? body) as unknown as Record<string, unknown>[];
}

test("the IdP's API is called with the user's token, which stays here", async () => {
  idp.reset();
  idp.behave({ userinfo: { department: 'Keys', api_token: 'another-secret-of-the-idp', echo: `Bearer ${token}` } });
  const answer = await admin.call('POST', `${identity}/call`, { body: { reason } });
  expect(answer.body).toMatchObject({ status: 200, content_type: expect.stringContaining('json'), truncated: false });
  expect(answer.body.body).toContain('Keys');
  expect(answer.text).not.toContain(token);
  expect(answer.text).not.toContain('another-secret-of-the-idp');
  expect(idp.requests('userinfo').at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  idp.reset();
});

test('what the IdP answers is shown as it is, an error too', async () => {
  idp.behave({ faults: { userinfo: { kind: 'answer', status: 418, type: 'text/plain', body: 'no coffee' } } });
  const { body } = await admin.call('POST', `${identity}/call`, { body: {} });
  expect(body).toMatchObject({ status: 418, body: 'no coffee' });
  idp.behave({ faults: { userinfo: { kind: 'reset' } } });
  const down = await admin.call('POST', `${identity}/call`, { body: {} });
  expect([down.status, down.text.includes(token)]).toEqual([502, false]);
  idp.reset();
});

test('T-E20: a token is not sent to the API of a connection that was pointed elsewhere since', async () => {
  const elsewhere = await startTestIdp();
  try {
    const honest = oidcConnection('con1', idp);
    const moved = honest.replace(
      /( *)issuer: .*\n/,
      (line, indent) => `${line}${indent}discovery_url: ${elsewhere.url}/d\n`,
    );
    expect(moved).not.toBe(honest);
    const warnings = await configure(broker.app, tenantFile(moved));
    expect(warnings).toContainEqual(expect.stringContaining('another discovery_url than before speaks for the users'));
    const { status, body } = await admin.call('POST', `${identity}/call`, { body: {} });
    expect([status, body.errorCode]).toEqual([409, 'no_idp_token']);
    expect(elsewhere.log).toEqual([]);
  } finally {
    await configure(broker.app, tenantFile(oidcConnection('con1', idp)));
    await elsewhere.close();
  }
  expect((await admin.call('POST', `${identity}/call`, { body: {} })).body.status).toBe(200);
});

test('V-14: each use of a token is in the log of token reads under who used it, and the reason in the tenant log', async () => {
  const editor = await makeAdministrator(admin, broker, 'editor', 'eddi');
  expect((await editor.call('POST', `${identity}/call`, { body: { reason } })).status).toBe(200);
  const reads = await readsOf(editor);
  expect(reads).toHaveLength(1);
  await broker.app.tenantLog.flush();
  const { body } = await admin.call('GET', '/v2/logs?q=type:sapi&per_page=5');
  expect(body).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        user_id: 'oidc|con1|vera',
        details: expect.objectContaining({ reason, administrator_id: await idOf(editor) }),
      }),
    ]),
  );
});

test('V-15: a token is shown to nobody unless the operator allowed it', async () => {
  const { status, body } = await admin.call('POST', `${identity}/reveal`, { body: { reason } });
  expect([status, body.errorCode]).toEqual([403, 'reveal_off']);
  expect((await admin.call('GET', '/session')).body.reveal_allowed).toBe(false);
});

test('V-15: where it is allowed, an admin sees it for a reason, and it is logged and told first', async () => {
  const answer = await callAt(open, admin, `${identity}/reveal`, { reason });
  expect(answer.status).toBe(200);
  expect(answer.body.access_token).toBe(token);
  const reads = await readsOf(admin);
  expect(JSON.stringify(reads.at(-1))).toContain(String(answer.body.fingerprint));
  const { body } = await admin.call('GET', '/v2/idp-grant-events');
  expect((body.events as object[])[0]).toMatchObject({
    type: 'idp_token.revealed',
    data: { user_id: 'oidc|con1|vera', administrator_id: await idOf(admin) },
  });
  await vi.waitFor(async () => {
    await open.app.tenantLog.flush();
    const { text } = await admin.call('GET', '/v2/logs?q=type:sapi&per_page=3');
    expect(text).toContain(reason);
    expect(text).not.toContain(token);
  });
  expect(open.logged()).not.toContain(token);
});

test('V-15: not without a reason, not without a fresh password, and to no other role', async () => {
  for (const body of [{}, { reason: '' }, { reason: '  ' }]) {
    expect((await callAt(open, admin, `${identity}/reveal`, body)).status).toBe(400);
  }
  const editor = await makeAdministrator(admin, broker, 'editor', 'erin');
  const refused = await callAt(open, editor, `${identity}/reveal`, { reason });
  expect([refused.status, refused.body.errorCode]).toEqual([403, 'role_insufficient']);
  broker.clock.advance(11 * 60_000);
  const stale = await callAt(open, admin, `${identity}/reveal`, { reason });
  expect([stale.status, stale.body.errorCode]).toEqual([403, 'reauthentication_required']);
  await admin.call('POST', '/session/reauthentication', { body: { password } });
});

test('V-21: a connection that is closed for reading is closed for the dashboard too', async () => {
  const closed = oidcConnection('con1', idp, '[web]', '').trimEnd();
  await configure(broker.app, `connections:${closed}\n    idp_tokens: { readable: false }\n`);
  await vi.waitFor(async () => {
    const call = await admin.call('POST', `${identity}/call`, { body: {} });
    expect([call.status, call.body.errorCode]).toEqual([409, 'no_idp_token']);
  });
});

test.each([
  ['a member', '{"refresh_token":"rt-abcdef","deep":[{"client_secret":"cs-abcdef"}],"name":"vera"}'],
  ['a JWT', '{"proof":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl","name":"vera"}'],
  ['a long run of letters', `{"name":"vera","odd":"abcdef${'x1'.repeat(17)}"}`],
  ['a text that is no JSON', 'vera eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
])('what looks like a token is masked: %s', (_, text) => {
  const { body } = maskTokens(text, 'at-that-was-used');
  expect(body).toContain('vera');
  expect(body).not.toMatch(/abcdef|eyJ/);
});

test('CL-20: an answer that is nested too deeply to look for secrets in it is refused, and takes nothing down', () => {
  for (const depth of [65, 100_000]) {
    const text = `${'['.repeat(depth)}"vera"${']'.repeat(depth)}`;
    expect(() => maskTokens(text, 'token')).toThrow(expect.objectContaining({ code: 'idp_answer_invalid' }));
  }
  expect(maskTokens(`${'['.repeat(64)}"vera"${']'.repeat(64)}`, 'token').body).toContain('vera');
  // Brackets of a page are no depth.
  expect(maskTokens('['.repeat(1000), 'token').body).toBe('['.repeat(1000));
});

test('a long answer is cut, and says so', () => {
  const { body, truncated } = maskTokens('x '.repeat(50_000), 'token');
  expect([body.length, truncated]).toEqual([65_536, true]);
});
