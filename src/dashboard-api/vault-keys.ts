import { isoDate, ValetkeyError } from '../base/index.ts';
import { getKeyRotation, getVaultKeys, type KeyRotationState, startKeyRotation } from '../contract/index.ts';
import {
  type KeyRotationProgress,
  type KeyStatus,
  readKeyRotation,
  readKeyStatus,
  startKeyRotation as start,
} from '../vault/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

function presentKey({ keyId, state, uses, used, records, heldBy, ...times }: KeyStatus) {
  return {
    ...{ id: keyId, state, uses, used, held_by: [...heldBy] },
    records: Object.fromEntries(Object.entries(records)),
    registered_at: isoDate(times.registeredAt),
    ...(times.activatedAt !== null && { activated_at: isoDate(times.activatedAt) }),
    ...(times.retiredAt !== null && { retired_at: isoDate(times.retiredAt) }),
  };
}

function presentRotation(rotation: KeyRotationProgress | undefined): KeyRotationState {
  if (!rotation) return { state: 'idle', moved: 0, total: 0, damaged: 0 };
  const { state, keyId, moved, total, damaged, error, startedAt, finishedAt, waitingFor } = rotation;
  return {
    ...{ state, moved, total, damaged, started_at: isoDate(startedAt) },
    ...(keyId !== null && { key_id: keyId }),
    ...(waitingFor.length > 0 && { waiting_for: [...waitingFor] }),
    ...(finishedAt !== null && { finished_at: isoDate(finishedAt) }),
    ...(error !== null && { error }),
  };
}

export const vaultKeyOperations: readonly DashboardOperation[] = [
  serve(getVaultKeys, async ({ dashboard: { vault } }) => {
    const { keys, nodes, unknown } = await readKeyStatus(vault.tenant.store, vault.tenant.clock);
    return answer(200, {
      keys: keys.map(presentKey),
      nodes: nodes.map(({ name, keyIds, activeKeyId }) => ({
        ...{ name, key_ids: [...keyIds], active_key_id: activeKeyId },
      })),
      unknown,
    });
  }),

  serve(startKeyRotation, async ({ dashboard }) => {
    const { tenant } = dashboard.vault;
    const started = await start(tenant, (error) => dashboard.report(error, 'the keys could not be rotated'));
    if (!started) throw new ValetkeyError('rotation_running');
    return answer(202, presentRotation(await readKeyRotation(tenant)));
  }),

  serve(getKeyRotation, async ({ dashboard: { vault } }) =>
    answer(200, presentRotation(await readKeyRotation(vault.tenant))),
  ),
];
