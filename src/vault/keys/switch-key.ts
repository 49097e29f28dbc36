import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, ValetkeyError } from '../../base/index.ts';
import {
  activateSealingKey,
  type Db,
  listSealingKeys,
  listSealingNodes,
  lockSealingNodes,
  type SealingKeyRecord,
  type SealingNodeRecord,
  type Store,
} from '../../storage/index.ts';

/** Milliseconds in which every node that runs takes up a new key; one that died is forgotten by then. */
const patience = 60_000;
const lookEvery = 100;

function refuse(description: string): never {
  throw new ValetkeyError('invalid_request', { description });
}

const namesOf = (nodes: readonly SealingNodeRecord[]) => nodes.map(({ name }) => name);

/** The key brought last, if it came after the one that seals; otherwise that one. */
export function chooseNewest(keys: readonly SealingKeyRecord[]): {
  active: SealingKeyRecord;
  newest: SealingKeyRecord;
} {
  const active = keys.find(({ state }) => state === 'active');
  if (!active) refuse('no key is active: start a server first');
  const newer = keys.filter(({ state, position }) => state === 'known' && position > active.position);
  return { active, newest: newer.at(-1) ?? active };
}

/** V-10: every node that runs must be able to open what the others will seal. */
async function checkNodes(db: Db, keyId: string, now: number): Promise<void> {
  const lacking = (await listSealingNodes(db, now)).filter((node) => !node.keyIds.includes(keyId));
  if (lacking.length === 0) return;
  refuse(
    `key ${keyId} is not held by: ${namesOf(lacking).join(', ')}. Give it to every node and restart them, then rotate again.`,
  );
}

/** Makes the newest key the one that seals. Nothing changes when it already is, or when a node lacks it. */
export async function switchKey(store: Store, clock: Clock): Promise<{ keyId: string; switched: boolean }> {
  return store.transaction(async (db) => {
    await lockSealingNodes(db);
    const { active, newest } = chooseNewest(await listSealingKeys(db));
    if (newest === active) return { keyId: active.keyId, switched: false };
    await checkNodes(db, newest.keyId, clock.now());
    await activateSealingKey(db, newest.keyId, clock.now());
    return { keyId: newest.keyId, switched: true };
  });
}

/** Names of the nodes that run and have not said yet that they seal with this key. */
export async function nameNodesBehind(store: Store, clock: Clock, keyId: string): Promise<string[]> {
  const nodes = await listSealingNodes(store.db, clock.now());
  return namesOf(nodes.filter((node) => node.activeKeyId !== keyId));
}

/** Waits until every node that runs says that it seals with this key. */
export async function waitForNodes(store: Store, clock: Clock, keyId: string): Promise<void> {
  const until = performance.now() + patience;
  for (;;) {
    const behind = await nameNodesBehind(store, clock, keyId);
    if (behind.length === 0) return;
    if (performance.now() > until)
      refuse(`these nodes have not taken up key ${keyId}: ${behind.join(', ')}. Rotate again.`);
    await wait(lookEvery);
  }
}
