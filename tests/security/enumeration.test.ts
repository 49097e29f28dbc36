import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/contract/index.ts';
import {
  authorizeUrl,
  type Broker,
  createBrowser,
  createTestClock,
  databaseKinds,
  getManagementToken,
  getTokens,
  oidcConnection,
  startBroker,
  tenantFile,
  web,
} from '../broker/index.ts';
import { createAuthenticator } from '../dashboard-api/authenticator.ts';
import {
  createVisitor,
  emailOf,
  makeAdministrator,
  makeFirstAdministrator,
  password,
  type Visitor,
} from '../dashboard-api/set-up.ts';
import { send } from '../every-route/send.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { createWorkRecorder } from './record-work.ts';

type Given = Parameters<typeof send>[2];

/** Everything of an answer that somebody could compare. */
interface Told {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, unknown>;
}

const known = { email: 'vera@example.com', id: 'oidc|con1|vera' };
const unknown = { email: 'nils@example.com', id: 'oidc|con1|nils' };

describe.each(databaseKinds)('T-D20: who is known is not to be found out, on %s', (database) => {
  let recorder: ReturnType<typeof createWorkRecorder>;
  let idp: TestIdp;
  let broker: Broker;
  let admin: Visitor;

  beforeAll(async () => {
    recorder = createWorkRecorder();
    const clock = createTestClock();
    idp = await startTestIdp({ clock });
    broker = await startBroker({
      database,
      clock,
      tenant: tenantFile(oidcConnection('con1', idp)).replace("'read:clients']", "'read:logs']"),
    });
    const { eventDelivery, logoutDelivery, keepAlive, userExports, revocations } = broker.app;
    for (const work of [eventDelivery, logoutDelivery, keepAlive, userExports, revocations]) await work.end();
    admin = await makeFirstAdministrator(broker);
    await makeAdministrator(admin, broker, 'viewer', 'keyless');
    const { db } = broker.app.tenant.store;
    const named = (name: string) => db.updateTable('administrators').where('email', '=', emailOf(name));
    await named('keyless').set({ password_hash: null }).execute();
    await makeAdministrator(admin, broker, 'viewer', 'blocked');
    await named('blocked').set({ blocked: 1 }).execute();
    idp.behave({ user: 'vera' });
    await getTokens(broker);
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
    recorder.stop();
  });

  /** Asked once before, so that nothing is done for the first time. */
  async function watch(request: () => Promise<Told>) {
    await request();
    let told: Told | undefined;
    const { statements, hashes, parameters } = await recorder.during(async () => {
      told = await request();
    });
    const { status, text, headers } = told!;
    const { date: _, 'x-request-id': __, 'x-ratelimit-remaining': ___, 'set-cookie': ____, ...shown } = headers;
    return { status, text, headers: shown, statements, hashes, looked: parameters };
  }

  /** What the server does by itself meanwhile may fall into one look or two; what it does for a request, into each. */
  async function expectAlike(...requests: readonly (() => Promise<Told>)[]) {
    for (let look = 1; ; look += 1) {
      const seen = [];
      for (const request of requests) seen.push(await watch(request));
      const compared = seen.map(({ looked: _, ...rest }) => rest);
      if (look < 3 && !compared.every((one) => isDeepStrictEqual(one, compared[0]))) continue;
      for (const one of compared) expect(one).toEqual(compared[0]);
      return seen[0]!;
    }
  }

  const ask = (path: string, given: Given) => () => send(broker.url, path, given);

  const post = (path: string, body: unknown) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('an administrator who signs in with a wrong password: known, blocked, without a password, unknown', async () => {
    const signIn = (name: string) =>
      post('/dashboard/api/session', { email: emailOf(name), password: 'not it at all' });
    const { status, hashes, statements } = await expectAlike(...['ada', 'blocked', 'keyless', 'nobody'].map(signIn));
    expect({ status, argon: hashes.ARGON2REQUEST }).toEqual({ status: 403, argon: 1 });
    expect(statements.join()).toContain('"administrators"');
  });

  test('the right password of a blocked administrator looks like a wrong one', async () => {
    const signIn = (name: string) => post('/dashboard/api/session', { email: emailOf(name), password });
    await expectAlike(signIn('blocked'), signIn('nobody'));
  });

  test('attempts at an address that nobody has end as soon as those at one that somebody has', async () => {
    const statusesOf = async (name: string) => {
      broker.clock.advance(3_600_000);
      const statuses = [];
      for (let attempt = 0; attempt < 12; attempt += 1) {
        const { status } = await post('/dashboard/api/session', { email: emailOf(name), password: 'not it at all' })();
        statuses.push(status);
      }
      return statuses;
    };
    const statuses = await statusesOf('ada');
    expect(statuses.at(-1)).toBe(429);
    expect(await statusesOf('nobody')).toEqual(statuses);
    broker.clock.advance(3_600_000);
  });

  test('a passkey that is known and one that is not', async () => {
    const origin = new URL(broker.issuer).origin;
    admin = createVisitor(broker.url);
    await admin.call('POST', '/session', { body: { email: emailOf('ada'), password } });
    const { body: options } = await admin.call('POST', '/account/passkey-options', { body: {} });
    const enrolled = createAuthenticator();
    const credential = enrolled.create({ origin, challenge: String(options.challenge) });
    const added = await admin.call('POST', '/account/passkeys', { body: { name: 'Laptop', credential } });
    expect(added.status).toBe(201);
    const stranger = createAuthenticator();
    const tried = (id: string) => async () => {
      const asked = await post('/dashboard/api/session/passkey-options', {})();
      const answer = stranger.get({ origin, challenge: String(asked.body.challenge) });
      return post('/dashboard/api/session/passkey', { credential: { ...answer, id, rawId: id } })();
    };
    const { status, hashes, statements } = await expectAlike(tried(enrolled.id), tried(stranger.id));
    expect({ status, checked: hashes.SIGNREQUEST > 0 }).toEqual({ status: 403, checked: true });
    expect(statements.join()).toContain('delete from "passkey_challenges"');
  });

  test('an invitation that is not there, for an address that somebody has', async () => {
    const person = (name: string) => ({ token: 'x'.repeat(43), name: 'Max', email: emailOf(name), password });
    const accept = (name: string) => post('/dashboard/api/invitations/accept', person(name));
    const { status, hashes } = await expectAlike(accept('ada'), accept('nobody'));
    expect({ status, argon: hashes.ARGON2REQUEST }).toEqual({ status: 404, argon: 0 });
    const { password: _, ...wish } = person('ada');
    const challenge = (email: string) => post('/dashboard/api/invitations/passkey-options', { ...wish, email });
    expect((await expectAlike(challenge(emailOf('ada')), challenge(emailOf('nobody')))).status).toBe(404);
  });

  test('/authorize and the sign-in page with a login_hint', async () => {
    for (const more of ['', 'connection=con1', 'prompt=none', 'prompt=login']) {
      const visit = (login_hint: string) => async () => {
        const { status, headers } = await createBrowser().get(`${authorizeUrl(broker, { login_hint })}&${more}`);
        return { status, text: '', headers: { csp: headers.get('content-security-policy') } };
      };
      const { status, looked } = await expectAlike(visit(known.email), visit(unknown.email));
      expect([status, looked.includes(known.email)]).toEqual([302, false]);
    }
    const page = (login_hint: string) => async () => {
      const { response } = await createBrowser().follow(
        authorizeUrl(broker, { login_hint, prompt: 'login' }),
        web.callback,
      );
      const text = (await response!.text()).replaceAll(/state=[\w-]+|value="[\w-]{20,}"/g, '');
      return { status: response!.status, text, headers: {} };
    };
    const { status, text } = await expectAlike(page(known.email), page(unknown.email));
    expect(status).toBe(200);
    expect(text).toContain('<form');
  });

  /** What names a user in an address, for every operation that has such a place. */
  const naming = endpoints.flatMap(({ method, path, scopes }) => {
    const named = path.replace(/\{(?:id|user_id)\}/, '{user}');
    const isUsers = path.startsWith('/users/{');
    const queries = path === '/users-by-email' ? ['?email={email}'] : path === '/users' ? ['?q=email:{email}'] : [];
    if (['/user-blocks', '/device-credentials', '/refresh-tokens', '/grants'].includes(path) && method === 'GET') {
      queries.push('?user_id={user}', '?identifier={email}');
    }
    const all = isUsers ? [named] : queries.map((query) => path + query);
    return all.map((at) => ({ name: `${method} ${at}`, method, at, scopes }));
  });
  const fill = (at: string, { id, email }: typeof known) =>
    at
      .replaceAll('{user}', encodeURIComponent(id))
      .replaceAll('{email}', encodeURIComponent(email))
      .replaceAll(/\{\w+\}/g, 'oidc');

  async function expectNothingTold(token: string | undefined, mayUse: (scopes: readonly string[]) => boolean) {
    expect(naming.length).toBeGreaterThan(15);
    for (const { name, method, at, scopes } of naming) {
      if (mayUse(scopes)) continue;
      const headers = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
      };
      const given = { method, headers, ...(method !== 'GET' && { body: '{}' }) };
      const [one, two] = [known, unknown].map((who) => ask(`/api/v2${fill(at, who)}`, given));
      const { status, looked } = await expectAlike(one!, two!);
      expect([name, status]).toEqual([name, token === undefined ? 401 : 403]);
      // It is refused before anybody looks.
      expect([known.id, known.email].filter((value) => looked.includes(value))).toEqual([]);
    }
  }

  test('operations that name a user, asked without a token and by a backend without the scope', async () => {
    await expectNothingTold(undefined, () => false);
    await expectNothingTold(await getManagementToken(broker, 'read:logs'), (scopes) => scopes.includes('read:logs'));
  });

  test('operations on oneself, asked about somebody else', async () => {
    const scopes = [
      ...['read:current_user', 'update:current_user_identities', 'update:current_user_metadata'],
      ...['create:current_user_device_credentials', 'delete:current_user_device_credentials'],
    ];
    const parameters = { audience: `${broker.issuer}api/v2/`, scope: `openid ${scopes.join(' ')}`, login_hint: 'max' };
    const { access_token } = await getTokens(broker, parameters, createBrowser());
    const token = String(access_token);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    for (const [method, at, body] of [
      ['GET', '/users/{user}', undefined],
      ['GET', '/users/{user}?fields=email', undefined],
      ['PATCH', '/users/{user}', { user_metadata: { a: 1 } }],
      ['POST', '/users/{user}/identities', { link_with: 'a.b.c' }],
      ['POST', '/users/{user}/identities', { provider: 'oidc', user_id: 'con1|max' }],
      ['DELETE', '/users/{user}/identities/oidc/con1%7Cvera', undefined],
    ] as const) {
      const given = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      const [one, two] = [known, unknown].map((who) => ask(`/api/v2${fill(at, who)}`, given));
      const { status, looked } = await expectAlike(one!, two!);
      expect([status, looked.includes(known.id)]).toEqual([403, false]);
    }
  });
});
