import { afterAll, beforeAll, expect, test } from 'vitest';
import { auth0Operations, isSameOperation } from '../../scripts/docs/auth0-operations.ts';
import { allEndpoints, fillPath } from './routes.ts';
import { send } from './send.ts';
import { openPlace, type Place } from './set-up.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

test('RS-08: every operation of Auth0 that is not here answers 404 as Auth0 does, or truthfully that there is nothing', async () => {
  const authorization = `Bearer ${await place.tokenWithout([])}`;
  const others = auth0Operations.filter((one) => !allEndpoints.some((endpoint) => isSameOperation(endpoint, one)));
  const odd: string[] = [];
  for (const { method, path } of others) {
    const url = `/api/v2${fillPath(path)}`;
    const { status, body, text } = await send(place.broker.url, url, { method, headers: { authorization } });
    const missing = status === 404 && body.statusCode === 404 && body.error === 'Not Found';
    // A path that has another method says so.
    const otherMethod = status === 405 || (status === 400 && body.errorCode !== undefined);
    const empty = method === 'GET' && status === 200 && text.length < 500;
    if (!missing && !otherMethod && !empty) odd.push(`${method} ${path}: ${status} ${text.slice(0, 100)}`);
  }
  expect(odd).toEqual([]);
});
