import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHasher, createKeyEncryptionKey, createKeyring, Secret, ValetkeyError } from '../../src/base/index.ts';
import type { IdpTokens } from '../../src/idp-client/index.ts';
import {
  findIdpTokens,
  type IdpTokenRecord,
  insertIdentity,
  insertUser,
  openStore,
  type Store,
} from '../../src/storage/index.ts';
import { type GrantOwner, keepTokens, proveTokenRead, revealTokens } from '../../src/vault/index.ts';

const keyring = createKeyring(createKeyEncryptionKey(randomBytes(32)));
const keys = { keyring, hash: createHasher(randomBytes(32)) };
const reader = { clientId: 'm2m', requestId: 'r', limits: { refreshTokens: true } };
const proof = proveTokenRead({ ...reader, scopes: new Set(['read:user_idp_tokens']) })!;
let folder: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'valetkey-vault-'));
  store = await openStore({ url: `sqlite:${join(folder, 'vault.db')}` });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;

/** A user with an identity to hang tokens on. */
async function createOwner(subject: string): Promise<{ identityId: string; owner: GrantOwner }> {
  count += 1;
  const key = { connectionId: 'con_1', issuer: 'https://idp.example', subject: `${subject}-${count}` };
  const userId = `oidc|con1|${key.subject}`;
  const identityId = `identity-${count}`;
  await insertUser(store.db, userId, { profile: {}, at: 1, ip: undefined });
  await insertIdentity(store.db, {
    ...key,
    identityId,
    userId,
    position: 0,
    connection: 'con1',
    provider: 'oidc',
    isSocial: false,
    idpUserId: `con1|${key.subject}`,
    profileData: undefined,
    createdAt: 1,
  });
  return { identityId, owner: { tenantId: 'tenant', userId, ...key } };
}

function tokensOf(marker: string, more: Partial<IdpTokens> = {}): IdpTokens {
  return {
    accessToken: `access-MARKER-${marker}`,
    refreshToken: `refresh-MARKER-${marker}`,
    idToken: `id-MARKER-${marker}`,
    tokenType: 'Bearer',
    expiresIn: 3599,
    scopesGranted: ['openid'],
    receivedAt: 1000,
    ...more,
  };
}

async function keep(subject: string, more: Partial<IdpTokens> = {}) {
  const { identityId, owner } = await createOwner(subject);
  await keepTokens(keys, store.db, { identityId, owner, tokens: tokensOf(subject, more), scopesRequested: [] });
  return { identityId, owner, record: (await findIdpTokens(store.db, identityId))! };
}

function failureOf(owner: GrantOwner, record: IdpTokenRecord): string | undefined {
  try {
    revealTokens(keyring, proof, owner, record);
    return undefined;
  } catch (error) {
    return error instanceof ValetkeyError ? error.code : `not ours: ${error}`;
  }
}

test('V-12: revealed tokens are secrets that do not print', async () => {
  const { owner, record } = await keep('vera');
  const revealed = revealTokens(keyring, proof, owner, record);
  expect(revealed.accessToken).toBeInstanceOf(Secret);
  expect(revealed.accessToken?.reveal()).toBe('access-MARKER-vera');
  expect(revealed.refreshToken?.reveal()).toBe('refresh-MARKER-vera');
  expect(revealed.expiresIn).toBe(3599);
  expect(JSON.stringify(revealed)).not.toContain('MARKER');
});

test('V-12: no other scope is a proof of the right to read tokens', () => {
  const near = ['read:user_idp_token', 'READ:USER_IDP_TOKENS', 'read:user_idp_tokens ', 'read:users', ''];
  for (const scope of near) expect(proveTokenRead({ ...reader, scopes: new Set([scope]) })).toBeUndefined();
});

test('V-01: neither database nor its log hold a token in clear', async () => {
  await keep('grep');
  const files = await readdir(folder);
  expect(files).toContain('vault.db-wal');
  for (const file of files) {
    expect((await readFile(join(folder, file))).includes('MARKER-grep'), file).toBe(false);
  }
});

test('V-01: each record has a data key of its own, and a new one for every version', async () => {
  const { identityId, owner, record } = await keep('vera');
  await keepTokens(keys, store.db, { identityId, owner, tokens: tokensOf('again'), scopesRequested: [] });
  const second = (await findIdpTokens(store.db, identityId))!;
  const other = (await keep('max')).record;
  const wrapped = [record, second, other].map((one) => Buffer.from(one.wrappedKey).toString('hex'));
  expect(new Set(wrapped).size).toBe(3);
  expect(second.version).toBe(2);
  expect(revealTokens(keyring, proof, owner, second).accessToken?.reveal()).toBe('access-MARKER-again');
});

const dimensions: (keyof GrantOwner)[] = ['tenantId', 'userId', 'connectionId', 'issuer', 'subject'];

test.each(dimensions)('V-03: a record moved to another %s does not open', async (dimension) => {
  const { owner, record } = await keep('vera');
  expect(failureOf({ ...owner, [dimension]: `${owner[dimension]}x` }, record)).toBe('sealed_value_damaged');
  expect(failureOf(owner, record)).toBeUndefined();
});

test('V-03: a record does not open under another version: an old one cannot be passed off as new', async () => {
  const { owner, record } = await keep('vera');
  expect(failureOf(owner, { ...record, version: 2 })).toBe('sealed_value_damaged');
});

