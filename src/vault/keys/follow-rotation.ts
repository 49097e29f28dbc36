import { setTimeout as wait } from 'node:timers/promises';
import { ValetkeyError } from '../../base/index.ts';
import {
  beginKeyRotation,
  findActiveKeyId,
  findKeyRotation,
  type KeyRotationRecord,
  noteKeyRotation,
} from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { rotateKeys } from './rotate-keys.ts';
import { nameNodesBehind } from './switch-key.ts';

/** Records a second: so that nobody who signs in meanwhile notices. */
const rate = 2_000;
/** Milliseconds between two notes of how far it is. */
const noteEvery = 1_000;
/** Milliseconds without a note after which its process counts as dead; waiting for nodes takes a minute at most. */
const silence = 90_000;

async function run(tenant: Tenant, rotationId: string): Promise<void> {
  const { store, keys, clock } = tenant;
  const note = (changes: Parameters<typeof noteKeyRotation>[2]) =>
    noteKeyRotation(store.db, rotationId, changes, clock.now());
  let moved = 0;
  let notedAt = clock.now();
  let noting: Promise<void> = Promise.resolve();
  try {
    const result = await rotateKeys({
      store,
      keys,
      clock,
      pace: (records) => wait((records / rate) * 1000),
      onStart({ keyId, records }) {
        noting = note({ keyId, total: records });
      },
      onProgress(records) {
        moved += records;
        if (clock.now() - notedAt < noteEvery) return;
        notedAt = clock.now();
        noting = noting.then(() => note({ moved }));
      },
    });
    await noting;
    const { length: damaged } = result.damaged;
    await note({ state: 'done', moved: result.moved, damaged, finishedAt: clock.now() });
  } catch (error) {
    await noting.catch(() => {});
    const known = error instanceof ValetkeyError && error.status < 500;
    const reason = known ? error.description : 'It failed; the log of the server says why.';
    await note({ state: 'failed', error: reason, finishedAt: clock.now() });
    if (!known) throw error;
  }
}

/**
 * Begins to move everything to the newest key, in this process, and does not wait for the end.
 * @param onError told of what only the operator's log may know
 * @returns false when a rotation runs already, here or elsewhere
 */
export async function startKeyRotation(tenant: Tenant, onError: (error: unknown) => void): Promise<boolean> {
  const rotationId = tenant.ids.token(12);
  const now = tenant.clock.now();
  if (!(await beginKeyRotation(tenant.store.db, { rotationId, now, heardOfSince: now - silence }))) return false;
  run(tenant, rotationId).catch(onError);
  return true;
}

export type KeyRotationProgress = Omit<KeyRotationRecord, 'state'> & {
  readonly state: KeyRotationRecord['state'] | 'interrupted';
  /** Names of the nodes that must take up the key before anything is moved; empty once they all have. */
  readonly waitingFor: readonly string[];
};

/** A node that still sealed with another key would leave behind what was moved already. */
async function nameAwaited({ store, clock }: Tenant, { state, keyId }: KeyRotationRecord): Promise<string[]> {
  if (state !== 'running' || keyId !== null) return [];
  const activeKeyId = await findActiveKeyId(store.db);
  return activeKeyId === undefined ? [] : nameNodesBehind(store, clock, activeKeyId);
}

/** How far the last rotation is; undefined when there was none. One whose process died may be begun again. */
export async function readKeyRotation(tenant: Tenant): Promise<KeyRotationProgress | undefined> {
  const { store, clock } = tenant;
  const found = await findKeyRotation(store.db);
  if (!found) return undefined;
  const isSilent = found.state === 'running' && found.seenAt < clock.now() - silence;
  const waitingFor = await nameAwaited(tenant, found);
  return { ...found, state: isSilent ? 'interrupted' : found.state, waitingFor };
}
