import {
  type Clock,
  createKeyring,
  type Keyring,
  open,
  type SwitchableKeyring,
  seal,
  ValetkeyError,
} from '../../base/index.ts';
import {
  findActiveKeyId,
  listSealingKeys,
  registerSealingKey,
  type SealingKeyRecord,
  type Store,
} from '../../storage/index.ts';

/** The keys of this process, and the way to learn which of them the database wants to seal with. */
export interface SealingKeys {
  readonly keyring: SwitchableKeyring;
  /** Takes up the key that the database says seals. True when that is another one than before. */
  follow(): Promise<boolean>;
}

export interface KeyDependencies {
  readonly store: Store;
  /** The keys that this process was given. */
  readonly keyring: Keyring;
  readonly clock: Clock;
}

const canaryText = 'valetkey canary';

function canaryContext(keyId: string): string[] {
  return ['canary', keyId];
}

function createCanary(keyring: Keyring, keyId: string): Buffer {
  return seal(createKeyring(keyring.find(keyId)!), canaryContext(keyId), canaryText);
}

/** Whether something may be sealed with it: a key that never was active need not be here yet. */
export function isInUse({ activatedAt, state }: SealingKeyRecord): boolean {
  return activatedAt !== null && state !== 'retired';
}

/** V-08: a wrong key must show before anything is served or written. */
function checkHeld(records: readonly SealingKeyRecord[], keyring: Keyring): void {
  const given = keyring.keys.map(({ id }) => id).join(', ');
  for (const record of records) {
    const { keyId, canary } = record;
    if (isInUse(record) && !keyring.find(keyId)) {
      throw new ValetkeyError('key_unknown', {
        detail: `this database is sealed with key ${keyId}, and the keys given are: ${given}`,
      });
    }
    if (!canary || !keyring.find(keyId)) continue;
    if (open(keyring, canaryContext(keyId), canary) !== canaryText) throw new ValetkeyError('sealed_value_damaged');
  }
}

/** Makes the keys known that nobody has brought before; on an empty database the first one is the one that seals. */
async function registerNew({ store, keyring, clock }: KeyDependencies): Promise<void> {
  const register = (keyId: string, state: 'active' | 'known') =>
    registerSealingKey(store.db, { keyId, canary: createCanary(keyring, keyId), state, now: clock.now() });
  let records = await listSealingKeys(store.db);
  if (records.length === 0) {
    await register(keyring.keys[0]!.id, 'active');
    records = await listSealingKeys(store.db);
    // Another node may have been faster, with another key.
    checkHeld(records, keyring);
  }
  const known = new Set(records.map(({ keyId }) => keyId));
  for (const { id } of keyring.keys) if (!known.has(id)) await register(id, 'known');
}

/**
 * Proves the keys against the database, registers new ones, and seals with the one that the database names.
 * @throws {ValetkeyError} `key_unknown` when a key is missing that something may be sealed with; nothing is written then.
 */
export async function openKeys(dependencies: KeyDependencies): Promise<SealingKeys> {
  const { store, keyring: given } = dependencies;
  checkHeld(await listSealingKeys(store.db), given);
  await registerNew(dependencies);
  const [first, ...others] = given.keys;
  // Its own: what is chosen here must not be chosen for others who were given the same keys.
  const keyring = createKeyring(first!, others);
  const follow = async () => {
    const activeId = await findActiveKeyId(store.db);
    const changed = activeId !== undefined && activeId !== keyring.chosenId;
    if (changed) keyring.choose(activeId);
    return changed;
  };
  await follow();
  return { keyring, follow };
}