test('V-03: tokens of one record do not open in place of each other', async () => {
  const { owner, record } = await keep('vera');
  expect(failureOf(owner, { ...record, accessToken: record.refreshToken })).toBe('sealed_value_damaged');
  expect(failureOf(owner, { ...record, refreshToken: record.accessToken })).toBe('sealed_value_damaged');
  expect(failureOf(owner, { ...record, accessToken: record.idToken })).toBe('sealed_value_damaged');
  expect(failureOf(owner, { ...record, accessToken: record.wrappedKey })).toBe('sealed_value_damaged');
});

test("T-E12: one user's sealed columns over another's, each alone or all together, do not open", async () => {
  const vera = await keep('vera');
  const max = await keep('max');
  const columns = ['wrappedKey', 'accessToken', 'refreshToken'] as const;
  for (const column of columns) {
    expect(failureOf(vera.owner, { ...vera.record, [column]: max.record[column] })).toBe('sealed_value_damaged');
  }
  expect(failureOf(vera.owner, max.record)).toBe('sealed_value_damaged');
  expect(failureOf(vera.owner, { ...max.record, identityId: vera.identityId })).toBe('sealed_value_damaged');
});

test('T-E13: 1,000 flipped bits over wrapped key, access and refresh token: 1,000 failures, no text', async () => {
  const { owner, record } = await keep('vera');
  const columns = ['wrappedKey', 'accessToken', 'refreshToken'] as const;
  const places = columns.flatMap((column) => Array.from(record[column]!, (_, index) => ({ column, index })));
  let flips = 0;
  for (let bit = 0; flips < 1000; bit += 1) {
    for (const { column, index } of places) {
      const changed = Buffer.from(record[column]!);
      changed[index]! ^= 1 << (bit % 8);
      const code = failureOf(owner, { ...record, [column]: changed });
      const keyId = column === 'wrappedKey' && index >= 2 && index < 10;
      expect(code, `${column}[${index}]`).toBe(keyId ? 'key_unknown' : 'sealed_value_damaged');
      flips += 1;
    }
  }
});

test('V-03: what is in clear beside the tokens may be changed without opening anything else', async () => {
  const { owner, record } = await keep('vera');
  const changed = { ...record, expiresIn: 1, scopesGranted: ['admin'], tokenType: 'mac', keyId: 'other' };
  expect(revealTokens(keyring, proof, owner, changed).accessToken?.reveal()).toBe('access-MARKER-vera');
});

test('a sign-in without a refresh token keeps the one that is there, and one with it replaces it', async () => {
  const { identityId, owner } = await keep('vera');
  const { refreshToken: _, ...withoutRefresh } = tokensOf('second');
  await keepTokens(keys, store.db, { identityId, owner, tokens: withoutRefresh, scopesRequested: [] });
  const second = revealTokens(keyring, proof, owner, (await findIdpTokens(store.db, identityId))!);
  expect(second.accessToken?.reveal()).toBe('access-MARKER-second');
  expect(second.refreshToken?.reveal()).toBe('refresh-MARKER-vera');
  await keepTokens(keys, store.db, { identityId, owner, tokens: tokensOf('third'), scopesRequested: [] });
  const third = revealTokens(keyring, proof, owner, (await findIdpTokens(store.db, identityId))!);
  expect(third.refreshToken?.reveal()).toBe('refresh-MARKER-third');
});

test('kinds that the connection withholds are not stored at all', async () => {
  const { identityId, owner } = await createOwner('withheld');
  const grant = { identityId, owner, tokens: tokensOf('withheld'), scopesRequested: [] };
  const withhold = { accessToken: true, refreshToken: true, expiry: true };
  await keepTokens(keys, store.db, { ...grant, withhold });
  const record = (await findIdpTokens(store.db, identityId))!;
  expect(record).toMatchObject({ accessToken: null, refreshToken: null, expiresIn: null, expiresAt: null });
  expect(revealTokens(keyring, proof, owner, record)).toEqual({});
});

test('T-E13: a damaged record does not lock its user out: a new sign-in replaces it, without the lost refresh token', async () => {
  const { identityId, owner, record } = await keep('vera');
  const damaged = Buffer.from(record.refreshToken!);
  damaged[20]! ^= 1;
  await store.db
    .updateTable('idp_tokens')
    .set({ refresh_token: damaged })
    .where('identity_id', '=', identityId)
    .execute();
  const { refreshToken: _, ...withoutRefresh } = tokensOf('healed');
  await keepTokens(keys, store.db, { identityId, owner, tokens: withoutRefresh, scopesRequested: [] });
  const healed = revealTokens(keyring, proof, owner, (await findIdpTokens(store.db, identityId))!);
  expect(healed.accessToken?.reveal()).toBe('access-MARKER-healed');
  expect(healed.refreshToken).toBeUndefined();
});

test('V-10: a record under a key that is not loaded is not overwritten', async () => {
  const { identityId, owner, record } = await keep('vera');
  const stranger = createKeyring(createKeyEncryptionKey(randomBytes(32)));
  const { refreshToken: _, ...withoutRefresh } = tokensOf('stranger');
  const grant = { identityId, owner, tokens: withoutRefresh, scopesRequested: [] };
  await expect(keepTokens({ ...keys, keyring: stranger }, store.db, grant)).rejects.toMatchObject({
    code: 'key_unknown',
  });
  expect(await findIdpTokens(store.db, identityId)).toEqual(record);
});
