import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { auth0Operations, isSameOperation } from '../../scripts/docs/auth0-operations.ts';
import { otherScopes, ownMembers, ownOperations } from '../../scripts/docs/known-differences.ts';
import { type Endpoint, endpoints } from '../../src/contract/index.ts';
import { listMembers } from './json-types.ts';

const served: readonly Endpoint[] = endpoints;
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
const theirs = (endpoint: Endpoint) => auth0Operations.find((one) => isSameOperation(one, endpoint));
const [own, shared] = [served.filter((one) => !theirs(one)), served.filter((one) => theirs(one))];

describe('our operations beside Auth0, by its published description', () => {
  test.each(shared.map((endpoint) => [nameOf(endpoint), endpoint] as const))('%s', (name, endpoint) => {
    const auth0 = theirs(endpoint)!;
    expect(endpoint.operationId).toBe(auth0.operationId);
    if (otherScopes[name] === undefined) expect([...endpoint.scopes].sort()).toEqual([...auth0.scopes].sort());
    else expect(endpoint.scopes.every((scope) => auth0.scopes.includes(scope))).toBe(true);
  });

  test('what Auth0 does not have is named with its reason', () => {
    const unnamed = own.filter(({ path }) => !Object.keys(ownOperations).some((start) => path.startsWith(start)));
    expect(unnamed.map(nameOf)).toEqual([]);
  });
});

/** Statuses that were recorded at real tenants, where a description may say otherwise (auth0-wire section 10). */
const recorded: Readonly<Record<string, readonly number[]>> = {
  'GET /users': [200],
  'GET /users/{id}': [200],
  'GET /users-by-email': [200],
  'PATCH /users/{id}': [200],
  'DELETE /users/{id}': [204],
  'POST /users/{id}/identities': [201],
  'DELETE /users/{id}/identities/{provider}/{user_id}': [200],
  'POST /connections': [201],
  'PATCH /connections/{id}': [200],
  'DELETE /connections/{id}': [202, 204],
  'PATCH /connections/{id}/clients': [204],
  'POST /clients': [201],
  'PATCH /clients/{id}': [200],
  'DELETE /clients/{id}': [204],
  'POST /clients/{id}/rotate-secret': [200],
  'POST /client-grants': [201],
  'PATCH /client-grants/{id}': [200],
  'DELETE /client-grants/{id}': [204],
  'POST /resource-servers': [201],
  'PATCH /resource-servers/{id}': [200],
  'DELETE /resource-servers/{id}': [204],
  'POST /keys/signing/rotate': [201],
  'PUT /keys/signing/{kid}/revoke': [200],
  'POST /blacklists/tokens': [204],
};

test.each(Object.entries(recorded))('%s succeeds with %j, as recorded', (name, statuses) => {
  const endpoint = served.find((one) => nameOf(one) === name);
  // What is not served yet answers 404, which tests/every-route holds.
  if (endpoint) expect(Object.keys(endpoint.answers).map(Number)).toEqual(statuses);
});

const objects: readonly (readonly [object: string, from: string])[] = [
  ['user', 'GET /users/{id}'],
  ['client', 'GET /clients/{id}'],
  ['connection', 'GET /connections/{id}'],
  ['client grant', 'GET /client-grants/{id}'],
  ['resource server', 'GET /resource-servers/{id}'],
  ['log', 'GET /logs/{id}'],
  ['signing key', 'GET /keys/signing/{kid}'],
  ['tenant settings', 'GET /tenants/settings'],
];

const rows = readFileSync(new URL('auth0-objects.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'));

/** JSON has one kind of number. */
const fits = (type: string, allowed: readonly string[]) =>
  allowed.includes(type) || (type === 'integer' && allowed.includes('number'));

describe.each(objects)('the members of a %s', (object, from) => {
  const ours = listMembers(served.find((one) => nameOf(one) === from)!.answers[200]!);
  const allowed = new Map(rows.filter(([of]) => of === object).map(([, name, types]) => [name, types!.split(',')]));

  test("have the types of Auth0's", () => {
    const odd = [...ours].flatMap(([name, types]) => {
      const known = allowed.get(name);
      const wrong = known ? [...types].filter((type) => !fits(type, known)) : [];
      return wrong.map((type) => `${name} is ${type}, where Auth0 has ${known}`);
    });
    expect(odd).toEqual([]);
  });

  test('that Auth0 does not have are named with their reason', () => {
    const reasons = Object.keys(ownMembers);
    const isNamed = (name: string) =>
      reasons.some((one) => name === one || name.startsWith(`${one}.`) || name.startsWith(`${one}[`));
    const unnamed = [...ours.keys()].filter((name) => !allowed.has(name) && !isNamed(`${object} ${name}`));
    expect(unnamed).toEqual([]);
  });
});
