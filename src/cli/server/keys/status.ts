import { isoDate, systemClock } from '../../../base/index.ts';
import { type KeyStatus, type KeysStatus, readKeyStatus } from '../../../vault/index.ts';
import { printJson, printResult } from '../../terminal/terminal.ts';
import { withKeys } from './with-keys.ts';

function describeKey({ keyId, state, records, uses, used, heldBy, ...times }: KeyStatus, nodes: number): string[] {
  const since = { active: times.activatedAt, known: times.registeredAt, retired: times.retiredAt }[state];
  const counted = Object.entries(records).map(([column, count]) => `${count} ${column}`);
  const lines = [
    `${keyId}  ${state}${since === null ? '' : ` since ${isoDate(since)}`}`,
    `  sealed with it   ${counted.length === 0 ? 'nothing' : counted.join(', ')}`,
    `  used             ${uses} times, ${(used * 100).toFixed(used < 0.001 ? 4 : 1)} % of what a key is good for`,
  ];
  if (state === 'retired') return lines;
  return [...lines, `  held by          ${heldBy.length} of ${nodes} running nodes`];
}

function describe({ keys, nodes, unknown }: KeysStatus): string {
  const described = keys.flatMap((key) => describeKey(key, nodes.length));
  const running = nodes.map(
    ({ name, keyIds, activeKeyId }) => `node ${name}  seals with ${activeKeyId}, holds ${keyIds.join(', ')}`,
  );
  const damaged = unknown > 0 ? [`${unknown} values name a key that was never here: they are damaged`] : [];
  return [...described, ...running, ...damaged].join('\n');
}

/** Which keys there are, what is sealed with each, and which nodes hold it. */
export async function showStatus({ json }: { json?: boolean }): Promise<void> {
  await withKeys(async ({ store }) => {
    const status = await readKeyStatus(store, systemClock);
    if (json) printJson(status);
    else printResult(describe(status));
  });
}
