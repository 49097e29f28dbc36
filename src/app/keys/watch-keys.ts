import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { keyUseLimit } from '../../base/index.ts';
import { listSealingKeys } from '../../storage/index.ts';
import { announceNode, type Tenant } from '../../tenant/index.ts';

/** Milliseconds: a switch of the sealing key is taken up within a second. */
const followEvery = 500;
/** Milliseconds between two signs of life; a node counts as gone after more than four are missing. */
const beatEvery = 10_000;

/** Says what is wrong once, not twice a second, until it is right again. */
function createComplaint(log: Logger, text: string) {
  let complained = false;
  return {
    about(error: unknown) {
      if (!complained) log.warn({ err: error }, text);
      complained = true;
    },
    over() {
      complained = false;
    },
  };
}

/**
 * Enters this process in the list of nodes, follows the database's choice of the sealing key, and tells how often
 * the keys were used. The function that it gives back ends it.
 * @throws {ValetkeyError} `key_unknown` when the key that seals is not among those given
 */
export async function watchKeys(tenant: Tenant, log: Logger): Promise<() => Promise<void>> {
  const { store, keys } = tenant;
  const { keyring } = keys;
  const node = await announceNode(tenant, `${hostname()}/${process.pid}`);
  const unreachable = createComplaint(log, 'the sealing key could not be looked up; trying again');
  const alarmed = new Set<string>();
  let running: Promise<void> | undefined;

  async function follow(): Promise<void> {
    await keys.follow();
    // A rotation in this process took the key up itself, and waits until every node has said so.
    if (node.isUpToDate()) return;
    const keyId = keyring.chosenId;
    await node.beat();
    if (keyring.find(keyId)) log.info({ keyId }, 'sealing with another key from now on');
    else log.error({ keyId }, 'the key that seals is not held here: nothing can be stored until it is given');
  }

  async function beat(): Promise<void> {
    await node.beat();
    // V-11.
    for (const { keyId, uses, state } of await listSealingKeys(store.db)) {
      if (state !== 'active' || uses < keyUseLimit / 2 || alarmed.has(keyId)) continue;
      alarmed.add(keyId);
      log.warn({ keyId, uses }, 'half of what this key may be used for is used up: rotate to a new one');
    }
  }

  /** One at a time, and whatever the database's state no queue of them. */
  function run(step: () => Promise<void>): void {
    running ??= step()
      .then(unreachable.over, unreachable.about)
      .finally(() => {
        running = undefined;
      });
  }
  run(beat);
  const timers = [setInterval(run, followEvery, follow), setInterval(run, beatEvery, beat)];
  for (const timer of timers) timer.unref();
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await running;
    await node.leave().catch(unreachable.about);
  };
}
