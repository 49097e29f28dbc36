import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const sweepEvery = 1_000;

/**
 * Where the strict IdP keeps its state: in memory, gone with the process.
 * `reused` makes the error for a code or refresh token that is taken twice. oidc-provider checks and consumes in two
 * steps, so two requests at once could both pass; here the second one fails and its whole grant ends, as RFC 9700
 * section 4.14.2 asks.
 */
export function createMemoryAdapter(reused: () => Error): (model: string) => Adapter {
  const entries = new Map<string, Entry>();
  const keysOfGrant = new Map<string, Set<string>>();
  let writes = 0;

  function remove(key: string): void {
    const grantId = entries.get(key)?.payload.grantId;
    entries.delete(key);
    if (!grantId) return;
    const keys = keysOfGrant.get(grantId);
    keys?.delete(key);
    if (keys?.size === 0) keysOfGrant.delete(grantId);
  }

  function read(key: string): AdapterPayload | undefined {
    const entry = entries.get(key);
    if (entry && entry.expiresAt <= Date.now()) {
      remove(key);
      return undefined;
    }
    return entry?.payload;
  }

  function sweep(): void {
    writes += 1;
    if (writes % sweepEvery !== 0) return;
    const now = Date.now();
    for (const [key, entry] of entries) if (entry.expiresAt <= now) remove(key);
  }

  function write(key: string, payload: AdapterPayload, expiresIn: number | undefined): void {
    entries.set(key, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY });
    const { grantId } = payload;
    if (grantId) keysOfGrant.set(grantId, (keysOfGrant.get(grantId) ?? new Set()).add(key));
    sweep();
  }

  function removeTokens(grantId: string): void {
    for (const key of keysOfGrant.get(grantId) ?? []) entries.delete(key);
    keysOfGrant.delete(grantId);
  }

  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`;
    return {
      async upsert(id, payload, expiresIn) {
        write(keyOf(id), payload, expiresIn);
        if (payload.uid) write(`${model}-uid:${payload.uid}`, { id }, expiresIn);
      },
      async find(id) {
        return read(keyOf(id));
      },
      async findByUid(uid) {
        const id = read(`${model}-uid:${uid}`)?.id;
        return typeof id === 'string' ? read(keyOf(id)) : undefined;
      },
      // Only the device flow has user codes, and it is off.
      async findByUserCode() {
        return undefined;
      },
      async consume(id) {
        const payload = read(keyOf(id));
        if (!payload) throw reused();
        if (payload.consumed) {
          removeTokens(payload.grantId ?? '');
          entries.delete(`Grant:${payload.grantId}`);
          throw reused();
        }
        payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        remove(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        removeTokens(grantId);
      },
    };
  };
}
