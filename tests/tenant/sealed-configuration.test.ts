import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKeyring } from '../../src/base/index.ts';
import { listClients, listSigningKeys, openStore } from '../../src/storage/index.ts';
import {
  findClient,
  findConnection,
  isClientSecret,
  readClientSecret,
  readSigningKey,
  readTenantFile,
} from '../../src/tenant/index.ts';
import { apply, createSqliteDatabase, createTestKeyring, databases, openTestTenant } from './set-up.ts';

const secrets = {
  client: 'planted-client-secret-7f3a',
  connection: 'planted-connection-secret-91bc',
  option: 'planted-admin-token-5d20',
};
const file = `
clients:
  - { name: Keeper, client_id: keeper, client_secret: ${secrets.client} }
  - { name: Maker, client_id: maker }
connections:
  - name: hub
    strategy: github
    options: { client_id: id, client_secret: ${secrets.connection}, admin_access_token: ${secrets.option} }
`;

describe('on the disk', () => {
  let database: Awaited<ReturnType<typeof createSqliteDatabase>>;
  beforeEach(async () => {
    database = await createSqliteDatabase();
  });
  afterEach(() => database.remove());

  const readAll = () =>
    Buffer.concat(readdirSync(database.folder).map((name) => readFileSync(join(database.folder, name))));

  test('V-05: no secret of a client, a connection or a signing key is readable in the database, WAL included', async () => {
    const { tenant, store } = await openTestTenant(database.url);
    await apply(tenant, file);
    const generated = (await readClientSecret(tenant, 'maker')).secret!.reveal();
    const { privateKey } = await readSigningKey(tenant);
    const jwk = privateKey.export({ format: 'jwk' });
    const parts = ['d', 'p', 'q'].map((name) => Buffer.from(String(Object(jwk)[name]), 'base64url'));
    const der = privateKey.export({ format: 'der', type: 'pkcs8' });

    expect(readdirSync(database.folder)).toContain('valetkey.db-wal');
    for (const state of ['open', 'closed']) {
      if (state === 'closed') await store.close();
      const bytes = readAll();
      // What is meant to be readable is there, so the search does look at the right files.
      expect(bytes.includes('Keeper')).toBe(true);
      for (const text of [...Object.values(secrets), generated, 'PRIVATE KEY']) {
        const forms = [text, Buffer.from(text).toString('base64'), Buffer.from(text).toString('hex')];
        for (const form of forms) expect(bytes.includes(form)).toBe(false);
      }
      for (const part of [...parts, der.subarray(-64)]) {
        const forms = [part, part.toString('base64'), part.toString('base64url'), part.toString('hex')];
        for (const form of forms) expect(bytes.includes(form)).toBe(false);
      }
    }
  });
});

describe.each(databases)('on $kind', ({ create }) => {
  let database: Awaited<ReturnType<typeof create>>;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.remove());

  test('V-05: what is sealed opens again after a restart', async () => {
    const keyring = createTestKeyring();
    const first = await openTestTenant(database.url, { keyring });
    await apply(first.tenant, file);
    const { kid } = await readSigningKey(first.tenant);
    await first.store.close();

    const { tenant, store } = await openTestTenant(database.url, { keyring });
    expect((await findConnection(tenant, 'hub'))?.options.client_secret).toBe(secrets.connection);
    expect((await readClientSecret(tenant, 'Keeper')).secret?.reveal()).toBe(secrets.client);
    const key = await readSigningKey(tenant);
    expect(key.kid).toBe(kid);
    expect(createPrivateKey(key.privateKey.export({ format: 'pem', type: 'pkcs8' })).asymmetricKeyType).toBe('rsa');
    await store.close();
  });

  test('V-05: a secret copied to another client does not open there', async () => {
    const { tenant, store } = await openTestTenant(database.url);
    await apply(tenant, file);
    const [keeper] = (await listClients(store.db)).filter(({ clientId }) => clientId === 'keeper');
    const copied = { secret_hash: keeper!.secretHash, secret_sealed: keeper!.secretSealed };
    await store.db.updateTable('clients').set(copied).where('client_id', '=', 'maker').execute();
    await expect(readClientSecret(tenant, 'maker')).rejects.toThrow('sealed_value_damaged');
    expect(isClientSecret(tenant, (await findClient(tenant, 'maker'))!, secrets.client)).toBe(false);
    await store.close();
  });

  test('V-08: with another key the tenant does not open, and nothing is written', async () => {
    const keyring = createTestKeyring();
    const first = await openTestTenant(database.url, { keyring });
    await apply(first.tenant, file);
    await first.store.close();
    const tables = ['tenant', 'secrets', 'sealing_keys', 'clients', 'connections', 'signing_keys'] as const;
    const readRows = async () => {
      const store = await openStore({ url: database.url });
      const rows = tables.map((table) => store.db.selectFrom(table).selectAll().execute());
      return Promise.all(rows).finally(() => store.close());
    };
    const before = await readRows();

    const other = createTestKeyring();
    await expect(openTestTenant(database.url, { keyring: other })).rejects.toMatchObject({ code: 'key_unknown' });
    expect(await readRows()).toEqual(before);

    const both = createKeyring(other.current, [keyring.current]);
    const { tenant, store } = await openTestTenant(database.url, { keyring: both });
    expect((await readClientSecret(tenant, 'Keeper')).secret?.reveal()).toBe(secrets.client);
    await store.close();
  });

  test('V-07: the refusal names both keys and shows neither', async () => {
    const keyring = createTestKeyring();
    const { store } = await openTestTenant(database.url, { keyring });
    await store.close();
    const other = createTestKeyring();
    const error = await openTestTenant(database.url, { keyring: other }).catch((caught: unknown) => caught);
    const shown = inspect(error, { depth: 9 });
    expect(shown).toContain(keyring.current.id);
    expect(shown).toContain(other.current.id);
    for (const { key } of [keyring.current, other.current]) {
      for (const form of ['base64', 'hex'] as const) expect(shown).not.toContain(key.export().toString(form));
    }
  });

  test('a new tenant has a current signing key and the next one', async () => {
    const { store } = await openTestTenant(database.url);
    expect((await listSigningKeys(store.db)).map(({ state }) => state).toSorted()).toEqual(['current', 'next']);
    await store.close();
  });
});

describe('a client secret', () => {
  test('is the client’s own: another, an empty or a longer one does not fit', async () => {
    const database = await createSqliteDatabase();
    const { tenant, store } = await openTestTenant(database.url);
    await apply(tenant, `${file}\n  - { name: open, strategy: github, options: { client_id: a, client_secret: b } }`);
    await apply(tenant, 'clients: [{ name: Public, client_id: public, token_endpoint_auth_method: none }]');
    const [keeper, maker, open] = await Promise.all(['keeper', 'maker', 'public'].map((id) => findClient(tenant, id)));
    expect(isClientSecret(tenant, keeper!, secrets.client)).toBe(true);
    for (const wrong of ['', `${secrets.client}x`, secrets.client.slice(1), keeper!.secretHash!]) {
      expect(isClientSecret(tenant, keeper!, wrong)).toBe(false);
    }
    expect(isClientSecret(tenant, maker!, secrets.client)).toBe(false);
    expect(isClientSecret(tenant, open!, '')).toBe(false);
    await store.close();
    await database.remove();
  });

  test('is not printed with the file it stands in', () => {
    const client = readTenantFile(file, {}).plan?.clients[0];
    expect(inspect(client, { depth: 9 }) + JSON.stringify(client)).not.toContain(secrets.client);
  });
});
