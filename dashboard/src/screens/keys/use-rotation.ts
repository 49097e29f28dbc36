import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { KeyRotationState } from '../../../../src/contract/index.ts';
import { useApi } from '../../api/use-api.ts';

/** How far the rotation of the vault keys is, looked at each second while one runs. */
export function useRotation(): UseQueryResult<KeyRotationState, Error> {
  const queryClient = useQueryClient();
  const rotation = useApi(
    'getKeyRotation',
    {},
    { refetchInterval: (query) => (query.state.data?.state === 'running' ? 1_000 : false) },
  );
  const stage = rotation.data && `${rotation.data.state} ${rotation.data.key_id}`;
  useEffect(() => {
    // Which key seals, and what is sealed with each, is another thing at every stage.
    if (stage !== undefined) void queryClient.invalidateQueries({ queryKey: ['getVaultKeys'] });
  }, [queryClient, stage]);
  return rotation;
}
