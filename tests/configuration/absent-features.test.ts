import { afterAll, beforeAll, expect, test } from 'vitest';
import { auth0Operations, endpoints } from '../../src/contract/index.ts';
import { type Configured, startConfigured } from './set-up.ts';

let api: Configured;
beforeAll(async () => {
  api = await startConfigured();
});
afterAll(() => api.broker.close());

const unnamed = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
const served = new Set(endpoints.map(({ method, path }) => `${method} ${unnamed(path)}`));
const absent = Object.entries(auth0Operations)
  .flatMap(([path, methods]) => methods.split(' ').map((method) => ({ method, path })))
  .filter(({ method, path }) => !served.has(`${method} ${unnamed(path)}`));

test("an operation of Auth0 that is not here is answered 404 in Auth0's shape, never 405 or 501", async () => {
  expect(absent.length).toBeGreaterThan(200);
  const notFound = { statusCode: 404, error: 'Not Found', message: 'Not Found' };
  const wrong: unknown[] = [];
  for (const { method, path } of absent) {
    const { status, body } = await api.send(
      method,
      path.replaceAll(/\{\w+\}/g, 'x'),
      method === 'GET' ? undefined : {},
    );
    // An id in the place of a word may lead to another operation: /users/x is one, /users/y/z is none.
    if (status !== 404 || JSON.stringify(body) !== JSON.stringify(notFound)) wrong.push({ method, path, status, body });
  }
  expect(wrong).toEqual([]);
});

test('lists of what is not here are empty in every form that a list has', async () => {
  expect((await api.send('GET', '/rules')).body).toEqual([]);
  expect((await api.send('GET', '/rules?page=0&per_page=50&include_totals=true')).body).toEqual({
    start: 0,
    limit: 0,
    total: 0,
    rules: [],
  });
  expect((await api.send('GET', '/event-streams?take=50&include_totals=true')).body).toEqual({ eventStreams: [] });
  expect((await api.send('GET', '/custom-domains?take=50')).body).toEqual([]);
  expect((await api.send('GET', '/rules', undefined, ['read:users'])).status).toBe(403);
});

test('what is off can be written as it is, and not switched on', async () => {
  const path = '/attack-protection/brute-force-protection';
  expect(await api.expectStatus(200, 'GET', path)).toEqual({ enabled: false });
  expect(await api.expectStatus(200, 'PATCH', path, { enabled: false })).toEqual({ enabled: false });
  expect((await api.send('PATCH', path, { enabled: true })).body).toMatchObject({ errorCode: 'invalid_body' });
  expect((await api.send('PUT', '/guardian/policies', [])).status).toBe(200);
  expect((await api.send('PUT', '/guardian/policies', ['all-applications'])).status).toBe(400);
});
