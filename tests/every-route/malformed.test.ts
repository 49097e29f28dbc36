import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Endpoint, noBody } from '../../src/contract/index.ts';
import { createBrowser, getTokens } from '../broker/index.ts';
import { fillPath, named } from './routes.ts';
import { send } from './send.ts';
import { countRows, openPlace, type Place } from './set-up.ts';

let place: Place;
let before: Record<string, number>;
/** Of a machine that may do everything, and of a user, for what users alone do. */
let machine: string;
let user: string;

beforeAll(async () => {
  place = await openPlace();
  const scope = 'openid create:current_user_device_credentials';
  const audience = `${place.broker.issuer}api/v2/`;
  const { access_token } = await getTokens(place.broker, { login_hint: 'kim', audience, scope }, createBrowser());
  user = `Bearer ${access_token}`;
  before = await countRows(place);
  machine = `Bearer ${await place.tokenWithout([])}`;
});
afterAll(async () => {
  expect(await countRows(place)).toEqual(before);
  await place.close();
});

const withBody = named.filter(([, { body }]) => body !== noBody);
const json = 'application/json';

const authorize = (scopes: readonly string[]) =>
  scopes.every((scope) => scope.includes(':current_user')) ? user : machine;

function post({ method, path, scopes }: Endpoint, type: string, body: string) {
  const headers = { authorization: authorize(scopes), 'content-type': type };
  return send(place.broker.url, `/api/v2${fillPath(path)}`, { method, headers, body });
}

describe.each(named)('RS-14: %s', (_name, { method, path, scopes }) => {
  test('U+0000 in the path or in the query: 400 on either database', async () => {
    const headers = { authorization: authorize(scopes) };
    const query = await send(place.broker.url, `/api/v2${fillPath(path)}?x=%00`, { method, headers });
    expect([query.status, query.body.errorCode]).toEqual([400, 'invalid_query_string']);
    if (!path.includes('{')) return;
    const inPath = await send(place.broker.url, `/api/v2${fillPath(path, 'x%00')}`, { method, headers });
    expect([inPath.status, inPath.body.errorCode]).toEqual([400, 'invalid_uri']);
  });

  test('a query parameter that is not known: 400 invalid_query_string that names it', async () => {
    const url = `/api/v2${fillPath(path)}?no_such_parameter=1`;
    const { status, body } = await send(place.broker.url, url, {
      method,
      headers: { authorization: authorize(scopes) },
    });
    expect(status).toBe(400);
    // A malformed id or body is found first, and so is what is missing.
    if (body.errorCode !== 'invalid_query_string' || String(body.message).includes('Missing required property')) {
      return void expect(body.errorCode).toMatch(/^invalid_(uri|body|query_string)$/);
    }
    expect(body.message).toBe("Query validation error: 'Additional properties not allowed: no_such_parameter'.");
  });

  test.each(['%', '%zz', '%ff', '%C3%28'])('a path segment %s that is no text: an error of the caller', async (bad) => {
    if (!path.includes('{')) return;
    const { status, body } = await send(place.broker.url, `/api/v2${fillPath(path, bad)}`, {
      method,
      headers: { authorization: authorize(scopes) },
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(Object.keys(body).sort()).toEqual(['error', 'errorCode', 'message', 'statusCode']);
  });
});

describe.each(withBody)('RS-14: the body of %s', (_name, endpoint) => {
  const { body: schema } = endpoint;
  test.each(['{', '[1,', '{"a":1}}', 'nonsense', '{"__proto__":{"a":1}}'])('%s is no JSON: 400', async (text) => {
    const { status, body } = await post(endpoint, json, text);
    expect({ status, code: body.errorCode }).toEqual({ status: 400, code: 'invalid_body' });
  });

  test('a member that is not known: 400 invalid_body that names it, or an open object', async () => {
    const { status, body } = await post(endpoint, json, '{"no_such_member":1}');
    expect(status).toBe(400);
    expect(body.errorCode).toMatch(/^invalid_(body|uri)$/);
  });

  test.each(['null', '1', '"text"', '[]', 'true'])('%s is no object: 400', async (text) => {
    // The one body that is a list, and may be empty: policies of a feature that is not here.
    if (schema.safeParse(JSON.parse(text)).success) return;
    const { status, body } = await post(endpoint, json, text);
    expect(status).toBe(400);
    expect(body.errorCode).toMatch(/^invalid_(body|uri)$/);
  });

  test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense'])(
    'the type %s: 415',
    async (type) => {
      const { status, body } = await post(endpoint, type, '{}');
      expect({ status, body: body.statusCode }).toEqual({ status: 415, body: 415 });
    },
  );

  test.each([65, 10_000, 400_000])('JSON of %d levels: 400, before anything follows it down', async (depth) => {
    const { status, body } = await post(endpoint, json, `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`);
    expect([status, body.errorCode]).toEqual([400, 'invalid_body']);
    expect(body.message).toBe('The request body is nested too deeply.');
  });

  test.each([
    ['a value', { a: 'x\0' }],
    ['a name', { 'x\0': 1 }],
    ['what is within', { a: [{ b: ['\0'] }] }],
  ])('U+0000 in %s: 400 on either database', async (_where, value) => {
    const { status, body } = await post(endpoint, json, JSON.stringify(value));
    expect([status, body.errorCode]).toEqual([400, 'invalid_body']);
    expect(body.message).toContain('U+0000');
  });

  test('more than a megabyte: 413', async () => {
    const { status, body } = await post(endpoint, json, JSON.stringify({ a: 'x'.repeat(1_100_000) }));
    expect({ status, body: body.statusCode }).toEqual({ status: 413, body: 413 });
  });
});
