import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, databaseKinds, postToken, readManagement } from '../broker/index.ts';
import {
  createVisitor,
  idOf,
  makeAdministrator,
  makeFirstAdministrator,
  signIn,
  startDashboard,
  startNode,
  type Visitor,
} from './set-up.ts';

const minute = 60_000;
const testClient = 'valetkey-api-explorer';

describe.each(databaseKinds)('a token of the API Explorer, on %s', (database) => {
  let broker: Broker;
  let node: Broker;
  let admin: Visitor;
  let people = 0;

  /** Somebody else with the role admin. */
  const makeAdmin = () => {
    people += 1;
    return makeAdministrator(admin, broker, 'admin', `person${people}`);
  };
  const issue = async (visitor: Visitor): Promise<string> => {
    const { body, status } = await visitor.call('POST', '/explorer/token', { body: {} });
    expect(status).toBe(200);
    return String(body.access_token);
  };
  /** Of both nodes; nothing waits in between. */
  const statusesOf = async (token: string) => [
    (await readManagement(broker, '/clients', token)).status,
    (await readManagement(node, '/clients', token)).status,
  ];

  beforeAll(async () => {
    broker = await startDashboard({ database });
    node = await startNode(broker);
    admin = await makeFirstAdministrator(broker);
    expect((await admin.call('POST', '/explorer/test-client', { body: {} })).status).toBe(200);
  });
  afterAll(async () => {
    await node.close();
    await broker.close();
  });

  test.each([
    ['signs out', (person: Visitor) => person.call('DELETE', '/session')],
    ['signs in anew', (person: Visitor) => signIn(person, `person${people}`)],
    [
      'is blocked',
      async (person: Visitor) =>
        admin.call('PATCH', `/administrators/${await idOf(person)}`, { body: { blocked: true } }),
    ],
    [
      'is given another role',
      async (person: Visitor) =>
        admin.call('PATCH', `/administrators/${await idOf(person)}`, { body: { role: 'editor' } }),
    ],
    ['is removed', async (person: Visitor) => admin.call('DELETE', `/administrators/${await idOf(person)}`)],
    [
      'changes the password elsewhere',
      async () => {
        const elsewhere = createVisitor(broker.url);
        await signIn(elsewhere, `person${people}`);
        return elsewhere.call('PUT', '/account/password', { body: { password: 'another long password' } });
      },
    ],
  ])('RS-15: ends on every node when its administrator %s', async (_what, act) => {
    const person = await makeAdmin();
    const token = await issue(person);
    const others = await issue(admin);
    expect(await statusesOf(token)).toEqual([200, 200]);
    expect((await act(person)).status).toBeLessThan(300);
    expect(await statusesOf(token)).toEqual([401, 401]);
    expect(await statusesOf(others)).toEqual([200, 200]);
  });

  test('ends when the session is left alone, and with the hour', async () => {
    const person = await makeAdmin();
    const [left, kept] = [await issue(person), await issue(admin)];
    broker.clock.advance(29 * minute);
    expect((await admin.call('GET', '/overview')).status).toBe(200);
    expect(await statusesOf(left)).toEqual([200, 200]);
    broker.clock.advance(minute);
    expect(await statusesOf(left)).toEqual([401, 401]);
    broker.clock.advance(28 * minute);
    expect((await admin.call('GET', '/overview')).status).toBe(200);
    expect(await statusesOf(kept)).toEqual([200, 200]);
    broker.clock.advance(2 * minute);
    expect(await statusesOf(kept)).toEqual([401, 401]);
    await signIn(admin, 'ada');
  });

  test('is issued in the dashboard alone: the client has no secret, and one that it is given opens nothing', async () => {
    const path = `/v2/clients/${testClient}`;
    expect((await admin.call('GET', path)).body.client_secret).toBeUndefined();
    const body = { token_endpoint_auth_method: 'client_secret_post' };
    expect((await admin.call('PATCH', path, { body })).status).toBe(200);
    const { body: rotated } = await admin.call('POST', `${path}/rotate-secret`, { body: {} });
    const answer = await postToken(broker, {
      grant_type: 'client_credentials',
      client_id: testClient,
      client_secret: String(rotated.client_secret),
      audience: `${broker.issuer}api/v2/`,
    });
    expect(answer.status).toBe(200);
    expect(await statusesOf(String(answer.body.access_token))).toEqual([401, 401]);
    expect(await statusesOf(await issue(admin))).toEqual([200, 200]);
  });

  test('an editor has no say over its client, and gets nothing of it', async () => {
    const editor = await makeAdministrator(admin, broker, 'editor', 'eve');
    const { body } = await editor.call('GET', `/v2/client-grants?client_id=${testClient}`);
    const [grant] = body as unknown as { id: string }[];
    for (const [method, path, given] of [
      ['DELETE', `/v2/client-grants/${grant!.id}`, undefined],
      ['PATCH', `/v2/client-grants/${grant!.id}`, { scope: [] }],
      ['PATCH', `/v2/clients/${testClient}`, { token_endpoint_auth_method: 'client_secret_post' }],
      ['POST', `/v2/clients/${testClient}/rotate-secret`, {}],
      ['POST', '/explorer/test-client', {}],
      ['POST', '/explorer/token', {}],
    ] as const) {
      expect((await editor.call(method, path, { body: given })).status, `${method} ${path}`).toBe(403);
    }
  });
});
