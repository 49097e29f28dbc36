import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  createKeyEncryptionKey,
  createKeyring,
  open,
  randomIds,
  rewrap,
  seal,
  ValetkeyError,
  wrappingKeyId,
} from '../../src/base/index.ts';
import { findIdpTokens, openStore } from '../../src/storage/index.ts';
import { findConnection, openTenant, readClientSecret, readSigningKey } from '../../src/tenant/index.ts';
import { proveTokenRead, retireKey, revealTokens } from '../../src/vault/index.ts';
import { known, tokensOf } from './fixtures/known.ts';
import { newKey, ringOf, rotate } from './set-up.ts';

const [first, second] = [newKey(), newKey()];
const ring = ringOf(first, second);
const moved = ringOf(second, first);
const contexts = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 8 });
const texts = fc.string({ unit: 'grapheme', maxLength: 400 });

function failureOf(attempt: () => unknown): string {
  try {
    attempt();
    return 'opened';
  } catch (error) {
    return error instanceof ValetkeyError ? error.code : `not ours: ${error}`;
  }
}

describe('V-23: properties of the sealed format', () => {
  test('whatever text in whatever context comes back, before and after re-wrapping', () => {
    fc.assert(
      fc.property(contexts, texts, (context, text) => {
        const sealed = seal(ring, context, text);
        expect(open(ring, context, sealed)).toBe(text);
        const rewrapped = rewrap(moved, context, sealed);
        expect(wrappingKeyId(rewrapped)).toBe(second.id);
        expect(open(ring, context, rewrapped)).toBe(text);
        expect(rewrapped).toHaveLength(sealed.length);
      }),
      { numRuns: 2_000 },
    );
  });

  test('re-wrapping leaves the text as it stands: its bytes are the same, the data key is sealed anew', () => {
    fc.assert(
      fc.property(contexts, texts, (context, text) => {
        const sealed = seal(ring, context, text);
        const rewrapped = rewrap(moved, context, sealed);
        expect(rewrapped.subarray(70).equals(sealed.subarray(70))).toBe(true);
        expect(rewrapped.subarray(10, 70).equals(sealed.subarray(10, 70))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('T-E13: any one bit that is flipped, anywhere, fails; so does re-wrapping where the data key is hit', () => {
    fc.assert(
      fc.property(contexts, texts, fc.nat(), (context, text, position) => {
        const sealed = seal(ring, context, text);
        const bit = position % (sealed.length * 8);
        const changed = Buffer.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        const expected = bit >> 3 >= 2 && bit >> 3 < 10 ? 'key_unknown' : 'sealed_value_damaged';
        expect(failureOf(() => open(ring, context, changed))).toBe(expected);
        if (bit >> 3 < 70) expect(failureOf(() => rewrap(moved, context, changed))).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test('V-03: any other context fails, and re-wrapping does not launder one', () => {
    fc.assert(
      fc.property(contexts, contexts, texts, (context, other, text) => {
        fc.pre(JSON.stringify(context) !== JSON.stringify(other));
        const sealed = seal(ring, context, text);
        expect(failureOf(() => open(ring, other, sealed))).toBe('sealed_value_damaged');
        expect(failureOf(() => rewrap(moved, other, sealed))).toBe('sealed_value_damaged');
      }),
      { numRuns: 1_000 },
    );
  });

  test('V-02: bytes that nobody sealed are refused, never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(failureOf(() => open(ring, [], bytes))).toMatch(/^(sealed_value_damaged|key_unknown)$/);
        expect(failureOf(() => rewrap(ring, [], bytes))).toMatch(/^(sealed_value_damaged|key_unknown)$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('V-23: whole databases of earlier releases', () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  async function unpack(name: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'valetkey-fixture-'));
    folders.push(folder);
    const path = join(folder, 'valetkey.db');
    writeFileSync(path, gunzipSync(readFileSync(new URL(`./fixtures/${name}.db.gz`, import.meta.url))));
    return `sqlite:${path}`;
  }

  const key = createKeyEncryptionKey(Buffer.from(known.key, 'hex'));

  async function readAll(url: string, ...keys: (typeof key)[]) {
    const store = await openStore({ url });
    try {
      const tenant = await openTenant({
        store,
        keyring: createKeyring(keys[0]!, keys.slice(1)),
        clock: { now: () => known.madeAt },
        ids: randomIds,
        issuer: known.issuer,
      });
      const limits = { refreshTokens: true };
      const reader = { clientId: 'm2m', requestId: 'r', limits, scopes: new Set(['read:user_idp_tokens']) };
      const proof = proveTokenRead(reader as never)!;
      const tokens = [];
      for (const row of await store.db.selectFrom('identities').selectAll().orderBy('created_at').execute()) {
        const owner = {
          tenantId: tenant.id,
          userId: row.user_id,
          connectionId: row.connection_id,
          issuer: row.issuer,
          subject: row.subject,
        };
        const record = (await findIdpTokens(store.db, row.identity_id))!;
        const { accessToken, refreshToken } = revealTokens(tenant.keyring, proof, owner, record);
        tokens.push([row.subject, accessToken?.reveal(), refreshToken?.reveal()]);
      }
      return {
        tokens: tokens.toSorted(),
        secret: (await readClientSecret(tenant, known.clientId)).secret?.reveal(),
        connection: (await findConnection(tenant, known.connection))?.options.client_secret,
        signs: (await readSigningKey(tenant)).privateKey.asymmetricKeyType,
      };
    } finally {
      await store.close();
    }
  }

  const expected = {
    tokens: known.subjects
      .map((subject) => [subject, tokensOf(subject).accessToken, tokensOf(subject).refreshToken])
      .toSorted(),
    secret: known.clientSecret,
    connection: known.connectionSecret,
    signs: 'rsa',
  };

  test.each(['schema-002'])('%s is read, rotated to another key, and read without the old one', async (name) => {
    const url = await unpack(name);
    expect(key.id).toBe(known.keyId);
    expect(await readAll(url, key)).toEqual(expected);
    const fresh = newKey();
    expect(await rotate(url, [key, fresh])).toMatchObject({ keyId: fresh.id, damaged: [] });
    const store = await openStore({ url });
    await retireKey(store, { now: Date.now }, key.id);
    await store.close();
    expect(await readAll(url, fresh)).toEqual(expected);
  });

  test('V-08: it refuses every other key', async () => {
    await expect(readAll(await unpack('schema-002'), newKey())).rejects.toMatchObject({ code: 'key_unknown' });
  });
});
