import { type Clock, ValetkeyError } from '../../base/index.ts';
import {
  countSealed,
  type Db,
  listSealingKeys,
  listSealingNodes,
  lockSealedTables,
  retireSealingKey,
  type SealedColumnName,
  type Store,
  sealedColumnNames,
} from '../../storage/index.ts';

function refuse(description: string): never {
  throw new ValetkeyError('invalid_request', { description });
}

async function checkState(db: Db, keyId: string, now: number): Promise<void> {
  const key = (await listSealingKeys(db)).find((one) => one.keyId === keyId);
  if (!key) refuse(`key ${keyId} is not known here; see: valetkey keys status`);
  if (key.state === 'retired') refuse(`key ${keyId} is retired already; it may be taken out of the key file`);
  if (key.state === 'active') refuse(`key ${keyId} is the one that seals; rotate to another key first`);
  const sealing = (await listSealingNodes(db, now)).filter((node) => node.activeKeyId === keyId);
  if (sealing.length > 0) refuse(`${sealing[0]!.name} still seals with key ${keyId}; try again in a minute`);
}

async function checkUnused(db: Db, keyId: string, options: { now: number; exact: boolean }): Promise<void> {
  const left: string[] = [];
  for (const name of sealedColumnNames) {
    const count = (await countSealed(db, name, options)).get(keyId) ?? 0;
    if (count > 0) left.push(`${count} in ${name}${hint(name)}`);
  }
  if (left.length > 0) refuse(`values are still sealed with key ${keyId}: ${left.join(', ')}. Rotate again.`);
}

function hint(name: SealedColumnName): string {
  return name === 'login_transactions.sealed' ? ' (sign-ins under way: they end within ten minutes)' : '';
}

/**
 * Ends the life of a key with which nothing is sealed any more: its canary goes, and from then on the database refuses
 * what was sealed with it. The key may be taken out of the file then; backups from before still need it.
 * @throws {ValetkeyError} `invalid_request` with the reason when it is still needed
 */
export async function retireKey(store: Store, clock: Clock, keyId: string): Promise<void> {
  const now = clock.now();
  await checkState(store.db, keyId, now);
  // The values themselves, all of them, while others write; then once more by the index, while nobody does.
  await checkUnused(store.db, keyId, { now, exact: true });
  await store.transaction(async (db) => {
    await lockSealedTables(db, sealedColumnNames);
    await checkState(db, keyId, now);
    await checkUnused(db, keyId, { now, exact: false });
    await retireSealingKey(db, keyId, now);
  });
}
