import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  createBrowser,
  oauth2Connection,
  oidcConnection,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { type Behaviour, type Fault, startTestIdp, type TestIdp } from '../idps/index.ts';
import { attempt, countRows, expectRefusal, finish, hasSession, marker, start } from './set-up.ts';

const html: Fault = {
  kind: 'answer',
  type: 'text/html',
  body: `<html><h1>${marker}</h1><script>alert(1)</script></html>`,
};
const json = (body: string, status = 200): Fault => ({ kind: 'answer', status, body });
const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;

/** What an endpoint that should answer with JSON may do instead. */
const brokenAnswers: [string, Fault][] = [
  ['HTML', html],
  ['HTML that says it is JSON', { ...html, type: 'application/json' } as Fault],
  ['nothing', { kind: 'empty' }],
  ['a reset', { kind: 'reset' }],
  ['a redirect', { kind: 'redirect', to: `http://127.0.0.1:1/${marker}` }],
  ['a list', json(`["${marker}"]`)],
  ['a text', json(`"${marker}"`)],
  ['null', json('null')],
  ['half a JSON text', json(`{"access_token":"${marker}`)],
  ['JSON too deep', json(deep)],
  ['more than we read', { kind: 'huge', bytes: 3_000_000 }],
  ['a gzip bomb', { kind: 'gzip-bomb', bytes: 30_000_000 }],
  ['no HTTP', { kind: 'raw', bytes: `${marker}\r\n\r\n` }],
  ['status 500', json(`{"error":"server_error","error_description":"${marker}"}`, 500)],
  ['status 503', { ...html, status: 503 } as Fault],
  ['status 429', { kind: 'answer', status: 429, body: marker, headers: { 'retry-after': '30' } }],
];

let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp) + oauth2Connection('con2', idp)) });
  // Keys and metadata are read once; what follows fails where it is meant to.
  await signIn(broker);
});
afterEach(() => idp.reset());
afterAll(async () => {
  await broker.close();
  await idp.close();
});

/** Runs a sign-in that must fail, and shows that nothing came of it and that the next one works. */
async function expectFailure(behaviour: Partial<Behaviour>, errors: string | string[], connection = 'con1') {
  const before = await countRows(broker);
  idp.behave(behaviour);
  const found = await attempt(broker, { connection, login_hint: 'nova' });
  expect([errors].flat()).toContain(found.answer.error);
  expectRefusal(broker, found, found.answer.error ?? '');
  expect(found.answer.state).toBe('app-state');
  expect(await countRows(broker)).toEqual(before);
  idp.reset();
  expect(
    (await finish(broker, found.browser, await idp.signIn((await start(broker, found.browser)).url))).answer?.code,
  ).toBeDefined();
}

describe('the authorization endpoint answers with', () => {
  test.each([
    ['access_denied', 'access_denied'],
    ['user_cancelled_login', 'access_denied'],
    ['login_required', 'login_required'],
    ['consent_required', 'consent_required'],
    ['temporarily_unavailable', 'temporarily_unavailable'],
    ['server_error', 'server_error'],
    ['invalid_scope', 'server_error'],
    [`${marker}<script>alert(1)</script>`, 'server_error'],
    ['constructor', 'server_error'],
    ['x'.repeat(4000), 'server_error'],
  ])('CL-13: error %s', async (error, expected) => {
    const description = `${marker} \u0007<b>${'long '.repeat(100)}</b>`;
    await expectFailure({ faults: { authorize: { kind: 'error', error, description } } }, expected);
    expect(idp.requests('token')).toHaveLength(1);
  });

  test.each([
    ['neither code nor error', {}],
    ['both code and error', { code: 'c', error: 'access_denied' }],
    ['an empty code', { code: '' }],
  ])('CL-14: %s', async (_name, parameters) => {
    const browser = createBrowser();
    const { sent } = await start(broker, browser);
    const before = await countRows(broker);
    const found = await finish(broker, browser, { ...parameters, state: sent.state!, iss: idp.url });
    expectRefusal(broker, { ...found, browser }, 'server_error');
    expect(idp.requests('token')).toHaveLength(0);
    expect(await countRows(broker)).toEqual(before);
  });
});

describe('the token endpoint answers with', () => {
  test.each(brokenAnswers)('CL-11: %s', async (_name, fault) => {
    await expectFailure({ faults: { token: fault } }, 'server_error');
  });

  test.each([
    ['invalid_grant', 400],
    ['invalid_client', 401],
    ['access_denied', 200],
    [marker, 400],
  ])('CL-11: error %s with status %i', async (error, status) => {
    const fault: Fault = { kind: 'error', error, status, description: `${marker} secret-at-idp` };
    await expectFailure({ faults: { token: fault } }, 'access_denied');
  });

  test.each([
    ['no access token', { access_token: undefined }],
    ['an access token that is a number', { access_token: 7 }],
    ['an empty access token', { access_token: '' }],
    ['an access token with a line break', { access_token: `a\r\nx-${marker}: 1` }],
    ['a refresh token with a line break', { refresh_token: `a\n${marker}` }],
    ['a refresh token that is an object', { refresh_token: { a: marker } }],
    ['another token type', { token_type: 'mac' }],
    ['an ID token that is no text', { id_token: { alg: 'none' } }],
    ['an ID token that is no JWT', { id_token: marker }],
    ['an ID token of three empty parts', { id_token: '..' }],
  ])('CL-11: %s', async (_name, tokenAnswer) => {
    await expectFailure({ tokenAnswer }, 'server_error');
  });
});

