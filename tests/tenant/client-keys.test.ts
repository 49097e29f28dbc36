import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listClientCredentials, readTenantFile, type Tenant } from '../../src/tenant/index.ts';
import { apply, createSqliteDatabase, openTestTenant, problemsOf } from './set-up.ts';

let tenant: Tenant;
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await createSqliteDatabase();
  const opened = await openTestTenant(database.url);
  tenant = opened.tenant;
  close = async () => {
    await opened.store.close();
    await database.remove();
  };
});
afterAll(() => close());

function createKey(modulusLength = 2048) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    spki: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    pkcs1: publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  };
}

function file(name: string, credentials: readonly Record<string, unknown>[]): string {
  const client_authentication_methods = { private_key_jwt: { credentials } };
  return JSON.stringify({ clients: [{ name, client_id: name, client_authentication_methods }] });
}

const key = createKey();
const credential = { credential_type: 'public_key', name: 'main', pem: key.spki };

test('a client with a key gets no secret, its settings keep the id of the key, and nothing changes the second time', async () => {
  const first = await apply(tenant, file('keyed', [credential]));
  expect(first.changes).toEqual([{ section: 'clients', name: 'keyed', action: 'created' }]);
  expect(first.generatedSecrets).toEqual([]);
  const [stored] = await listClientCredentials(tenant, 'keyed');
  expect(stored).toMatchObject({ name: 'main', algorithm: 'RS256', kid: expect.stringMatching(/^[\w-]{43}$/) });
  const again = await apply(tenant, file('keyed', [{ ...credential, pem: key.pkcs1 }]));
  expect({ changes: again.changes, problems: again.problems }).toEqual({ changes: [], problems: [] });
  expect(await listClientCredentials(tenant, 'keyed')).toEqual([stored]);
});

test('what an export says of a key that it cannot show means the key of that name; one that is not here is told of', async () => {
  const exported = { name: 'main', credential_type: 'public_key' };
  expect((await apply(tenant, file('keyed', [exported]))).changes).toEqual([]);
  const elsewhere = await apply(tenant, file('other', [exported]));
  expect(elsewhere.warnings.join()).toContain('the key main is not known here: give its pem');
  expect(elsewhere.generatedSecrets).toEqual(['other']);
});

test('another end of a key, and a second key, are changes; the first key goes on', async () => {
  const ends = { ...credential, expires_at: '2030-01-01T00:00:00.000Z' };
  const changed = await apply(tenant, file('keyed', [ends, { ...credential, name: 'second', pem: createKey().spki }]));
  expect(changed.changes).toHaveLength(1);
  const stored = await listClientCredentials(tenant, 'keyed');
  expect(
    stored.map(({ name, expiresAt }) => ({ name, expiresAt })).sort((a, b) => (a.name! < b.name! ? -1 : 1)),
  ).toEqual([
    { name: 'main', expiresAt: Date.UTC(2030, 0, 1) },
    { name: 'second', expiresAt: null },
  ]);
});

test('what is no public RSA key of 2048 bits is refused with its place, and a private key is not repeated', () => {
  const bad = [createKey().secret, createKey(1024).spki, 'hello'];
  const problems = problemsOf(
    file(
      'keyed',
      bad.map((pem) => ({ ...credential, pem })),
    ),
  );
  expect(problems).toHaveLength(3);
  for (const [index, problem] of problems.entries()) {
    expect(problem).toContain(`clients[0].client_authentication_methods.private_key_jwt.credentials[${index}].pem`);
  }
  expect(problems.join()).not.toContain(bad[0]!.split('\n')[1]);
});

test('a kid that is another key’s, and an id that is nobody’s, are refused with their place, and nothing is written', async () => {
  const kid = 'the-same-kid-twice';
  const before = await listClientCredentials(tenant, 'keyed');
  for (const credentials of [
    [
      { ...credential, kid },
      { ...credential, kid, pem: createKey().spki },
    ],
    [{ id: 'cred_of_nobody' }],
  ]) {
    const { problems, changes } = await apply(tenant, file('keyed', credentials));
    expect(problems.map(({ path }) => path)).toEqual([
      'clients[0].client_authentication_methods.private_key_jwt.credentials',
    ]);
    expect(changes).toEqual([]);
  }
  expect(await listClientCredentials(tenant, 'keyed')).toEqual(before);
});

test('ways of authentication and algorithms that are not here are told of', () => {
  const { warnings } = readTenantFile(
    JSON.stringify({
      clients: [
        {
          name: 'odd',
          jwt_configuration: { alg: 'HS256' },
          client_authentication_methods: { tls_client_auth: { credentials: [] } },
        },
      ],
      resourceServers: [
        {
          identifier: 'https://hs.example/',
          signing_alg: 'HS256',
          proof_of_possession: { mechanism: 'mtls', required: true },
        },
      ],
    }),
    {},
  );
  for (const word of ['tls_client_auth', 'jwt_configuration.alg', 'signing_alg', 'proof_of_possession']) {
    expect(warnings.join('\n')).toContain(word);
  }
});
