import { type Clock, type Ids, ValetkeyError } from '../../base/index.ts';
import { addSealingKeyUses, removeSealingNode, type Store, saveSealingNode } from '../../storage/index.ts';
import type { SealingKeys } from './open-keys.ts';

/** Milliseconds for which a node is believed to run after it was last heard of. */
const lifetime = 45_000;

/** This process in the list of nodes, by which rotation knows who holds which key. */
export interface NodeAnnouncement {
  /** Whether the list says with which key this node seals now. */
  isUpToDate(): boolean;
  /** Says that the node lives, what it holds and what it seals with, and adds its uses of the keys to the counts. */
  beat(): Promise<void>;
  leave(): Promise<void>;
}

interface NodeDependencies {
  readonly store: Store;
  readonly keys: SealingKeys;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Enters the node in the list, and only then takes up the active key: a switch either sees this node, or is seen by it.
 * @param name for people: host and process
 * @throws {ValetkeyError} `key_unknown` when the key that seals was switched meanwhile to one that is not held
 */
export async function announceNode(
  { store, keys, clock, ids }: NodeDependencies,
  name: string,
): Promise<NodeAnnouncement> {
  const { keyring } = keys;
  const nodeId = ids.token(12);
  let announced: string | undefined;
  async function save(): Promise<void> {
    const activeKeyId = keyring.chosenId;
    const keyIds = keyring.keys.map(({ id }) => id);
    await saveSealingNode(store.db, { nodeId, name, keyIds, activeKeyId }, { lifetime, now: clock.now() });
    announced = activeKeyId;
  }
  const node: NodeAnnouncement = {
    isUpToDate: () => announced === keyring.chosenId,
    async beat() {
      await save();
      const uses = [...keyring.takeUses()];
      try {
        for (; uses.length > 0; uses.shift()) await addSealingKeyUses(store.db, ...uses[0]!);
      } finally {
        // What could not be told now is told next time.
        for (const [keyId, times] of uses) keyring.countUse(keyId, times);
      }
    },
    leave: () => removeSealingNode(store.db, nodeId),
  };
  await save();
  await keys.follow();
  if (!keyring.find(keyring.chosenId)) {
    await node.leave();
    throw new ValetkeyError('key_unknown', {
      detail: `the key that seals is ${keyring.chosenId}, and it is not given`,
    });
  }
  return node;
}
