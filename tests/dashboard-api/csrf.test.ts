import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from '../broker/index.ts';
import { send } from '../every-route/send.ts';
import {
  cookieName,
  createVisitor,
  emailOf,
  makeFirstAdministrator,
  password,
  signIn,
  startDashboard,
  type Visitor,
} from './set-up.ts';

let broker: Broker;
let admin: Visitor;

beforeAll(async () => {
  broker = await startDashboard();
  admin = await makeFirstAdministrator(broker);
});
afterAll(() => broker.close());

/** What another site, or another origin of this one, cannot keep a browser from saying. */
const foreign: readonly (readonly [string, Record<string, string>])[] = [
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['another host of this site', { 'sec-fetch-site': 'same-site' }],
  ['a person who typed the address', { 'sec-fetch-site': 'none' }],
  ['another origin', { origin: 'https://evil.example' }],
  ['an origin that is hidden', { origin: 'null' }],
  ['another port', { origin: 'http://localhost:1' }],
];

const writes = [
  ['the dashboard API', 'POST', '/invitations', { role: 'admin' }],
  ['the Management API', 'POST', '/v2/clients', { name: 'planted' }],
] as const;

describe.each(writes)('a request that changes something at %s', (_, method, path, body) => {
  test.each(foreign)('is refused from %s, also with cookie and token', async (_name, headers) => {
    const answer = await admin.call(method, path, { body, headers });
    expect([answer.status, answer.body.errorCode]).toEqual([403, 'csrf_refused']);
  });

  test.each([
    ['missing', ''],
    ['of another session', 'x'.repeat(43)],
    ['nearly right', undefined],
  ])('is refused when its token is %s', async (name, token) => {
    const wrong = token ?? `${admin.csrfToken!.slice(0, -1)}${admin.csrfToken!.endsWith('A') ? 'B' : 'A'}`;
    const headers = { cookie: `${cookieName}=${admin.cookie}`, ...(name !== 'missing' && { 'x-csrf-token': wrong }) };
    const answer = await admin.call(method, path, { body, bare: true, headers });
    expect([answer.status, answer.body.errorCode]).toEqual([403, 'csrf_refused']);
  });

  test('is taken with the token, from our own origin or from a program that names none', async () => {
    const own = { 'sec-fetch-site': 'same-origin', origin: new URL(broker.issuer).origin };
    expect((await admin.call(method, path, { body, headers: own })).status).toBe(201);
    expect((await admin.call(method, path, { body })).status).toBe(201);
  });

  test('is refused as a form, which needs no script to be sent', async () => {
    const headers = {
      cookie: `${cookieName}=${admin.cookie}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const answer = await send(broker.url, `/dashboard/api${path}`, {
      method,
      headers,
      body: 'role=admin&name=planted',
    });
    expect(answer.status).toBe(403);
    const withToken = { ...headers, 'x-csrf-token': admin.csrfToken! };
    const refused = await send(broker.url, `/dashboard/api${path}`, {
      method,
      headers: { ...withToken, 'content-type': 'text/plain' },
      body: JSON.stringify(body),
    });
    expect(refused.status).toBe(415);
  });
});

test.each(foreign)('nobody is signed in from %s', async (_, headers) => {
  const visitor = createVisitor(broker.url);
  const answer = await signIn(visitor, 'ada', password, headers);
  expect([answer.status, answer.body.errorCode]).toEqual([403, 'csrf_refused']);
  expect(visitor.cookie).toBeUndefined();
});

test('nobody is signed in by a form, or by JSON that says it is text', async () => {
  const form = new URLSearchParams({ email: emailOf('ada'), password }).toString();
  for (const [type, body] of [
    ['application/x-www-form-urlencoded', form],
    ['text/plain', JSON.stringify({ email: emailOf('ada'), password })],
  ] as const) {
    const headers = { 'content-type': type };
    const answer = await send(broker.url, '/dashboard/api/session', { method: 'POST', headers, body });
    expect(answer.status).toBe(415);
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
});

test('another site cannot read either, and no origin is given leave', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  for (const path of ['/session', '/overview', '/v2/clients']) {
    const answer = await admin.call('GET', path, { headers });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await send(broker.url, `/dashboard/api${path}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('a bearer token opens nothing of the dashboard, and a session opens nothing of /api/v2', async () => {
  const headers = { authorization: `Bearer ${admin.cookie}` };
  expect((await createVisitor(broker.url).call('GET', '/v2/clients', { headers })).status).toBe(401);
  const cookie = `${cookieName}=${admin.cookie}`;
  const answer = await send(broker.url, '/api/v2/clients', {
    method: 'GET',
    headers: { cookie, 'x-csrf-token': admin.csrfToken! },
  });
  expect(answer.status).toBe(401);
});