describe('the ID token', () => {
  const seconds = () => Math.floor(Date.now() / 1000);
  test.each<[string, Behaviour['idToken']]>([
    ['CL-03: is missing', { omit: true }],
    ['CL-03: has no nonce', { claims: { nonce: undefined } }],
    ['CL-03: has another nonce', { claims: { nonce: 'n' } }],
    ['CL-06: is of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['CL-06: has the issuer with a slash more', { claims: { iss: 'slash' } }],
    ['CL-06: is for another client', { claims: { aud: 'somebody-else' } }],
    ['CL-06: is for several and says not whose', { claims: { aud: ['valetkey-at-idp', 'x'] } }],
    ['CL-06: was made for another client', { claims: { aud: ['valetkey-at-idp', 'x'], azp: 'x' } }],
    ['CL-06: has expired', { claims: { exp: seconds() - 61 } }],
    ['CL-06: never expires', { claims: { exp: undefined } }],
    ['CL-06: is from tomorrow', { claims: { iat: seconds() + 86_400 } }],
    ['CL-06: is not valid yet', { claims: { nbf: seconds() + 3600 } }],
    ['CL-06: fits another access token', { claims: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } }],
    ['CL-06: names nobody', { claims: { sub: undefined } }],
    ['CL-06: names an object', { claims: { sub: { a: 1 } } }],
    ['CL-07: has alg none', { alg: 'none' }],
    ['CL-07: has alg nOnE', { alg: 'none', header: { alg: 'nOnE' } }],
    ['CL-07: is signed with the public key as a shared secret', { alg: 'HS256' }],
    ['CL-08: brings its own key', { unknownKey: true, header: { jku: 'http://127.0.0.1:1/', jwk: {} } }],
    ['CL-09: is signed with a key that nobody published', { unknownKey: true }],
  ])('%s: nobody is signed in', async (_name, idToken) => {
    const claims = idToken.claims?.iss === 'slash' ? { iss: `${idp.url}/` } : idToken.claims;
    await expectFailure({ idToken: { ...idToken, ...(claims && { claims }) } }, 'server_error');
  });
});

describe('the userinfo endpoint answers with', () => {
  test.each(brokenAnswers)('%s', async (_name, fault) => {
    await expectFailure({ faults: { userinfo: fault } }, 'server_error');
    await expectFailure({ faults: { userinfo: fault } }, 'server_error', 'con2');
  });

  test('status 401', async () => {
    const fault: Fault = { kind: 'error', error: 'invalid_token', status: 401, description: marker };
    await expectFailure({ faults: { userinfo: fault } }, 'access_denied');
  });

  test.each([
    ['somebody else', { sub: 'somebody-else' }],
    ['nobody', { sub: undefined }],
    ['a number where the ID token has text', { sub: 7 }],
  ])('CL-12: %s', async (_name, userinfo) => {
    await expectFailure({ userinfo }, 'server_error');
  });

  test.each([
    ['no id', { sub: undefined }],
    ['an id that is an object', { sub: { a: 1 } }],
    ['an id that is a broken number', { sub: 1e20 }],
    ['an id with a control character', { sub: `ve\u0000ra` }],
    ['an id of 300 characters', { sub: 'v'.repeat(300) }],
    ['an empty id', { sub: '' }],
    ['an id that ends like a machine', { sub: 'web@clients' }],
    ['an id that ends like a machine, in capitals', { sub: 'web@CLIENTS' }],
  ])('CL-25, AS-51: for an OAuth 2.0 IdP, %s', async (_name, userinfo) => {
    await expectFailure({ userinfo }, 'server_error', 'con2');
  });
});

describe('an IdP that is broken from the start', () => {
  test.each(brokenAnswers)('publishes keys as %s: no sign-in', async (_name, fault) => {
    await expectBrokenFromStart({ jwks: fault });
  });

  test.each(brokenAnswers)('publishes metadata as %s: the application is told at once', async (_name, fault) => {
    const transactions = await countTransactions();
    await expectBrokenFromStart({ discovery: fault });
    expect(await countTransactions()).toBe(transactions);
  });

  let number = 0;

  async function countTransactions() {
    const rows = await broker.app.tenant.store.db.selectFrom('login_transactions').select('kind').execute();
    return rows.length;
  }

  /** A connection of its own, because keys and metadata are kept. */
  async function expectBrokenFromStart(faults: Behaviour['faults']) {
    const own = await startTestIdp({ algorithms: ['ES256'] });
    number += 1;
    await configure(broker.app, tenantFile(oidcConnection('con1', idp) + oidcConnection(`own-${number}`, own)));
    const before = await countRows(broker);
    own.behave({ faults });
    const found = await attempt(broker, { connection: `own-${number}` });
    expectRefusal(broker, found, 'server_error');
    expect(await countRows(broker)).toEqual(before);
    // It recovers as soon as the IdP does.
    own.reset();
    expect((await attempt(broker, { connection: `own-${number}` })).answer.code).toBeDefined();
    await own.close();
  }
});

test('after all that the server is well, logged nothing of it, and a session exists only for who signed in', async () => {
  expect((await fetch(`${broker.url}/health`)).status).toBe(200);
  expect(broker.logged()).not.toContain('unhandled');
  expect(broker.logged()).not.toMatch(/"status":5\d\d/);
  expect(broker.logged()).not.toContain('secret-at-idp');
  const users = await broker.app.tenant.store.db.selectFrom('users').select('user_id').execute();
  expect(users.map(({ user_id }) => user_id)).not.toContain('oidc|con1|nova');
  const browser = createBrowser();
  expect((await attempt(broker, {}, browser)).answer.code).toBeDefined();
  expect(hasSession(broker, browser)).toBe(true);
});
